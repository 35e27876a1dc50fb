"""Which of several texts claims the earliest time, and whether that is certain."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

# By how much a claim may be off: a wall clock of an unknown zone, and a day without an hour.
_ZONE, _DAY = timedelta(hours=14), timedelta(days=1)


class Dated(Protocol):
    """A text as its page dates it."""

    @property
    def url(self) -> str: ...
    @property
    def published_at(self) -> datetime | None: ...
    @property
    def published_zoned(self) -> bool | None: ...
    @property
    def published_precision(self) -> str | None: ...
    @property
    def first_seen_at(self) -> datetime: ...


T = TypeVar("T", bound=Dated)


def in_time(texts: Iterable[T]) -> tuple[T, ...]:
    """By claimed time, those that claim none last."""
    return tuple(sorted(texts, key=lambda t: (t.published_at is None, t.published_at or t.first_seen_at, t.url)))


def earliest(texts: Iterable[T]) -> tuple[T | None, bool]:
    """The text that claims the earliest time, and whether it stands before all others even where zones and hours are
    missing."""
    found = in_time(texts)
    dated = [t for t in found if t.published_at is not None]
    if not dated:
        return None, False
    latest = _interval(dated[0])[1]
    exact = len(dated) == len(found)
    return dated[0], exact and len(dated) > 1 and all(_interval(other)[0] > latest for other in dated[1:])


def _interval(text: Dated) -> tuple[datetime, datetime]:
    """Between which times a claim may mean."""
    assert text.published_at is not None
    slack = timedelta() if text.published_zoned else _ZONE
    day = _DAY if text.published_precision == "day" else timedelta()
    return text.published_at - slack, text.published_at + slack + day
