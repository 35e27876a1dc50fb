"""RSS, Atom and RDF feeds."""

from __future__ import annotations

import html
import io
import logging
import re
from typing import Any

import feedparser
from feedparser.mixin import _FeedParserMixin
from lxml import etree

from newscrawl.discover import SourceError
from newscrawl.discover.canonical import canonical_url
from newscrawl.discover.dates import from_struct
from newscrawl.discover.utf8 import as_utf8
from newscrawl.items import Discovery, PageKind, Via

log = logging.getLogger(__name__)
_sync_author = _FeedParserMixin._sync_author_detail

# feedparser makes an empty feed of anything, and of a long HTML page slowly: look for a feed's root first.
_ROOT = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_ROOT_WITHIN = 100_000
_ENTRY = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]", re.IGNORECASE)
# feedparser takes 0.5 s for 100 kB of broken XML; sound feeds do not come this way, however long they are.
_WHOLE_WITHIN = 1024 * 1024
# feedparser takes some 20 µs an element: 8 MB of empty ones kept it busy for 53 s. Ten thousand entries have 50,000.
_MAX_ELEMENTS = 300_000
_TAG = re.compile(r"</?[A-Za-z!][^<>]*>")
# What a feed defines for itself before its root, such as `&nbsp;`, and how much of it is handed on.
_DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)
_LONGEST_PROLOG = 20_000
_GAP = re.compile(rb"\s{2,}+")
# Longer names of authors are cut: feedparser looks for an e-mail address from each character of a word.
_LONGEST_AUTHOR = 300
# RFC 5005: further pages of the same feed, and its archive.
_FOLLOWED = ("next", "prev-archive")


def read_feed(body: bytes, url: str, content_type: str | None = None) -> tuple[Discovery, ...]:
    """Every entry with an address, in the feed's order, then further pages of the feed (`kind` FEED).

    Broken XML is read as far as it goes. `url` is the feed's final address; relative links are resolved with it.
    Raises SourceError where the body is no feed.
    """
    body = as_utf8(body, content_type)
    head = body[:_ROOT_WITHIN]
    if not _ROOT.search(head):
        raise SourceError(f"this address is no feed: {url}: {_what(head)}")
    parsed = _parsed(body, url)
    if not parsed.entries and not parsed.version:
        raise SourceError(f"this address is no feed: {url}: {parsed.get('bozo_exception', 'no entries')}")
    found = (_entry(e, number, url, parsed.feed) for number, e in enumerate(parsed.entries))
    return (*(d for d in found if d is not None), *_further(parsed.feed, url))


def _parsed(body: bytes, url: str) -> Any:
    """What feedparser makes of the body without its texts; of the whole body where that loses entries."""
    slim = _without_texts(body, url)
    parsed = _feedparser(slim, url) if slim is not None else None
    if parsed is not None and (len(parsed.entries) >= len(_ENTRY.findall(body)) or len(body) > _WHOLE_WITHIN):
        return parsed
    read = [p for p in (parsed, _feedparser(_without_prolog(body)[:_WHOLE_WITHIN], url)) if p is not None]
    if not read:
        raise SourceError(f"this address is no feed: {url}: its XML is broken beyond what can be read")
    return max(read, key=lambda p: len(p.entries))


def _feedparser(body: bytes, url: str) -> Any:
    headers = {"content-location": url, "content-type": "application/xml; charset=utf-8"}
    try:
        # As a stream: given bytes, feedparser first tries to open them as a file name.
        return feedparser.parse(io.BytesIO(body), response_headers=headers)
    except Exception as err:  # its loose parser fails in many ways, none of them named
        log.debug("feedparser failed on %s: %s: %s", url, type(err).__name__, err)
        return None


def _without_prolog(body: bytes) -> bytes:
    """The feed from its root on, behind its document type if that is short.

    feedparser asks what stands before with expressions of which one takes the cube of the text's length.
    """
    root = _ROOT.search(body)
    start = root.start() if root else 0
    doctype = _DOCTYPE.search(body, 0, start)
    if doctype is None or start - doctype.start() > _LONGEST_PROLOG:
        return body[start:]
    return _GAP.sub(b"\n", body[doctype.start() : start]) + body[start:]


def _without_texts(body: bytes, url: str) -> bytes | None:
    """The feed as well-formed UTF-8 without descriptions and contents, None where lxml can't read it.

    Raises SourceError where it has more elements than feedparser can read in time.
    """
    try:
        parser = etree.XMLParser(
            recover=True, resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, encoding="utf-8"
        )
        root = etree.fromstring(body.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None or root.getroottree().docinfo.internalDTD is not None:
        return None
    for element in list(root.iter("{*}description", "{*}summary", "{*}content", "{*}encoded")):
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    if any(number >= _MAX_ELEMENTS for number, _ in enumerate(root.iter())):
        raise SourceError(f"feed {url} has more than {_MAX_ELEMENTS} elements")
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _sync_short_author(parser: Any, key: str = "author") -> None:
    """What feedparser does with an author's name, on its beginning."""
    context = parser._get_context()
    said = context.get(key)
    if isinstance(said, str) and len(said) > _LONGEST_AUTHOR:
        context[key] = said[:_LONGEST_AUTHOR]
    _sync_author(parser, key)


_FeedParserMixin._sync_author_detail = _sync_short_author


def _entry(entry: Any, number: int, url: str, feed: Any) -> Discovery | None:
    address = _address(entry, url)
    if address is None:
        log.debug("entry %d of %s has no http(s) address", number, url)
        return None
    source = entry.get("source") or {}
    # Plain `dict.get`: feedparser's own answers `updated` with `published` and warns.
    return Discovery(
        url=address,
        via=Via.FEED,
        found_on=url,
        locator=f"entries[{number}]",
        title=_text(entry, "title"),
        language=_language(entry, feed),
        published_at=from_struct(dict.get(entry, "published_parsed")),
        modified_at=from_struct(dict.get(entry, "updated_parsed")),
        author=_text(entry, "author"),
        guid=entry.get("id") or None,
        rights=_text(entry, "rights"),
        source_name=_text(source, "title"),
        source_url=_source_url(source, url),
    )


def _address(entry: Any, url: str) -> str | None:
    """The entry's page: its link as it was before a feed service replaced it, its link, or an id that is an address."""
    alternates = [link.get("href") for link in entry.get("links", ()) if link.get("rel") == "alternate"]
    candidates = [entry.get("feedburner_origlink"), entry.get("link"), *alternates, entry.get("id")]
    for candidate in candidates:
        if not candidate:
            continue
        try:
            # An id is an address only when it is written as a whole one.
            return canonical_url(candidate, base=None if candidate == entry.get("id") else url)
        except ValueError:
            continue
    return None


def _source_url(source: Any, url: str) -> str | None:
    links = [link.get("href") for link in source.get("links", ())]
    for candidate in (source.get("href"), source.get("link"), *links, source.get("id")):
        try:
            if candidate:
                return canonical_url(candidate, base=url)
        except ValueError:
            continue
    return None


def _further(feed: Any, url: str) -> tuple[Discovery, ...]:
    found = []
    for link in feed.get("links", ()):
        if link.get("rel") not in _FOLLOWED or not link.get("href"):
            continue
        try:
            address = canonical_url(link["href"], base=url)
        except ValueError:
            continue
        if address != canonical_url(url):
            found.append(Discovery(url=address, kind=PageKind.FEED, via=Via.FEED, found_on=url, locator="feed"))
    return tuple(found)


def _language(entry: Any, feed: Any) -> str | None:
    detail = entry.get("title_detail") or {}
    return detail.get("language") or feed.get("language") or None


def _text(values: Any, name: str) -> str | None:
    """A field as plain text, white space normalised; titles are often HTML whatever their type says."""
    text = values.get(name)
    if not isinstance(text, str):
        return None
    return " ".join(html.unescape(_TAG.sub("", text)).split()) or None


def _what(head: bytes) -> str:
    """A few words on what came instead, for a person."""
    if not head.strip():
        return "the body is empty"
    if re.search(rb"<(?:!doctype\s+)?html\b", head, re.IGNORECASE):
        return "it is an HTML page"
    return f"it begins with {head[:40]!r}"
