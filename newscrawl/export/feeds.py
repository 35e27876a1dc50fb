"""What is new in a saved search, as Atom (RFC 4287) and JSON Feed 1.1."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape, quoteattr

from newscrawl import __version__
from newscrawl.plaintext import plain
from newscrawl.query import ArticleRow, Watch

# Of a watch that found nothing yet; a feed must tell when it changed.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
# What XML 1.0 has no place for.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def atom(watch: Watch, rows: Sequence[ArticleRow], *, address: str | None = None) -> str:
    """The feed. address: where it is served, if it is.

    Entries and feed keep their ids for good, so that a reader shows each once.
    """
    updated = max((row.first_seen_at for row in rows), default=_NEVER)
    own = f'  <link rel="self" href={quoteattr(address)}/>\n' if address else ""
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"  <id>{feed_id(watch)}</id>\n  <title>{_text(watch.title)}</title>\n  <updated>{_time(updated)}</updated>\n"
        f'{own}  <author><name>newscrawl</name></author>\n  <generator version="{__version__}">newscrawl</generator>\n'
    )
    return f"{head}{''.join(map(_entry, rows))}</feed>\n"


def json_feed(watch: Watch, rows: Sequence[ArticleRow], *, address: str | None = None) -> str:
    """The same as JSON Feed."""
    feed: dict[str, Any] = {"version": "https://jsonfeed.org/version/1.1", "title": plain(watch.title)}
    feed |= {"feed_url": address} if address else {}
    feed["items"] = [_item(row) for row in rows]
    return json.dumps(feed, ensure_ascii=False, indent=2) + "\n"


def feed_id(watch: Watch) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'newscrawl:watch:{watch.name}')}"


def entry_id(row: ArticleRow) -> str:
    """The same for an address in every feed and database."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, row.url)}"


def _entry(row: ArticleRow) -> str:
    link = f'    <link rel="alternate" href={quoteattr(_safe(row.url))}/>\n' if _is_web(row.url) else ""
    published = f"    <published>{_time(row.published_at)}</published>\n" if row.published_at else ""
    return (
        f"  <entry>\n    <id>{entry_id(row)}</id>\n    <title>{_text(row.title or row.url)}</title>\n{link}"
        f"    <updated>{_time(row.first_seen_at)}</updated>\n{published}"
        f"    <author><name>{_text(row.site)}</name></author>\n    <summary>{_text(says(row))}</summary>\n  </entry>\n"
    )


def _item(row: ArticleRow) -> dict[str, Any]:
    item: dict[str, Any] = {"id": entry_id(row), "title": plain(row.title or row.url)}
    item |= {"url": row.url} if _is_web(row.url) else {}
    item |= {"content_text": says(row), "date_modified": _time(row.first_seen_at)}
    item |= {"date_published": _time(row.published_at)} if row.published_at else {}
    item["authors"] = [{"name": plain(row.site)}]
    item |= {"language": row.language} if row.language else {}
    origin = {"slug": row.origin, "name": row.origin_name, "relation": row.relation, "confidence": row.confidence}
    item["_newscrawl"] = {"site": row.site, "origin": origin if row.origin else None, "original_url": row.origin_url}
    return item


def says(row: ArticleRow) -> str:
    """What is known of an article's origin, in a sentence."""
    if row.origin is None:
        return f"On {plain(row.site)}; " + ("its own, as far as is known." if row.is_original else "origin unknown.")
    original = f" ({row.origin_url})" if row.origin_url else ""
    how = f"{plain(row.relation)} from {plain(row.origin_name)}{plain(original)}"
    return f"On {plain(row.site)}; {how}, confidence {row.confidence:.2f}."


def _is_web(url: str) -> bool:
    return urlsplit(url).scheme in ("http", "https")


def _safe(url: str) -> str:
    """As an IRI allows it."""
    return quote(url, safe="!#$%&'()*+,/:;=?@[]~", encoding="utf-8", errors="replace")


def _text(value: str) -> str:
    return escape(_NO_XML.sub("", plain(value)))


def _time(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
