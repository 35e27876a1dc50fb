"""Downloads as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, select

from newscrawl.items import Fetch
from newscrawl.store.models import Fetch as Download
from newscrawl.store.types import clean
from newscrawl.store.upsert import chunks, insert_missing


def add_fetches(connection: Connection, run_id: int, fetches: Mapping[int, Sequence[Fetch]]) -> None:
    """Note downloads, by page; one that is noted already is left alone."""
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
        for page_id, own in fetches.items()
        for f in own
    ]
    insert_missing(connection, Download, rows, ["page_id", "fetched_at", "url"])


def body_fetches(connection: Connection, fetches: Mapping[int, Sequence[Fetch]]) -> dict[int, int]:
    """Row ids of the newest of pages' downloads that brought a body, by page."""
    last = {page: body for page, own in fetches.items() if (body := _last_body(own)) is not None}
    found: dict[int, int] = {}
    query = select(Download.id, Download.page_id, Download.fetched_at, Download.url)
    for part in chunks(list(last)):
        since = min(last[page].fetched_at for page in part)
        for row in connection.execute(query.where(Download.page_id.in_(part), Download.fetched_at >= since)):
            if (row.fetched_at, row.url) == (last[row.page_id].fetched_at, clean(last[row.page_id].url)):
                found[row.page_id] = row.id
    return found


def _last_body(fetches: Sequence[Fetch]) -> Fetch | None:
    return next((f for f in reversed(fetches) if f.sha256 is not None), None)
