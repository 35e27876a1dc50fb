"""What was forgotten, by whom, when and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select

from newscrawl.store.models import Tombstone, TombstoneHash
from newscrawl.store.session import reading


@dataclass(frozen=True, slots=True, kw_only=True)
class TombstoneRow:
    url: str
    site: str
    reason: str
    requested_by: str
    forgotten_at: datetime
    erased_at: datetime | None
    """None while something is left in the archive or in the database's free space."""
    hashes: tuple[str, ...]
    """SHA-256 of what was removed; those of an alias stand with the address that it stood for."""


def tombstones(engine: Engine) -> list[TombstoneRow]:
    """All of them, newest first. Raises StoreError."""
    hashes: dict[int, list[str]] = {}
    with reading(engine) as connection:
        query = select(TombstoneHash.tombstone_id, TombstoneHash.sha256).order_by(TombstoneHash.sha256)
        for ident, sha256 in connection.execute(query):
            hashes.setdefault(ident, []).append(sha256)
        rows = connection.execute(
            select(*Tombstone.__table__.c).order_by(Tombstone.forgotten_at.desc(), Tombstone.id)
        ).all()
    return [
        TombstoneRow(
            url=row.url,
            site=row.site,
            reason=row.reason,
            requested_by=row.requested_by,
            forgotten_at=row.forgotten_at,
            erased_at=row.erased_at,
            hashes=tuple(hashes.get(row.id, ())),
        )
        for row in rows
    ]
