"""XML sitemaps, sitemap indexes, Google news sitemaps and plain text ones (sitemaps.org protocol 0.9).

The protocol allows 50,000 addresses and 50 MiB a file. More addresses are kept all the same, because dropping them
would lose pages; size and number are limited all the same, because a small gzip file can hold terabytes.
"""

from __future__ import annotations

import io
import logging
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from newscrawl.discover import SourceError
from newscrawl.discover.canonical import canonical_url
from newscrawl.discover.dates import parse_w3c
from newscrawl.discover.feeds import read_feed
from newscrawl.discover.utf8 import as_utf8
from newscrawl.items import Discovery, PageKind, Via

log = logging.getLogger(__name__)

MAX_BYTES = 64 * 1024 * 1024
"""Of a sitemap after decompression; the protocol's limit is 50 MiB."""
PROTOCOL_COUNT = 50_000
MAX_ENTRIES = 250_000
"""Of one file. 1.5 million fit into 3.8 MB of gzip: they took 0.7 GB to read, and 2 KB each to store."""
_CHUNK = 1024 * 1024
_NEWS = "{http://www.google.com/schemas/sitemap-news/"
_FEED_ROOTS = frozenset({"rss", "feed", "rdf"})


@dataclass(frozen=True, slots=True)
class SitemapRead:
    """What a sitemap named: pages, and further sitemaps (`kind` SITEMAP)."""

    pages: tuple[Discovery, ...] = ()
    children: tuple[Discovery, ...] = ()


def read_sitemap(body: bytes, url: str) -> SitemapRead:
    """All addresses of a sitemap in its order; locators are XPaths such as `/*/*[4]`.

    `url` is its final address. The body may be gzip or not, whatever the address says. Broken XML is read as far as
    it goes. Raises SourceError where it is no sitemap, declares entities, or is larger than MAX_BYTES.
    """
    body = as_utf8(_unpacked(body, url))
    if not body.lstrip().startswith(b"<"):
        return _plain_text(body, url)
    if re.search(rb"<!ENTITY", body, re.IGNORECASE):
        raise SourceError(f"this address is no sitemap: {url}: it declares XML entities, which no sitemap needs")
    return _xml(body, url)


def _unpacked(body: bytes, url: str) -> bytes:
    """The body without gzip, of however many members, and cut where the compressed data is."""
    if body[:2] != b"\x1f\x8b":
        if len(body) > MAX_BYTES:
            raise SourceError(f"sitemap {url} is larger than {MAX_BYTES} bytes")
        return body
    out, rest = bytearray(), body
    while rest[:2] == b"\x1f\x8b":
        member = zlib.decompressobj(wbits=31)
        try:
            while rest and not member.eof:
                out += member.decompress(rest, _CHUNK)
                rest = member.unconsumed_tail
                if len(out) > MAX_BYTES:
                    raise SourceError(f"sitemap {url} unpacks to more than {MAX_BYTES} bytes")
        except zlib.error as err:
            raise SourceError(f"this address is no sitemap: {url}: broken gzip data: {err}") from err
        if not member.eof:
            log.warning("sitemap %s: the gzip data is cut off; read as far as it goes", url)
            break
        rest = member.unused_data
    return bytes(out)


def _plain_text(body: bytes, url: str) -> SitemapRead:
    lines = body.decode("utf-8", "replace").split("\n")
    first = next((line.strip() for line in lines if line.strip()), "")
    if not first.lower().startswith(("http://", "https://")):
        what = "the body is empty" if not first else f"it begins with {first[:40]!r}"
        raise SourceError(f"this address is no sitemap: {url}: {what}")
    pages = []
    for number, line in enumerate(lines, 1):
        # The protocol wants whole addresses; anything else is a remark.
        if line.strip().lower().startswith("http") and (address := _address(line, url)):
            pages.append(Discovery(url=address, via=Via.SITEMAP, found_on=url, locator=f"line {number}"))
        if len(pages) >= MAX_ENTRIES:
            log.warning("sitemap %s has more than %d entries; the others are left out", url, MAX_ENTRIES)
            break
    return SitemapRead(pages=tuple(pages))


def _xml(body: bytes, url: str) -> SitemapRead:
    found: list[Discovery] = []
    root: str | None = None
    try:
        for root, number, element in _elements(body):
            if root in _FEED_ROOTS:
                return _split(read_feed(body, url))
            if root not in ("urlset", "sitemapindex"):
                break
            if (entry := _entry(element, number, url)) is not None:
                found.append(entry)
            if len(found) >= MAX_ENTRIES:
                log.warning("sitemap %s has more than %d entries; the others are left out", url, MAX_ENTRIES)
                break
    except etree.XMLSyntaxError as err:
        if root is None:
            raise SourceError(f"this address is no sitemap: {url}: no XML: {err}") from err
        log.warning("sitemap %s is broken after %d entries: %s", url, len(found), err)
    if root not in ("urlset", "sitemapindex", *_FEED_ROOTS):
        raise SourceError(f"this address is no sitemap: {url}: its root element is {root!r}")
    if len(found) > PROTOCOL_COUNT:
        log.info("sitemap %s has %d entries, more than the protocol allows; all are kept", url, len(found))
    return _split(found)


def _split(found: Sequence[Discovery]) -> SitemapRead:
    pages = tuple(d for d in found if d.kind is PageKind.ARTICLE)
    return SitemapRead(pages, tuple(d for d in found if d.kind is not PageKind.ARTICLE))


def _elements(body: bytes) -> Iterator[tuple[str, int, etree._Element | None]]:
    """Root's name and each of its children with its number from 1; once (name, 0, None) when the root begins."""
    parser = etree.iterparse(
        io.BytesIO(body.lstrip()),
        encoding="utf-8",
        events=("start", "end"),
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    depth, number, root = 0, 0, ""
    for event, element in parser:
        if event == "start":
            depth += 1
            if depth == 1:
                root = _local(element) or ""
                yield root, 0, None
            continue
        depth -= 1
        if depth == 1:
            number += 1
            yield root, number, element
            element.clear()
            while (before := element.getprevious()) is not None:
                element.getparent().remove(before)


def _entry(element: etree._Element | None, number: int, url: str) -> Discovery | None:
    if element is None:
        return None
    kind = {"url": PageKind.ARTICLE, "sitemap": PageKind.SITEMAP}.get(_local(element) or "")
    address = _address(_child(element, "loc") or "", url)
    if kind is None or address is None:
        return None
    news = next((e for e in element if isinstance(e.tag, str) and e.tag.startswith(_NEWS)), None)
    modified = parse_w3c(_child(element, "lastmod"))
    where = f"/*/*[{number}]"
    if news is None:
        return Discovery(url=address, kind=kind, via=Via.SITEMAP, found_on=url, locator=where, modified_at=modified)
    publication = next((e for e in news if _local(e) == "publication"), None)
    return Discovery(
        url=address,
        kind=kind,
        via=Via.NEWS_SITEMAP,
        found_on=url,
        locator=where,
        title=_child(news, "title"),
        language=_child(publication, "language"),
        publication=_child(publication, "name"),
        published_at=parse_w3c(_child(news, "publication_date")),
        modified_at=modified,
    )


def _child(element: etree._Element | None, name: str) -> str | None:
    """Text of a direct child by local name; sitemaps of images and videos have a `loc` further down."""
    for child in () if element is None else element:
        if _local(child) == name:
            return " ".join("".join(str(t) for t in child.itertext()).split()) or None
    return None


def _local(element: etree._Element) -> str | None:
    # No QName: it refuses names that a mending parser lets pass.
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else None


def _address(text: str, url: str) -> str | None:
    try:
        return canonical_url(text.strip(), base=url) if text.strip() else None
    except ValueError:
        log.debug("sitemap %s names no http(s) address: %r", url, text[:200])
        return None
