"""The three originals: an outlet in CNN's markup, an agency with datelines and desk lines, a state agency."""

from __future__ import annotations

import json
from html import escape

from newscrawl.demo import theme
from newscrawl.demo.answers import (
    STORY_TIME,
    Answer,
    Entry,
    atom,
    moved,
    news_sitemap,
    page,
    plain,
    rss,
    sitemap_index,
)
from newscrawl.demo.content import Post, World, blocks, newest, picture

TITLES = {"cnn": "CNN", "reuters": "Reuters", "kcna": "KCNA"}
FEEDS = {"cnn": "/rss/edition_world.rss", "reuters": "/feed/world/", "kcna": "/en/atom.xml"}


class Original:
    """Answers for the host of one original."""

    def __init__(self, world: World, short: str) -> None:
        self.world, self.short, self.title = world, short, TITLES[short]
        self.base = world.base(short)
        posts = world.posts(short)
        self.routes: dict[str, Answer] = {}
        for slug, post in posts.items():
            path = world.path(short, slug)
            self.routes[path] = page(_LAYOUTS[short](world, post, self.base + path), modified=post.date)
            if short == "cnn":
                self.routes[path.removesuffix("index.html")] = moved(self.base + path)
        feed, mapped = (list(map(self._entry, newest(posts, source))) for source in ("feed", "sitemap"))
        if short == "kcna":
            self.routes[FEEDS[short]] = atom("KCNA", self.base, feed)
        else:
            self.routes[FEEDS[short]] = rss(self.title, self.base, "en", feed)
        self.routes["/sitemaps/news.xml"] = news_sitemap(self.title, "en", mapped)
        self.routes["/sitemap.xml"] = sitemap_index([f"{self.base}/sitemaps/news.xml"])
        self.routes["/robots.txt"] = plain(f"User-agent: *\nDisallow: /search\n\nSitemap: {self.base}/sitemap.xml\n")
        self.routes["/"] = self._home()

    def answer(self, path: str, query: dict[str, str]) -> Answer | None:  # noqa: ARG002 - no address here has a query
        if path.startswith("/media/") and path.endswith(".png"):
            return Answer(body=theme.PICTURE, content_type="image/png", modified=STORY_TIME)
        return self.routes.get(path)

    def _entry(self, post: Post) -> Entry:
        return Entry(
            url=self.world.address(f"{self.short}:{post.slug}"),
            title=post.title,
            date=post.date,
            author=post.author,
            summary=theme.summary(self.world, self.short, post),
        )

    def _home(self) -> Answer:
        rows = "".join(
            f'<li><a href="{self.world.path(self.short, p.slug)}">{escape(p.title)}</a></li>'
            for p in self.world.posts(self.short).values()
        )
        return page(_frame(self.title, self.title, "", f"<main><ul>{rows}</ul></main>"), modified=STORY_TIME)


def _cnn(world: World, post: Post, url: str) -> str:
    head = _head(post, url, "CNN", "NewsArticle")
    by = f'<div class="byline__names">By <span class="byline__name">{escape(post.author or "")}</span>, CNN</div>'
    source = (
        '<div class="source inline-placeholder"><cite class="source__cite"><span class="source__location"></span> '
        '<span class="source__text" data-editable="source">CNN</span> &nbsp;&mdash;&nbsp;</cite></div>'
    )
    body = (
        (_picture(post.image) if post.image else "")
        + source
        + _body(world, "cnn", post, "paragraph inline-placeholder")
    )
    return _frame(
        post.title,
        "CNN",
        head,
        f"""<main><article class="article"><h1 class="headline__text inline-placeholder">{escape(post.title)}</h1>
<div class="headline__sub-text">{by}
<div class="timestamp">Published {post.date:%I:%M %p} GMT, {post.date:%a %B %-d, %Y}</div></div>
<div class="article__content">{body}</div></article></main>""",
    )


def _reuters(world: World, post: Post, url: str) -> str:
    head = _head(post, url, "Reuters", "NewsArticle")
    body = _body(world, "reuters", post, "article-body__paragraph", f"{post.place}, {post.date:%B %-d} (Reuters) - ")
    return _frame(
        post.title,
        "Reuters",
        head,
        f"""<main><article><header><h1 data-testid="Heading">{escape(post.title)}</h1>
<div class="author">By <a rel="author" href="/authors/">{escape(post.author or "")}</a></div>
<time datetime="{post.date:%Y-%m-%dT%H:%M:%SZ}">{post.date:%B %-d, %Y}</time></header>
<div class="article-body__content">{_picture(post.image) if post.image else ""}{body}
<p class="sign-off">{escape(post.desk)}</p></div></article></main>""",
    )


def _kcna(world: World, post: Post, url: str) -> str:
    """No byline; the dateline is the agency's, and the year of its calendar stands at the end."""
    body = _body(world, "kcna", post, "", f"Pyongyang, {post.date:%B %-d} (KCNA) -- ")
    shown = _picture(post.image) if post.image else ""
    return _frame(
        post.title,
        "KCNA",
        f'<link rel="canonical" href="{url}">',
        f"""<div class="container"><div class="article"><header><span class="title">{escape(post.title)}</span>
<h1 class="article-main-title">{escape(post.title)}</h1>
<span class="publish-time">Date: {post.date:%d/%m/%Y}</span></header>
<div class="content-wrapper">{shown}{body}
<p class="end-line">www.kcna.kp (Juche{post.date.year - 1911}.{post.date.month}.{post.date.day}.)</p>
</div></div></div>""",
    )


_LAYOUTS = {"cnn": _cnn, "reuters": _reuters, "kcna": _kcna}


def _body(world: World, host: str, post: Post, classes: str, dateline: str = "") -> str:
    parts = []
    mark = f' class="{classes}"' if classes else ""
    for block in blocks(world, host, post):
        kind, _, rest = block.partition(" ")
        if kind == "BILD":
            parts.append(_picture(rest))
        else:
            parts.append(f"<p{mark}>{dateline}{world.linked(block)}</p>")
            dateline = ""
    return "\n".join(parts)


def _picture(text: str) -> str:
    shown = picture(text)
    name = theme.slug(shown.caption)[:40]
    return f"""<div class="image"><img src="/media/{name}.png" alt="" width="860" height="484">
<div class="image__metadata"><div itemprop="caption" class="image__caption attribution">
<span data-editable="metaCaption">{escape(shown.caption)}</span></div>
<figcaption class="image__credit">{escape(shown.credit)}</figcaption></div></div>"""


def _head(post: Post, url: str, publisher: str, kind: str) -> str:
    data = {
        "@context": "https://schema.org",
        "@type": kind,
        "headline": post.title,
        "datePublished": f"{post.date:%Y-%m-%dT%H:%M:%SZ}",
        "dateModified": f"{post.date:%Y-%m-%dT%H:%M:%SZ}",
        "author": [{"@type": "Person", "name": post.author}],
        "publisher": {"@type": "NewsMediaOrganization", "name": publisher},
        "mainEntityOfPage": url,
    }
    return f"""<link rel="canonical" href="{url}"><meta property="og:type" content="article">
<meta property="og:site_name" content="{publisher}"><meta property="og:title" content="{escape(post.title)}">
<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>"""


def _frame(title: str, site: str, head: str, main: str) -> str:
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(title)} | {site}</title>
{head}</head>
<body><header><a href="/">{site}</a></header>
{main}
<footer><p>© 2026 {site}, an invented counterpart for tests.</p></footer></body></html>"""
