"""What a request may ask for, with limits, so that a wrong word is refused and never reaches the database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import HTTPException, Path, Query

# PostgreSQL's texts hold no NUL.
_TEXT = r"^[^\x00]*$"
LONGEST = 2083
MOST = 200
DEEPEST = 1_000_000
Address = Annotated[
    str,
    Query(alias="url", min_length=1, max_length=LONGEST, pattern=_TEXT, description="An address, or a part of one."),
]
Word = Annotated[str | None, Query(max_length=200, pattern=_TEXT)]
SiteName = Annotated[str, Path(max_length=200, pattern=_TEXT)]
Day = Annotated[
    str | None, Query(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$", description="A day, such as 2026-06-18; UTC.")
]
Limit = Annotated[int, Query(ge=1, le=MOST)]
Offset = Annotated[int, Query(ge=0, le=DEEPEST)]
PageNumber = Annotated[int, Query(alias="page", ge=1, le=10_000)]


def given(value: str | None) -> str | None:
    """What a form's field holds; None where it was left empty."""
    return (value or "").strip() or None


def utc(value: str | None) -> datetime | None:
    """The beginning of a day. Raises 404 for one that no calendar has."""
    if not value:
        return None
    try:
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    except ValueError:
        raise HTTPException(404, f"No calendar has the day {value}.") from None
