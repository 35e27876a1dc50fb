"""The aggregator: a WordPress site with a purchased theme, whose addresses and planted pages come from the content."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import partial
from html import escape
from typing import Any

from newscrawl.demo import theme
from newscrawl.demo.answers import (
    STORY_TIME,
    Answer,
    Entry,
    gzipped,
    moved,
    page,
    plain,
    rss,
    sitemap_index,
    urlset,
)
from newscrawl.demo.content import Post, World, newest

SECTIONS = {"politik": "Politik", "wirtschaft": "Wirtschaft"}
PER_PAGE = 10
FEED_SIZE = 15


class Securnews:
    """Answers for the aggregator's host."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.base = world.base("securnews")
        self.posts = world.posts("securnews")
        self.routes: dict[str, Answer] = {}
        self._add_articles()
        self._add_planted()
        for section in SECTIONS:
            self._add_section(section)
        self._add_listings()
        self._add_plain()

    def answer(self, path: str, query: dict[str, str]) -> Answer | None:
        if path == "/wp-json/wp/v2/posts":
            return self._rest(query)
        if path == "/" and "p" in query:
            return self.routes.get(f"/?p={query['p']}")
        if path.startswith("/wp-content/uploads/") and path.endswith(".png"):
            return Answer(body=theme.PICTURE, content_type="image/png", modified=STORY_TIME)
        return self.routes.get(path)

    def _add_articles(self) -> None:
        sidebar = list(newest(self.posts, "section"))[:6]
        for slug, post in self.posts.items():
            show = partial(theme.article, self.world, post, sidebar=sidebar, section=SECTIONS[post.section])
            self.routes[f"/{slug}/"] = page(show(), modified=post.date, encoding=post.encoding)
            self.routes[f"/{slug}"] = moved(f"{self.base}/{slug}/")
            self.routes[f"/?p={self.world.number(slug)}"] = moved(f"{self.base}/{slug}/")
            if post.amp:
                self.routes[f"/{slug}/amp/"] = page(theme.amp(self.world, post), modified=post.date)

    def _add_planted(self) -> None:
        for planted in self.world.planted:
            path, status = planted["path"], planted.get("status", 200)
            if path in self.routes:
                continue
            if target := planted.get("to"):
                self.routes[path] = moved(self.world.address(target), status)
            elif planted.get("shape") == "tag":
                chosen = list(newest(self.posts, "section"))[:8]
                self.routes[path] = self._listing(planted["title"], chosen, "archive tag", path)
            else:
                title, text = planted["title"], planted.get("text", "")
                body = theme.empty(title) if planted.get("empty") else theme.bare(self.world, title, text)
                self.routes[path] = page(body, status=status, modified=STORY_TIME)

    def _add_section(self, section: str) -> None:
        """Ten teasers a page; the planted pages of the section's page `n` follow its articles."""
        posts = [p for p in newest(self.posts, "section") if p.section == section]
        pages = -(-len(posts) // PER_PAGE)
        for number in range(1, pages + 1):
            path = f"/{section}/" if number == 1 else f"/{section}/page/{number}/"
            chosen = posts[(number - 1) * PER_PAGE : number * PER_PAGE]
            extra = [(p["path"], p["title"]) for p in self.world.planted if p.get("in") == f"{section}/{number}"]
            self.routes[path] = self._listing(
                SECTIONS[section], chosen, "archive category", path, extra, (section, number, pages)
            )

    def _listing(
        self,
        title: str,
        posts: list[Post],
        classes: str,
        path: str,
        extra: list[tuple[str, str]] | None = None,
        pagination: tuple[str, int, int] | None = None,
    ) -> Answer:
        html = theme.listing(self.world, title, posts, classes, path, extra or [], pagination)
        return page(html, modified=STORY_TIME)

    def _add_listings(self) -> None:
        """Home page, tags, feed and sitemaps."""
        self.routes["/"] = self._listing("Startseite", list(newest(self.posts, "section"))[:PER_PAGE], "home blog", "/")
        tags = sorted({tag for post in self.posts.values() for tag in post.tags})
        for tag in tags:
            path = f"/tag/{theme.slug(tag)}/"
            tagged = [post for post in newest(self.posts, "section") if tag in post.tags]
            self.routes[path] = self._listing(f"Schlagwort: {tag}", tagged, "archive tag", path)
        fed = list(newest(self.posts, "feed"))[:FEED_SIZE]
        self.routes["/feed/"] = rss("securnews", self.base, "de", (self._entry(p, feed=True) for p in fed))
        mapped = [self._entry(p) for p in newest(self.posts, "sitemap")]
        for planted in self.world.planted:
            if planted.get("in") == "sitemap":
                mapped.append(Entry(url=self.base + planted["path"], title=planted["title"], date=STORY_TIME))
        half = len(mapped) // 2
        self.routes["/post-sitemap.xml"] = urlset(mapped[:half])
        self.routes["/post-sitemap2.xml.gz"] = gzipped(urlset(mapped[half:]))
        children = (f"{self.base}/post-sitemap.xml", f"{self.base}/post-sitemap2.xml.gz")
        self.routes["/sitemap_index.xml"] = sitemap_index(children)

    def _add_plain(self) -> None:
        disallowed = "".join(f"Disallow: {p['path']}\n" for p in self.world.planted if p.get("robots"))
        self.routes["/robots.txt"] = plain(
            f"User-agent: *\nDisallow: /wp-admin/\n{disallowed}Crawl-delay: 0.1\n\n"
            f"Sitemap: {self.base}/sitemap_index.xml\n"
        )
        for path, title in (("/impressum/", "Impressum"), ("/datenschutz/", "Datenschutz")):
            text = "<p>securnews ist ein erfundenes Angebot und Teil einer Nachbildung zu Testzwecken.</p>"
            self.routes[path] = page(theme.bare(self.world, title, text), modified=STORY_TIME)

    def _entry(self, post: Post, *, feed: bool = False) -> Entry:
        host = post.feed_source
        return Entry(
            url=f"{self.base}/{post.slug}/" + ("?utm_source=rss&utm_medium=feed" if feed else ""),
            title=post.title,
            date=post.date,
            author=post.author,
            guid=f"{self.base}/?p={self.world.number(post.slug)}",
            summary=theme.summary(self.world, "securnews", post),
            source=({"cnn": "CNN", "reuters": "Reuters", "kcna": "KCNA"}[host], self.world.base(host))
            if host
            else None,
        )

    def _rest(self, query: dict[str, str]) -> Answer:
        """`/wp-json/wp/v2/posts` as WordPress answers it, its error beyond the last page included."""
        posts = list(newest(self.posts, "api"))
        size, number = min(_natural(query.get("per_page"), 10), 100), _natural(query.get("page"), 1)
        pages = -(-len(posts) // size)
        totals = (("X-WP-Total", str(len(posts))), ("X-WP-TotalPages", str(pages)))
        if number > pages:
            message = "Die angeforderte Seitenzahl ist größer als die Anzahl der verfügbaren Seiten."
            return _json({"code": "rest_post_invalid_page_number", "message": message, "data": {"status": 400}}, 400)
        fields = [f for f in query.get("_fields", "").split(",") if f]
        chosen = [self._record(p) for p in posts[(number - 1) * size : number * size]]
        answer = [{k: v for k, v in record.items() if not fields or k in fields} for record in chosen]
        return _json(answer, 200, totals)

    def _record(self, post: Post) -> dict[str, Any]:
        number, stamp = self.world.number(post.slug), f"{post.date.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"
        return {
            "id": number,
            "date_gmt": stamp,
            "modified_gmt": stamp,
            "guid": {"rendered": f"{self.base}/?p={number}"},
            "slug": post.slug,
            "status": "publish",
            "type": "post",
            "link": f"{self.base}/{post.slug}/",
            "title": {"rendered": escape(post.title)},
        }


def _natural(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and int(text) > 0 else default


def _json(value: object, status: int, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    body = json.dumps(value, ensure_ascii=False).encode()
    modified: datetime | None = STORY_TIME if status == 200 else None
    kind = "application/json; charset=UTF-8"
    return Answer(body=body, status=status, content_type=kind, modified=modified, headers=headers)
