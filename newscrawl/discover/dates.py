"""Times as feeds, sitemaps and APIs write them."""

from __future__ import annotations

import calendar
import re
import time
from datetime import UTC, datetime, tzinfo

# W3C-DTF allows a year or a month alone.
_PARTIAL = re.compile(r"\d{4}(-\d{2})?")


def parse_w3c(text: str | None, zone: tzinfo = UTC) -> datetime | None:
    """The aware UTC time of a W3C-DTF or ISO 8601 text, None where it is none.

    What has no zone is read in `zone`; what has no time of day is that day's (month's, year's) beginning.
    """
    text = (text or "").strip()
    if match := _PARTIAL.fullmatch(text):
        text += "-01" if match[1] else "-01-01"
    try:
        value = datetime.fromisoformat(text)
        return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def from_struct(value: time.struct_time | None) -> datetime | None:
    """The aware UTC time of a `struct_time` in UTC, None where it names no possible time."""
    if value is None:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(value), UTC)
    except (ValueError, OverflowError, OSError):
        return None
