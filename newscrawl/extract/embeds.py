"""Films of a page, and the other forms in which the page is to be had."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from urllib.parse import urlsplit

from newscrawl.extract.declared import Declared
from newscrawl.extract.document import Document
from newscrawl.items import Twin, Video

_MOST = 20


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
    try:
        host = (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return None
    return _players().get(host)


def find_twins(document: Document, declared: Declared) -> tuple[Twin, ...]:
    """AMP, mobile and print forms that link elements name."""
    found: dict[tuple[str, str], Twin] = {}
    for link in document.root.iter("link"):
        rel, media = (link.get("rel") or "").lower().split(), (link.get("media") or "").lower()
        kind = "amp" if "amphtml" in rel else None
        if "alternate" in rel and media:
            kind = "print" if media == "print" else "mobile" if media == "handheld" or "max-width" in media else None
        if kind and (url := declared.absolute(link.get("href"))):
            found.setdefault((kind, url), Twin(kind=kind, url=url, locator=document.locate(link, "href")))
    return tuple(found.values())
