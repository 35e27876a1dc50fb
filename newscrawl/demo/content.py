"""The replica's articles as data: `content/*.toml`, their addresses, and the blocks their bodies are made of."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from importlib.resources import files
from typing import Any

from newscrawl.demo.hosts import PORT, base

SOURCES = ("section", "feed", "sitemap", "api")
_REFERENCE = re.compile(r"\b(securnews|cnn|reuters|kcna):([a-z0-9-]+)")
# Typography that a second import of the same text changes and that no reader sees.
_TYPOGRAPHY = {"„": '"', "“": '"', " – ": " — ", "’": "'", "...": "…", ", ": ",\xa0 "}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture as the content writes it: `credit | caption | form`."""

    credit: str
    caption: str
    form: str
    """`kept` and `kept_before` keep CNN's classes (credit after or before the caption); `before` and `after` are bare
    paragraphs; `figure` has the credit in a span of the caption, `inline` at the end of the caption's text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """An article of one host."""

    slug: str
    title: str
    date: datetime
    section: str = "world"
    author: str | None = None
    tags: tuple[str, ...] = ()
    body: str = ""
    """Blocks parted by empty lines: `BILD credit | caption | form`, `SIEHE headline | slug`, else a paragraph."""
    text_of: tuple[str, ...] = ()
    """Take the text of other posts instead: `slug` or `slug:from:to` (paragraphs)."""
    prefix: str = ""
    """Stands before the first paragraph of that text, as an agency's dateline does."""
    typography: bool = False
    """Change the typography of that text."""
    image: str | None = None
    outlet: str | None = None
    """How the outlet's line precedes the text: `line`, `glued` or `kept`."""
    outlet_name: str = "CNN"
    kept: bool = False
    """Keep the classes of the original's paragraphs."""
    canonical: str | None = None
    sources: tuple[str, ...] = SOURCES
    """The listings that name it."""
    feed_source: str | None = None
    """Host that the feed's entry gives as its `<source>`."""
    dated: bool = True
    """False: the page itself says no date but the theme's date of the day."""
    encoding: str = "utf-8"
    """What the bytes are in; the page says UTF-8 whatever this is."""
    amp: bool = False
    place: str = ""
    """Of the dateline, for agencies."""
    desk: str = ""
    """Closing line of reporters and editors."""


@dataclass(frozen=True)
class World:
    """All hosts' articles and planted pages, with the addresses they have on one port."""

    port: int = PORT
    _posts: dict[str, dict[str, Post]] = field(default_factory=dict, repr=False)

    def posts(self, host: str) -> dict[str, Post]:
        """A host's articles by slug, newest first."""
        if host not in self._posts:
            listed = [Post(**_tuples(raw)) for raw in _read(host).get("post", [])]
            listed.sort(key=lambda p: (p.date, p.slug), reverse=True)
            self._posts[host] = {p.slug: p for p in listed}
        return self._posts[host]

    @cached_property
    def planted(self) -> list[dict[str, Any]]:
        """Addresses of the aggregator that are no article: status, redirect target, shape and listing."""
        planted: list[dict[str, Any]] = _read("planted")["page"]
        return planted

    def base(self, host: str) -> str:
        return base(host, self.port)

    def path(self, host: str, slug: str) -> str:
        """The path of an article in its host's style."""
        post = self.posts(host)[slug]
        if host == "cnn":
            return f"/{post.date:%Y/%m/%d}/{post.section}/{slug}/index.html"
        if host == "reuters":
            return f"/{post.section}/{slug}-{post.date:%Y-%m-%d}/"
        if host == "kcna":
            return f"/en/article/q/{hashlib.md5(slug.encode(), usedforsecurity=False).hexdigest()}.kcmsf"
        return f"/{slug}/"

    def address(self, reference: str) -> str:
        """The address of `host:slug`; raises KeyError where there is no such article."""
        host, _, slug = reference.partition(":")
        return self.base(host) + self.path(host, slug)

    def linked(self, text: str) -> str:
        """`text` with every `host:slug` in it replaced by its address."""
        return _REFERENCE.sub(lambda m: self.address(m[0]), text)

    def number(self, slug: str) -> int:
        """The aggregator's post id, as in `/?p=4012`."""
        return 4000 + len(self.posts("securnews")) - list(self.posts("securnews")).index(slug)


def blocks(world: World, host: str, post: Post) -> list[str]:
    """The blocks of a post's body, those of the posts it takes its text from included."""
    if not post.text_of:
        return [" ".join(block.split()) for block in post.body.strip().split("\n\n") if block.strip()]
    taken: list[str] = []
    for part in post.text_of:
        slug, _, span = part.partition(":")
        first, _, last = span.partition(":")
        source = blocks(world, host, world.posts(host)[slug])
        taken += source[int(first or 0) : int(last) if last else None]
    taken[0] = post.prefix + taken[0]
    return [_changed(block) if post.typography else block for block in taken]


def picture(text: str) -> Picture:
    """Read `credit | caption | form`."""
    credit, caption, form = (part.strip() for part in text.split("|"))
    return Picture(credit=credit, caption=caption, form=form)


def truth(port: int = PORT) -> dict[str, dict[str, Any]]:
    """What every address of the aggregator must come to, by address; see `truth.toml` for the fields."""
    world = World(port)
    found = {}
    for row in tomllib.loads(files("newscrawl.demo").joinpath("truth.toml").read_text("utf-8"))["page"]:
        for key in ("original", "duplicate_of", "alias_of", "looks_like"):
            if key in row:
                row[key] = world.address(row[key])
        row["near_duplicate_of"] = [world.address(near) for near in row.get("near_duplicate_of", ())]
        found[world.base("securnews") + row["path"]] = row
    return found


def totals() -> dict[str, dict[str, int]]:
    """Addresses by state that a crawl of all hosts ends with, by short name of host; `sources` are listings."""
    return dict(tomllib.loads(files("newscrawl.demo").joinpath("truth.toml").read_text("utf-8"))["totals"])


def _changed(text: str) -> str:
    for old, new in _TYPOGRAPHY.items():
        text = text.replace(old, new)
    return text


def _read(name: str) -> dict[str, Any]:
    """All files of a host: `securnews.toml`, `securnews-2.toml` …"""
    merged: dict[str, Any] = {}
    for entry in sorted(files("newscrawl.demo").joinpath("content").iterdir(), key=lambda e: e.name):
        if re.fullmatch(rf"{name}(?:-\w+)?\.toml", entry.name):
            for key, values in tomllib.loads(entry.read_text("utf-8")).items():
                merged.setdefault(key, []).extend(values)
    return merged


def _tuples(raw: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}


def newest(posts: dict[str, Post], source: str) -> Iterator[Post]:
    """The posts that a kind of listing names, newest first."""
    return (post for post in posts.values() if source in post.sources)
