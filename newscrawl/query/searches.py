"""Searches for originals that are not stored, and what came of them in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, select

from newscrawl.plaintext import counted, plain
from newscrawl.query.views import SEARCH
from newscrawl.store.session import reading

_COLUMNS = (
    *("url", "site", "title", "publisher", "publisher_name", "searched_at", "outcome", "addresses", "fetched"),
    *("reason", "places", "found_url", "found_state"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRow:
    """One attempt to find the original of an article."""

    url: str
    site: str
    title: str | None
    publisher: str | None
    """Whose original was looked for; None: that of any declared outlet or agency."""
    publisher_name: str | None
    searched_at: datetime
    outcome: str
    addresses: int
    """Headlines of plausible times that were compared."""
    fetched: int
    reason: str | None
    places: dict[str, Any]
    found_url: str | None
    found_state: str | None


def searches(engine: Engine, *, url: str | None = None, since: datetime | None = None) -> list[SearchRow]:
    """Attempts, the oldest first. Raises StoreError."""
    query = select(*(SEARCH.c[name] for name in _COLUMNS)).order_by(SEARCH.c.searched_at, SEARCH.c.url)
    query = query.where(SEARCH.c.url == url) if url is not None else query
    query = query.where(SEARCH.c.searched_at >= since) if since is not None else query
    with reading(engine) as connection:
        return [SearchRow(**row) for row in connection.execute(query).mappings()]


def last_searches(engine: Engine, url: str) -> list[SearchRow]:
    """The last attempt for each publisher that an article's original was looked for at."""
    return list({row.publisher: row for row in searches(engine, url=url)}.values())


def in_a_sentence(row: SearchRow) -> str:
    """What was looked through and what came of it; that nothing matched and that nobody could look are two things."""
    whose = plain(row.publisher_name) if row.publisher_name else "any declared original"
    if row.outcome == "could-not-look":
        return f"Could not look for the article of {whose}, because {plain(row.reason)}."
    said = f"Searched {counted(row.addresses, 'address', 'addresses')} of {whose} ({_places(row)})"
    if row.outcome == "found":
        return f"{said}: found {plain(row.found_url)}."
    if row.outcome == "headline-match":
        return f"{said}: a headline matches, but {plain(row.reason)}."
    return f"{said}: none matched."


def _places(row: SearchRow) -> str:
    spans = [" to ".join(map(plain, span)) for span in row.places.get("periods", ())]
    places = [f"headlines from {' and '.join(spans)}" if spans else "headlines"]
    if row.places.get("link"):
        places.insert(0, "the page's own link")
    sources = row.places.get("sources") or {}
    read = sum(str(said).endswith(" addresses") for said in sources.values())
    if sources:
        places.append(f"{counted(read, 'source')} read")
        if read < len(sources):
            places.append(f"{counted(len(sources) - read, 'source')} not to be read")
    return "; ".join((*places, f"{counted(row.fetched, 'article')} fetched"))
