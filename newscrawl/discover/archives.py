"""Which of a site's many sitemaps hold the articles of a time: by the dates in their addresses, then by `lastmod`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

from newscrawl.items import Discovery

# A sitemap that was changed, or whose time ended, so lately holds news.
CURRENT = timedelta(days=3)
# Some sites claim that all of their archives changed just now; so many of the newest are believed.
MOST = 20

# Articles are copied within days. A time that the theme prints, or none, leaves months open: a June story that shows
# November's date has been seen.
_DAYS_BEFORE, _DAYS_AFTER, _DAYS_OPEN = timedelta(days=7), timedelta(days=2), timedelta(days=190)

_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_/.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_/.]?(0[1-9]|1[0-2]|(?<=[-_/.])[1-9])(?!\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_YEARS, _MONTHS, _DAYS = ("yyyy", "year", "y"), ("mm", "month", "m"), ("dd", "day", "d")


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` until before `end`."""

    start: datetime
    end: datetime

    def distance(self, other: Period) -> timedelta:
        """How far the two are apart; zero where they meet."""
        return max(self.start - other.end, other.start - self.end, timedelta(0))


def period_of(url: str) -> Period | None:
    """The day, month or year that an address names, UTC; None where it names none."""
    parts = urlsplit(url)
    if named := _of_query(parts.query):
        return named
    target = unquote(f"{parts.path}?{parts.query}")
    if found := _DAY.search(target):
        return _period(int(found[1]), int(found[3]), int(found[4]))
    if found := _MONTH.search(target):
        return _period(int(found[1]), int(found[2]))
    return _period(int(found[1])) if (found := _YEAR.search(target)) else None


def plausible(told: Iterable[tuple[datetime, bool]], seen: datetime) -> tuple[Period, ...]:
    """When the original of a copy may have come out, by the times told of the copy and whether each can be relied on.

    `seen`: when the copy was first seen here; no original is much younger.
    """
    latest = seen + timedelta(days=1)
    found = [
        Period(time - (_DAYS_BEFORE if sure else _DAYS_OPEN), min(time + _DAYS_AFTER, latest))
        for time, sure in told
        if time <= latest
    ]
    return tuple(dict.fromkeys(found)) or (Period(seen - _DAYS_OPEN, latest),)


def current(children: Iterable[Discovery], now: datetime) -> tuple[Discovery, ...]:
    """Those of an index's sitemaps that may name new articles: undated ones, and the newest of the others."""
    fresh = [(since, child) for child in children if (since := _newest(child, now)) >= now - CURRENT]
    return tuple(child for _, child in sorted(fresh, key=lambda f: f[0], reverse=True)[:MOST])


def around(children: Iterable[Discovery], wanted: Sequence[Period], most: int) -> tuple[Discovery, ...]:
    """Those of an index's sitemaps that may name articles of one of the periods, the likeliest first, at most `most`.

    A sitemap without any date may hold any time: it comes behind those that name the period.
    """
    ranked: list[tuple[int, timedelta, int, Discovery]] = []
    for number, child in enumerate(children):
        period = period_of(child.url)
        if period is None:
            # What was last changed before the period began can't hold it.
            early = child.modified_at is not None and all(child.modified_at < w.start for w in wanted)
            if not early:
                ranked.append((1, timedelta(0), number, child))
        else:
            # Archives are cut by the site's own days.
            distance = min((period.distance(w) for w in wanted), default=timedelta.max)
            if distance <= timedelta(days=1):
                ranked.append((0, distance, number, child))
    return tuple(child for *_, child in sorted(ranked, key=lambda r: r[:3])[:most])


def _newest(child: Discovery, now: datetime) -> datetime:
    """The latest time that its articles can have."""
    period = period_of(child.url)
    if period is not None:
        return min(period.end, now)
    # Not every site renews the time of what its index calls its news.
    return now if "news" in urlsplit(child.url).path.lower() else child.modified_at or now


def _of_query(query: str) -> Period | None:
    """`?yyyy=2026&mm=06&dd=18`."""
    fields = {name.lower(): values[0] for name, values in parse_qs(query).items()}
    numbers = [
        next((int(fields[n]) for n in names if re.fullmatch(r"\d{1,4}", fields.get(n, ""))), None)
        for names in (_YEARS, _MONTHS, _DAYS)
    ]
    year, month, day = numbers
    return _period(year, month, day) if year is not None and 1900 <= year <= 2099 else None


def _period(year: int, month: int | None = None, day: int | None = None) -> Period | None:
    try:
        start = datetime(year, month or 1, day or 1, tzinfo=UTC)
    except ValueError:  # the 31st of June
        return None
    if day:
        return Period(start, start + timedelta(days=1))
    if month:
        return Period(start, (start + timedelta(days=31)).replace(day=1))
    return Period(start, start.replace(year=year + 1))
