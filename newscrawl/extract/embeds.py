"""Films of a page, and the other forms in which the page is to be had."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from urllib.parse import urlsplit

from newscrawl.extract.declared import Declared
from newscrawl.extract.document import Document
from newscrawl.items import Twin, Video

_MOST = 20
# An article's number, and the least letters of an address that tell one page from another.
_NUMBER = re.compile(r"\d{4,}")
_SLUG = 6


def find_videos(document: Document, declared: Declared) -> tuple[Video, ...]:
    """Each address once: declared ones first, then those embedded in the page."""
    found: dict[str, Video] = {}
    for video in (*_declared(declared), *_embedded(document, declared)):
        found.setdefault(video.url, video)
    return tuple(found.values())[:_MOST]


def _declared(declared: Declared) -> Iterator[Video]:
    for node in declared.nodes:
        if "VideoObject" in node.types and not node.aside:
            for name in ("contentUrl", "embedUrl", "url"):
                if url := declared.absolute(node.text(name)):
                    yield Video(url=url, title=node.text("name"), source="jsonld", locator=node.at(name))
                    break
    for meta in declared.meta("og:video", "og:video:url", "og:video:secure_url"):
        if url := declared.absolute(meta.content):
            yield Video(url=url, title=None, source="meta", locator=declared.document.locate(meta.element, "content"))


def _embedded(document: Document, declared: Declared) -> Iterator[Video]:
    for element in document.root.iter("iframe", "video"):
        inner = element.find("source") if element.tag == "video" else None
        for holder, name in ((element, "src"), (element, "data-src"), (inner, "src")):
            url = declared.absolute(holder.get(name)) if holder is not None else None
            source = "video" if element.tag == "video" else _player(url)
            if url and source and holder is not None:
                place = document.locate(holder, name)
                yield Video(url=url, title=element.get("title"), source=source, locator=place)
                break


@cache
def _players() -> dict[str, str]:
    """Host to the player's name."""
    data = tomllib.loads(resources.files("newscrawl.extract").joinpath("data/players.toml").read_text("utf-8"))
    return {host: name for name, hosts in data["players"].items() for host in hosts}


def _player(url: str | None) -> str | None:
    return _players().get(_host_and_path(url)[0].removeprefix("www."))


def _host_and_path(url: str | None) -> tuple[str, str]:
    """Both empty where it is no address."""
    try:
        parts = urlsplit(url or "")
        return parts.hostname or "", parts.path
    except ValueError:
        return "", ""


def find_twins(document: Document, declared: Declared) -> tuple[Twin, ...]:
    """AMP, mobile and print forms that link elements name; print forms that links of the page lead to."""
    found: dict[tuple[str, str], Twin] = {}
    for link in document.root.iter("link"):
        rel, media = (link.get("rel") or "").lower().split(), (link.get("media") or "").lower()
        kind = "amp" if "amphtml" in rel else None
        if "alternate" in rel and media:
            kind = "print" if media == "print" else "mobile" if media == "handheld" or "max-width" in media else None
        if kind and (url := declared.absolute(link.get("href"))):
            found.setdefault((kind, url), Twin(kind=kind, url=url, locator=document.locate(link, "href")))
    for twin in _print_links(document, declared):
        found.setdefault((twin.kind, twin.url), twin)
    return tuple(found.values())


@cache
def _print_mark() -> re.Pattern[str]:
    """A segment of a path, or a key or value of a query, that stands for a page's print form."""
    data = tomllib.loads(resources.files("newscrawl.extract").joinpath("data/page_types.toml").read_text("utf-8"))
    names = "|".join(data["print"]["segments"])
    return re.compile(rf"[/?&=](?:{names})(?:\.html?|\.php)?(?=[/?&=#]|$)", re.IGNORECASE)


def _print_links(document: Document, declared: Declared) -> Iterator[Twin]:
    """Links to the same site that are marked as print and are this page's.

    They hold the last segment of its address, or a number, where their class says print too.
    """
    host, path = _host_and_path(document.url or declared.canonical)
    slug = path.rstrip("/").rpartition("/")[2]
    for link in document.root.iter("a"):
        href = link.get("href") or ""
        if not _print_mark().search(href) or not (url := declared.absolute(href.partition("#")[0])):
            continue
        if not host or _host_and_path(url)[0] != host:
            continue
        numbered = "print" in (link.get("class") or "").lower() and _NUMBER.search(url)
        if (len(slug) >= _SLUG and slug in url) or numbered:
            yield Twin(kind="print", url=url, locator=document.locate(link, "href"))
            return
