"""A listing's links, and which of them leads to its next page."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

from newscrawl.discover.canonical import canonical_url
from newscrawl.extract.document import Document, text_of
from newscrawl.sites import Site

MAX_LINKS = 5_000
"""Links of one page that are looked at."""


@dataclass(frozen=True, slots=True)
class Link:
    """An element that links, and the canonical address of the site that it leads to."""

    element: etree._Element
    url: str


def links_of(document: Document, url: str, site: Site) -> Iterator[Link]:
    """The first of the page's links that stay on the site, in its order."""
    base = _base(document, url)
    for number, element in enumerate(document.root.iter("a", "area")):
        if number >= MAX_LINKS:
            return
        href = element.get("href")
        if not href or href.lstrip().startswith("#"):
            continue
        try:
            address = canonical_url(href, base=base)
        except ValueError:
            continue
        if site.owns(address):
            yield Link(element, address)


def next_page(document: Document, links: list[Link], here: str, site: Site) -> str | None:
    """The next page by what the page declares, then by class, by text, and by the number in an address."""
    for element in document.root.iter("link"):
        if "next" in (element.get("rel") or "").lower().split() and element.get("href"):
            try:
                declared = canonical_url(element.get("href") or "", base=_base(document, here))
            except ValueError:
                continue
            if site.owns(declared) and declared != here:
                return declared
    wanted = (page_number(here) or 1) + 1
    rules: tuple[Callable[[Link], bool], ...] = (
        lambda link: "next" in (link.element.get("rel") or "").lower().split(),
        lambda link: _is_next_by_look(link.element) and page_number(link.url) is not None,
        lambda link: page_number(link.url) == wanted and _without_page(link.url) == _without_page(here),
    )
    for rule in rules:
        for link in links:
            if link.url != here and rule(link):
                return link.url
    return None


def page_number(url: str) -> int | None:
    """The number in an address of a listing's further pages."""
    target = _target(url)
    for pattern in data()["shape"]["pages"]:
        if match := re.search(pattern, target):
            return int(match[1])
    return None


@cache
def data() -> dict[str, Any]:
    """The words and shapes by which listings are told."""
    return tomllib.loads(files("newscrawl.discover").joinpath("data/listings.toml").read_text("utf-8"))


def _base(document: Document, url: str) -> str:
    declared = next((e.get("href") for e in document.root.iter("base") if e.get("href")), None)
    try:
        return urljoin(url, declared) if declared else url
    except ValueError:
        return url


def _is_next_by_look(element: etree._Element) -> bool:
    rules = data()["next"]
    if set((element.get("class") or "").lower().split()) & set(rules["classes"]):
        return True
    text = (text_of(element) or element.get("aria-label") or element.get("title") or "").lower()
    return text in rules["only_arrows"] or text.strip(rules["arrows"] + " ") in rules["phrases"]


def _without_page(url: str) -> str:
    target = _target(url)
    for pattern in data()["shape"]["pages"]:
        target = re.sub(pattern, "", target)
    return (urlsplit(url).hostname or "") + target.rstrip("/?&")


def _target(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")
