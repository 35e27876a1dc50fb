"""Parts of long lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Connection, Select, func, select

T = TypeVar("T")
COUNTED = 10_000
"""Rows that are counted: how many more there are nobody reads, and counting a million takes longer than listing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice(Generic[T]):
    """Some rows of a list, in its order."""

    items: tuple[T, ...]
    offset: int
    """Rows that come before."""
    total: int
    """Rows of the whole list; COUNTED where there are more."""
    is_exact: bool
    """False where there are more than `total`."""

    @property
    def has_more(self) -> bool:
        return self.offset + len(self.items) < self.total or not self.is_exact

    @property
    def counted(self) -> str:
        """The total in words: `12`, `more than 10,000`."""
        return f"{self.total:,}" if self.is_exact else f"more than {self.total:,}"


def sliced(rows: Sequence[T], *, limit: int | None, offset: int = 0) -> Slice[T]:
    """A part of a list that is there as a whole."""
    chosen = tuple(rows[offset : None if limit is None else offset + limit])
    return Slice(items=chosen, offset=offset, total=len(rows), is_exact=True)


def counted(connection: Connection, query: Select[int]) -> tuple[int, bool]:
    """How many rows a query has, up to COUNTED, and whether that is all."""
    some = query.order_by(None).limit(COUNTED + 1).subquery()
    found = connection.scalar(select(func.count()).select_from(some)) or 0
    return min(found, COUNTED), found <= COUNTED
