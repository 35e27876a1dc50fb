"""What is known of pictures' files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, select

from newscrawl.store.models import ImageFile
from newscrawl.store.session import reading


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureCount:
    """Picture files that were asked for."""

    read: int
    failed: dict[str, int]
    """By reason, the most frequent first."""


def picture_count(engine: Engine, since: datetime) -> PictureCount:
    """Those asked for since a time. Raises StoreError."""
    query = select(ImageFile.error, func.count()).where(ImageFile.fetched_at >= since).group_by(ImageFile.error)
    with reading(engine) as connection:
        rows = sorted(connection.execute(query).all(), key=lambda row: (-row[1], row[0] or ""))
    return PictureCount(
        read=sum(number for error, number in rows if error is None),
        failed={error: number for error, number in rows if error is not None},
    )
