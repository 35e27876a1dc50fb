"""Downloads as rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from newscrawl.items import Fetch
from newscrawl.store.models import Fetch as Download
from newscrawl.store.upsert import insert_missing


def add_fetches(connection: Connection, run_id: int, page_id: int, fetches: Iterable[Fetch]) -> None:
    """Note downloads; one that is noted already is left alone."""
    rows = [
        {
            "page_id": page_id,
            "run_id": run_id,
            "url": f.url,
            "fetched_at": f.fetched_at,
            "status": f.status,
            "sha256": f.sha256,
            "size": f.size,
            "content_type": f.content_type,
            "etag": f.etag,
            "last_modified": f.last_modified,
            "archive_file": f.archive_file,
            "archive_offset": f.archive_offset,
            "error": f.error,
            "reservations": "\n".join(f.reservations) or None,
        }
        for f in fetches
    ]
    insert_missing(connection, Download, rows, ["page_id", "fetched_at", "url"])


def body_fetch(connection: Connection, page_id: int, fetches: Sequence[Fetch]) -> int | None:
    """Row id of the newest of these downloads that brought a body."""
    last = next((f for f in reversed(fetches) if f.sha256 is not None), None)
    if last is None:
        return None
    key = (Download.page_id == page_id, Download.fetched_at == last.fetched_at, Download.url == last.url)
    ident: int | None = connection.scalar(select(Download.id).where(*key))
    return ident
