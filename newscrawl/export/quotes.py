"""Whether words that are quoted from a page stand in the page as it was received."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from newscrawl.errors import UnreadablePage
from newscrawl.extract.document import Document, parse, text_at
from newscrawl.extract.encoding import decode
from newscrawl.extract.text import key
from newscrawl.fetch.archive import ArchivedResponse, Place

_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\([/\"nrt])")
# No download of a crawl is as large; whoever makes a bundle by hand may enclose anything.
_MOST_BYTES = 32 * 1024 * 1024
# 4,100 elements was the most of 215 news pages. A page of 8 MB in two million took 23 s and 1.2 GB for one quote.
_MOST_TAGS = 100_000


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a page, verbatim."""

    kind: str
    """`credit`, `evidence`, `passage`."""
    text: str
    url: str
    locator: str | None = None
    archive_file: str | None = None
    archive_offset: int | None = None

    @property
    def place(self) -> Place | None:
        return Place(self.archive_file, self.archive_offset or 0) if self.archive_file else None


def stands_in(quote: str, locator: str | None, response: ArchivedResponse) -> bool:
    """Whether the quote stands at its place of the page, else anywhere in it; letters and digits alone are compared,
    as white space and signs are set differently by pages and by those who read them.

    Of a page with more tags than any article has its source alone is read; a body of more than 32 MB holds nothing.
    """
    wanted = key(quote)
    if not wanted:
        return True
    if len(response.body) > _MOST_BYTES:
        return False
    page = _page(response.body, response.content_type)
    if page is not None and locator and wanted in key(_at(page, locator)):
        return True
    return wanted in _letters_of(response.body, response.content_type)


def _at(page: Document, locator: str) -> str:
    try:
        return text_at(page, locator)
    except (LookupError, ValueError, TypeError, etree.XPathError):
        return ""


@lru_cache(maxsize=4)
def _page(body: bytes, content_type: str | None) -> Document | None:
    if body.count(b"<") > _MOST_TAGS:
        return None
    try:
        return parse(body, content_type=content_type)
    except UnreadablePage:
        return None


@lru_cache(maxsize=16)
def _letters_of(body: bytes, content_type: str | None) -> str:
    """Letters of all texts of the page, its attributes, and its source, where JSON and feeds hold texts."""
    written = decode(body, content_type)[0]
    page = _page(body, content_type)
    shown = "" if page is None else "".join(map(str, page.root.itertext()))
    visible = "" if page is None else "".join(_visible(page))
    attributes = "" if page is None else " ".join(str(v) for e in page.elements for v in _values(e))
    source = html.unescape(html.unescape(_ESCAPE.sub(_unescaped, written)))
    return "\n".join(map(key, (shown, visible, attributes, source)))


def _values(element: etree._Element) -> list[object]:
    return list(element.attrib.values()) if isinstance(element.tag, str) else []


def _visible(page: Document) -> list[str]:
    silent = ("script", "style", "noscript", "template")
    return [str(text) for text in page.root.xpath("//text()") if text.getparent().tag not in silent]


def _unescaped(found: re.Match[str]) -> str:
    return str(json.loads(f'"{found[0]}"'))
