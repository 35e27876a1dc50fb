"""Which archived records the database's downloads point to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Select, func, select

from newscrawl.query.lookup import find_page
from newscrawl.query.views import FETCH
from newscrawl.store.session import reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A download and the place of its bytes."""

    url: str
    page_url: str
    fetched_at: datetime
    status: int | None
    sha256: str | None
    archive_file: str
    archive_offset: int


def archive_files(engine: Engine) -> dict[str, int]:
    """Files that downloads point into, each with how many. Raises StoreError."""
    query = select(FETCH.c.archive_file, func.count()).where(FETCH.c.archive_file.is_not(None))
    with reading(engine) as connection:
        return dict(connection.execute(query.group_by(FETCH.c.archive_file)).all())


def records_in(engine: Engine, file: str) -> Iterator[Record]:
    """Downloads that point into a file, by offset. Raises StoreError."""
    with reading(engine) as connection:
        rows = connection.execute(_records().where(FETCH.c.archive_file == file).order_by(FETCH.c.archive_offset))
        yield from (Record(**row) for row in rows.mappings())


def records_of(engine: Engine, address: str) -> tuple[str, list[Record]]:
    """The page that is meant and its archived downloads, redirects included, oldest first.

    Raises UnknownAddress where no page is meant clearly, StoreError.
    """
    with reading(engine) as connection:
        page = find_page(connection, address)
        rows = connection.execute(
            _records()
            .where(FETCH.c.page_url == page, FETCH.c.archive_file.is_not(None))
            .order_by(FETCH.c.fetched_at, FETCH.c.archive_file, FETCH.c.archive_offset)
        )
        return page, [Record(**row) for row in rows.mappings()]


def _records() -> Select[Any]:
    names = ("url", "page_url", "fetched_at", "status", "sha256", "archive_file", "archive_offset")
    return select(*(FETCH.c[name] for name in names))
