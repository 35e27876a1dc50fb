"""What a site's own layout says of a page: its text, title, date and authors by the selectors of the site's file."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from lxml import etree

from newscrawl.extract.blocks import blocks_of
from newscrawl.extract.dates import choose, find_dates
from newscrawl.extract.datetext import parse_time
from newscrawl.extract.declared import Declared
from newscrawl.extract.document import Document, text_of
from newscrawl.extract.paragraphs import drop
from newscrawl.extract.text import plain, visible
from newscrawl.items import DateClaim, DateKind, Sign
from newscrawl.selectors import elements, select
from newscrawl.sites import Layout

_ASIDE = ("figure", "figcaption")


@dataclass(frozen=True, slots=True)
class LayoutReading:
    """What a layout found; everything empty where the site has none, or none for the page's day."""

    document: Document
    """The page without what the layout removes; locators are read on the page itself."""
    paragraphs: tuple[str, ...] = ()
    title: str | None = None
    dates: tuple[DateClaim, ...] = ()
    authors: tuple[str, ...] = ()
    """As written, with whatever stands around the names."""
    signs: tuple[Sign, ...] = ()
    """For each selector, whether it found anything: `layout-body`, or `layout-body-missed` without a place."""


def read_layout(
    document: Document, declared: Declared, layouts: Sequence[Layout], *, now: datetime | None
) -> LayoutReading:
    """The page by the layout that held when it was fetched (`now`), else when it says it was published.

    Without either the layout that holds until further notice. A selector that finds nothing leaves a sign and its part
    to the general way.
    """
    layout = _layout_of(document, declared, layouts, now) if layouts else None
    return LayoutReading(document) if layout is None else _read(document, layout)


def _layout_of(
    document: Document, declared: Declared, layouts: Sequence[Layout], now: datetime | None
) -> Layout | None:
    day: date | None = now.date() if now else None
    if day is None and len(layouts) + sum(1 for one in layouts if one.valid_from or one.valid_until) > 1:
        published = choose(find_dates(document, declared), DateKind.PUBLISHED)
        day = published.value.date() if published else None
    return next((layout for layout in layouts if layout.holds_on(day)), None)


def _read(document: Document, layout: Layout) -> LayoutReading:
    trimmed = _without(document, layout.remove)
    paragraphs = tuple(_paragraphs(layout.body, trimmed.root)) if layout.body else ()
    titles = tuple(filter(None, _texts(layout.title, trimmed.root)))
    dates = tuple(_dates(layout.date, document))
    authors = tuple(filter(None, _texts(layout.author, trimmed.root)))
    found = (
        ("body", layout.body, paragraphs),
        ("title", layout.title, titles),
        ("date", layout.date, dates),
        ("author", layout.author, authors),
    )
    signs = tuple(_sign(part, selector, document, bool(said)) for part, selector, said in found if selector)
    return LayoutReading(trimmed, paragraphs, titles[0] if titles else None, dates, authors, signs)


def _sign(part: str, selector: str, document: Document, found: bool) -> Sign:
    place = next(iter(elements(selector, document.root)), None) if found else None
    rule = f"layout-{part}" if found else f"layout-{part}-missed"
    return Sign(rule=rule, quote=selector, locator=document.locate(place) if place is not None else "")


def _without(document: Document, remove: Sequence[str]) -> Document:
    if not remove:
        return document
    root = copy.deepcopy(document.root)
    for selector in remove:
        for element in elements(selector, root):
            drop(element)
    return replace(document, root=root)


def _paragraphs(selector: str, root: etree._Element) -> Iterator[str]:
    """The lines below the outermost elements; figures left out, cells of a row in one line."""
    taken: set[etree._Element] = set()
    for element in elements(selector, root):
        if element in taken or not taken.isdisjoint(element.iterancestors()):
            continue
        taken.add(element)
        row, cells = None, list[str]()
        for block in blocks_of(element):
            if block.element.tag in _ASIDE or next(block.element.iterancestors(*_ASIDE), None) is not None:
                continue
            inside = next(block.element.iterancestors("tr"), None) if block.element.tag in ("td", "th") else None
            if cells and (inside is None or inside is not row):
                yield " | ".join(cells)
                cells = []
            row = inside
            if inside is None:
                yield block.text
            else:
                cells.append(block.text)
        if cells:
            yield " | ".join(cells)


def _texts(selector: str | None, root: etree._Element) -> Iterator[str]:
    for found in select(selector, root) if selector else ():
        text = text_of(found) or found.get("content") or "" if isinstance(found, etree._Element) else str(found)
        yield visible(plain(text))


def _dates(selector: str | None, document: Document) -> Iterator[DateClaim]:
    for found in select(selector, document.root) if selector else ():
        if isinstance(found, etree._Element):
            named = next((name for name in ("datetime", "content") if parse_time(found.get(name) or "")), None)
            raw = (found.get(named) or "") if named else text_of(found)
            place: str | None = document.locate(found, named)
        else:
            raw, place = str(found), _place_of(found, document)
        if read := parse_time(raw):
            yield DateClaim(
                kind=DateKind.PUBLISHED, value=read[0], precision=read[1], source="site", raw=raw, locator=place
            )
            return


def _place_of(value: str, document: Document) -> str | None:
    """The locator of an attribute's value or of a text that an XPath found."""
    holder, name = getattr(value, "getparent", lambda: None)(), getattr(value, "attrname", None)
    return document.locate(holder, name) if holder is not None else None
