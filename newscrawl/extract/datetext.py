"""Times as pages write them: ISO 8601 and its relatives, HTTP dates, dates in words."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import cache
from importlib import resources

_ISO = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"
    r"(?:[T\s,_-]{1,3}(?:at\s)?(?P<h>\d{1,2})[:.h](?P<mi>\d\d)(?::(?P<s>\d\d)(?:[.,]\d+)?)?\s*(?P<ap>[ap]\.?m\.?)?"
    r"\s*(?P<z>Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d(?!\d))?)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(
    r"^(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?:T?(?P<h>\d\d)(?P<mi>\d\d)(?P<s>\d\d)?(?P<z>Z|[+-]\d\d:?\d\d)?)?$"
)
_EPOCH = re.compile(r"^\d{10}(?:\d{3})?$")
_CJK = re.compile(r"(?P<y>\d{4})\s*[年년]\s*(?P<m>\d{1,2})\s*[月월]\s*(?P<d>\d{1,2})\s*[日일]")
_NUMERIC = re.compile(
    r"(?<!\d)(?P<d>\d{1,2})(?P<by>[./-]|\s?\|\s?)(?P<m>\d{1,2})(?:[./-]|(?P=by))(?P<y>(?:19|20)\d\d)(?!\d)"
)
_CLOCK = re.compile(
    r"(?<![\d.])(?P<h>[01]?\d|2[0-3])\s?[:.hH時]\s?(?P<mi>[0-5]\d)(?!\d|\.\d)(?::[0-5]\d)?\s*(?P<ap>[ap]\.?m\b)?", re.I
)
_WORDS = re.compile(r"[^\W\d_]+\.?|\d+")


def parse_time(text: str) -> tuple[datetime, str] | None:
    """The time a text holds and its precision (`second`, `minute`, `day`); None where it holds none.

    Aware only where the text gives a zone. Day before month in all-digit dates, as everywhere but in the United
    States, unless the second number can't be a month.
    """
    text = text.strip()[:200]
    if not text or not any(char.isdigit() for char in text):
        return None
    if _EPOCH.match(text):
        return datetime.fromtimestamp(int(text[:10]), UTC), "second"
    for pattern in (_COMPACT, _ISO):
        if found := pattern.search(text):
            return _from_groups(found.groupdict())
    return _http(text) or _in_words(text)


def _from_groups(part: dict[str, str | None]) -> tuple[datetime, str] | None:
    hour = int(part["h"] or 0)
    if part.get("ap"):
        hour = hour % 12 + (12 if str(part["ap"]).lower().startswith("p") else 0)
    try:
        value = datetime(int(part["y"] or 0), int(part["m"] or 0), int(part["d"] or 0))  # noqa: DTZ001
        value += timedelta(days=hour // 24, hours=hour % 24, minutes=int(part["mi"] or 0), seconds=int(part["s"] or 0))
    except (ValueError, OverflowError):
        return None
    if part["h"] is None:
        return value, "day"
    return value.replace(tzinfo=_offset(part["z"])), "second" if part["s"] else "minute"


def _offset(zone: str | None) -> timezone | None:
    if not zone:
        return None
    if zone[0] not in "+-":
        return UTC
    digits = zone[1:].replace(":", "").ljust(4, "0")
    shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    # No zone is farther from UTC than 14 hours: what is, is a misprint.
    return timezone(-shift if zone[0] == "-" else shift) if shift <= timedelta(hours=14) else None


def _http(text: str) -> tuple[datetime, str] | None:
    """RFC 5322 dates, as in `Wed, 19 Jun 2024 08:00:00 +0000`."""
    if not re.match(r"(?:\w{3},? )?\d{1,2} \w{3} \d{4} \d\d:\d\d", text):
        return None
    try:
        return parsedate_to_datetime(text), "second"
    except (ValueError, TypeError):
        return None


@cache
def _months() -> dict[str, int]:
    """Month names by their folded spelling."""
    data = tomllib.loads(resources.files("newscrawl.extract").joinpath("data/months.toml").read_text("utf-8"))
    return {name.casefold(): number for names in data["months"].values() for number, name in
            [(i, n) for i, spelled in enumerate(names, 1) for n in spelled.split()]}  # fmt: skip


def _in_words(text: str) -> tuple[datetime, str] | None:
    day = _day_in_words(text)
    if day is None:
        return None
    date, end = day
    clock = _CLOCK.search(text, end) or _CLOCK.search(text[: max(0, end - 6)])
    if clock is None:
        return date, "day"
    hour = int(clock["h"])
    if clock["ap"]:
        hour = hour % 12 + (12 if clock["ap"].lower().startswith("p") else 0)
    return date.replace(hour=hour, minute=int(clock["mi"])), "minute"


def _day_in_words(text: str) -> tuple[datetime, int] | None:
    """The day and where its words end."""
    if found := _CJK.search(text):
        return _day(found["y"], found["m"], found["d"], found.end())
    if found := _NUMERIC.search(text):
        day, month = int(found["d"]), int(found["m"])
        if month > 12 >= day:
            day, month = month, day
        return _day(found["y"], month, day, found.end())
    # Between day and year may stand the time, as in "Fri Feb 18 10:27:24 2022".
    return _day_and_month(text) or _day_and_month(_CLOCK.sub(lambda clock: " " * len(clock[0]), text))


def _day_and_month(text: str) -> tuple[datetime, int] | None:
    words = list(_WORDS.finditer(text))
    for i, word in enumerate(words):
        month = _months().get(word[0].casefold().rstrip(".")) or 0
        if month:
            around = [w for w in words[max(0, i - 2) : i + 4] if w[0].isdigit()]
            year = next((w for w in around if len(w[0]) == 4 and w[0][:2] in ("19", "20")), None)
            day_word = next((w for w in around if len(w[0]) <= 2 and 1 <= int(w[0]) <= 31), None)
            if year and day_word:
                return _day(year[0], month, day_word[0], max(year.end(), day_word.end(), word.end()))
    return None


def _day(year: str, month: str | int, day: str | int, end: int) -> tuple[datetime, int] | None:
    try:
        return datetime(int(year), int(month), int(day)), end  # noqa: DTZ001
    except ValueError:
        return None
