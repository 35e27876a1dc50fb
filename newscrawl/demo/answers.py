"""What a host answers, and the documents that all hosts share: feeds, sitemaps, robots.txt."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

STORY_TIME = datetime(2026, 6, 24, 18, 0, tzinfo=UTC)
"""When the replica's listings were last changed; fixed, so that two crawls of it are the same."""
TODAY = "@TODAY@"
"""Stands in a body for the current date; replaced when it is sent, so that entity tags do not depend on it."""
_LINE = "\n"
_NS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    body: bytes = b""
    status: int = 200
    content_type: str = "text/html; charset=UTF-8"
    modified: datetime | None = None
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An article as feeds and sitemaps name it."""

    url: str
    title: str
    date: datetime
    author: str | None = None
    guid: str | None = None
    summary: str = ""
    source: tuple[str, str] | None = None
    """Name and address of `<source>`."""


def page(text: str, *, status: int = 200, modified: datetime | None = None, encoding: str = "utf-8") -> Answer:
    return Answer(body=text.encode(encoding), status=status, modified=modified)


def xml(text: str, content_type: str = "application/xml; charset=UTF-8") -> Answer:
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()
    return Answer(body=body, content_type=content_type, modified=STORY_TIME)


def plain(text: str) -> Answer:
    return Answer(body=text.encode(), content_type="text/plain; charset=UTF-8", modified=STORY_TIME)


def moved(target: str, status: int = 301) -> Answer:
    return Answer(status=status, headers=(("Location", target),))


def rss(title: str, link: str, language: str, entries: Iterable[Entry]) -> Answer:
    items = "\n".join(_item(e) for e in entries)
    return xml(
        f"""<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>{escape(title)}</title><link>{link}/</link><description>{escape(title)}</description>
<language>{language}</language><lastBuildDate>{format_datetime(STORY_TIME)}</lastBuildDate>
{items}
</channel></rss>""",
        "application/rss+xml; charset=UTF-8",
    )


def _item(entry: Entry) -> str:
    author = f"<dc:creator>{escape(entry.author)}</dc:creator>" if entry.author else ""
    guid = entry.guid or entry.url
    source = f'<source url="{escape(entry.source[1])}">{escape(entry.source[0])}</source>' if entry.source else ""
    return f"""<item><title>{escape(entry.title)}</title><link>{escape(entry.url)}</link>{author}
<pubDate>{format_datetime(entry.date)}</pubDate>
<guid isPermaLink="{"false" if entry.guid else "true"}">{escape(guid)}</guid>
<description>{escape(entry.summary)}</description>{source}</item>"""


def atom(title: str, link: str, entries: Iterable[Entry]) -> Answer:
    items = "\n".join(
        f"""<entry><title>{escape(e.title)}</title><link href="{escape(e.url)}"/><id>{escape(e.url)}</id>
<published>{e.date:%Y-%m-%dT%H:%M:%SZ}</published><updated>{e.date:%Y-%m-%dT%H:%M:%SZ}</updated>
<summary>{escape(e.summary)}</summary></entry>"""
        for e in entries
    )
    return xml(
        f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>{escape(title)}</title>
<link href="{link}/"/><id>{link}/</id><updated>{STORY_TIME:%Y-%m-%dT%H:%M:%SZ}</updated>
<author><name>{escape(title)}</name></author>
{items}
</feed>""",
        "application/atom+xml; charset=UTF-8",
    )


def urlset(entries: Iterable[Entry]) -> Answer:
    rows = (
        f"<url><loc>{escape(e.url)}</loc><lastmod>{e.date:%Y-%m-%dT%H:%M:%S+00:00}</lastmod></url>" for e in entries
    )
    return xml(f'<urlset xmlns="{_NS}">\n{_LINE.join(rows)}\n</urlset>')


def news_sitemap(name: str, language: str, entries: Iterable[Entry]) -> Answer:
    rows = (
        f"""<url><loc>{escape(e.url)}</loc><news:news><news:publication><news:name>{escape(name)}</news:name>
<news:language>{language}</news:language></news:publication>
<news:publication_date>{e.date:%Y-%m-%dT%H:%M:%S+00:00}</news:publication_date>
<news:title>{escape(e.title)}</news:title></news:news></url>"""
        for e in entries
    )
    return xml(f'<urlset xmlns="{_NS}" xmlns:news="{_NEWS}">\n{_LINE.join(rows)}\n</urlset>')


def sitemap_index(children: Iterable[str]) -> Answer:
    rows = (
        f"<sitemap><loc>{escape(c)}</loc><lastmod>{STORY_TIME:%Y-%m-%dT%H:%M:%S+00:00}</lastmod></sitemap>"
        for c in children
    )
    return xml(f'<sitemapindex xmlns="{_NS}">\n{_LINE.join(rows)}\n</sitemapindex>')


def gzipped(answer: Answer) -> Answer:
    """The answer as a `.gz` file."""
    return Answer(body=gzip.compress(answer.body, mtime=0), content_type="application/gzip", modified=answer.modified)
