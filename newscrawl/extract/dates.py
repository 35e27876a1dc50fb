"""When the article was published and changed: every claim of the page with its place, and the choice among them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lxml import etree

from newscrawl.extract.datetext import parse_time
from newscrawl.extract.declared import Declared
from newscrawl.extract.document import Document
from newscrawl.extract.printed_dates import MODIFIED_MARK, elsewhere, labelled, searched, texts
from newscrawl.items import DateClaim, DateKind

_PUBLISHED_META = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "parsely-pub-date",
    "sailthru.date", "date.publication", "publish-date", "publish_date", "publication_date", "publicationdate",
    "pubdate", "pub_date", "publishdate", "publisheddate", "published_time_telegram", "article.published",
    "article:published", "cxenseparse:recs:publishtime", "dcterms.created", "dc.date.issued", "dcterms.issued",
    "dcterms.date", "dc.date.created", "dc.date", "date", "originalpublicationdate", "article_date_original",
    "datecreated", "firstpublished", "og:pubdate", "rnews:datepublished",
)  # fmt: skip
_MODIFIED_META = (
    "article:modified_time", "og:updated_time", "datemodified", "last-modified", "lastmod", "dcterms.modified",
    "dc.date.modified", "article:modified", "revision_date", "updated_time", "moddate",
)  # fmt: skip
_JSON = ((DateKind.PUBLISHED, ("datePublished", "dateCreated", "uploadDate")), (DateKind.MODIFIED, ("dateModified",)))
_URL_DAY = re.compile(r"(?<!\d)(20[0-3]\d|199\d)[/_.-]?(0[1-9]|1[0-2])[/_.-]?(0[1-9]|[12]\d|3[01])(?!\d)")
_URL_NAMED = re.compile(r"/(20[0-3]\d)/(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*/(\d{1,2})(?!\d)", re.I)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
# The web is younger.
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_ORDER = {name: rank for rank, name in enumerate(("site", "jsonld", "meta", "time", "url", "text"))}


def find_dates(
    document: Document,
    declared: Declared,
    *,
    now: datetime | None = None,
    timezone: str | None = None,
    own: Iterable[DateClaim] = (),
) -> tuple[DateClaim, ...]:
    """All claims, best source first. None later than a day after `now` (UTC, default the present).

    `timezone` (IANA name) is the zone of wall-clock times that the page prints without one. `own` are claims by the
    site's own layout.
    """
    latest = (now or datetime.now(UTC)) + timedelta(days=1)
    claims: list[DateClaim] = []
    for source in (
        own,
        _json_ld(declared),
        _metas(declared),
        _times(document),
        _address(document.url or declared.canonical),
    ):
        claims += [claim for claim in source if _EARLIEST <= _aware(claim.value) <= latest]
    for last_resort in (texts, labelled, searched):
        if not any(claim.kind is DateKind.PUBLISHED for claim in claims):
            claims += [c for c in last_resort(document, declared) if _EARLIEST <= _aware(c.value) <= latest]
    zone = _zone(timezone)
    return tuple(dict.fromkeys(_placed(claim, zone) for claim in claims))


def choose(claims: Iterable[DateClaim], kind: DateKind) -> DateClaim | None:
    """The claim to believe: the best source's; a day alone gives way to a time of another source on that day."""
    fitting = sorted((c for c in claims if c.kind is kind), key=lambda c: _ORDER[c.source])
    if not fitting:
        return None
    best = _first_version(fitting, claims)
    if best.precision == "day" or _midnight(best.value):
        finer = (
            c for c in fitting if c.precision != "day" and abs(_aware(c.value) - _aware(best.value)) < timedelta(days=2)
        )
        near = [c for c in finer if c.value.date() == best.value.date() and not _midnight(c.value)]
        return near[0] if near else best
    return best


def _first_version(fitting: list[DateClaim], claims: Iterable[DateClaim]) -> DateClaim:
    """The first claim, or an earlier one that the page shows where the first can't be: nothing changes before it's out.

    Systems that re-import a text declare the day of the import as both times, the later one published first.
    """
    best = fitting[0]
    changed = [c for c in claims if c.kind is DateKind.MODIFIED and c.source == best.source and c.precision != "day"]
    if best.precision != "day" and changed and max(_aware(c.value) for c in changed) < _aware(best.value):
        return next((c for c in fitting if c.source in ("time", "url") and c.value.date() < best.value.date()), best)
    return best


def _midnight(value: datetime) -> bool:
    return value.hour == value.minute == value.second == 0


def _aware(value: datetime) -> datetime:
    return value if value.tzinfo else value.replace(tzinfo=UTC)


@cache
def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


def _placed(claim: DateClaim, zone: ZoneInfo | None) -> DateClaim:
    if zone is None or claim.value.tzinfo is not None or claim.precision == "day":
        return claim
    return replace(claim, value=claim.value.replace(tzinfo=zone))


def _claim(kind: DateKind, raw: str, source: str, locator: str | None) -> Iterator[DateClaim]:
    if read := parse_time(raw):
        yield DateClaim(kind=kind, value=read[0], precision=read[1], source=source, raw=raw, locator=locator)


def _json_ld(declared: Declared) -> Iterator[DateClaim]:
    node = declared.article
    if node is None:
        pages = (n for n in declared.nodes if "WebPage" in n.types and not n.aside and "datePublished" in n.data)
        node = next(pages, None)
    if node is None:
        return
    for kind, names in _JSON:
        for name in names:
            value = node.data.get(name)
            if isinstance(value, list) and value:
                value = value[0]
            if isinstance(value, str | int):
                yield from _claim(kind, str(value), "jsonld", node.at(name))


def _metas(declared: Declared) -> Iterator[DateClaim]:
    for kind, keys in ((DateKind.PUBLISHED, _PUBLISHED_META), (DateKind.MODIFIED, _MODIFIED_META)):
        for meta in declared.meta(*keys):
            yield from _claim(kind, meta.content, "meta", declared.document.locate(meta.element, "content"))


def _times(document: Document) -> Iterator[DateClaim]:
    """Time elements, those of the article first; never of its surroundings."""
    marked = [e for e in document.root.iter("time", "abbr", "span", "div", "p") if _machine_time(e)]
    inside = [e for e in marked if next(e.iterancestors("article", "main"), None) is not None]
    for element in (inside or marked)[:12]:
        if elsewhere(element):
            continue
        attribute = next(name for name in ("datetime", "content", "title") if parse_time(element.get(name) or ""))
        parent = element.getparent()
        around = parent.get("class") if parent is not None else None
        marks = " ".join(filter(None, (element.get("class"), element.get("itemprop"), around)))
        kind = DateKind.MODIFIED if MODIFIED_MARK.search(marks) else DateKind.PUBLISHED
        yield from _claim(kind, element.get(attribute) or "", "time", document.locate(element, attribute))


def _machine_time(element: etree._Element) -> bool:
    if element.tag == "time":
        return bool(parse_time(element.get("datetime") or element.get("content") or ""))
    named, item = element.get("class"), element.get("itemprop")
    if (named and "published" in named) or (item and "date" in item.lower()):
        return any(parse_time(element.get(name) or "") for name in ("datetime", "content", "title"))
    return False


def _address(url: str | None) -> Iterator[DateClaim]:
    """A day in the address's path."""
    try:
        path = urlsplit(url or "").path
    except ValueError:
        return
    if found := _URL_DAY.search(path):
        yield from _claim(DateKind.PUBLISHED, "-".join(found.groups()), "url", None)
    elif found := _URL_NAMED.search(path):
        month = _MONTHS.index(found[2].lower()) + 1
        yield from _claim(DateKind.PUBLISHED, f"{found[1]}-{month:02d}-{int(found[3]):02d}", "url", None)
