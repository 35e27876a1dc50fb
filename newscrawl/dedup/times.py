"""In which order two texts claim to have been published. Claims, no proof."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

# By how much claims of two sites may be off: an unknown zone, a day without an hour.
_SLACK = timedelta(days=1)


class Dated(Protocol):
    @property
    def site(self) -> str | None: ...

    @property
    def date(self) -> str | None: ...


def later(a: Dated, b: Dated) -> timedelta | None:
    """By how much `a` claims to be later; None where one claims no time, or a day without an hour is that of both."""
    one, other = _read(a.date), _read(b.date)
    if one is None or other is None:
        return None
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one - other
    days = _day(one) - _day(other)
    return days if days else None


def may_be_made_from(a: Dated, b: Dated) -> bool:
    """False where `a` claims to be the earlier one: within one site by any time, else by more than a day."""
    order = later(a, b)
    return order is None or order >= (timedelta() if same_site(a, b) else -_SLACK)


def same_site(a: Dated, b: Dated) -> bool:
    return a.site is not None and a.site == b.site


def _read(written: str | None) -> datetime | date | None:
    try:
        if written is None:
            return None
        if len(written) <= len("2026-01-01"):
            return date.fromisoformat(written)
        value = datetime.fromisoformat(written)
    except ValueError:
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _day(value: datetime | date) -> datetime:
    day = value.astimezone(UTC).date() if isinstance(value, datetime) else value
    return datetime.combine(day, time(), UTC)
