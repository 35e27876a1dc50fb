"""When an address is to be visited again: from what was seen of it to a time.

A source's interval is the mean time between its newest `NEWEST` addresses, the silence since the last one included:
`(now - time of the fifth newest) / 5`, between `shortest` and `longest`. A feed that brings something every ten minutes
is read every ten minutes; one that falls silent is read ever more seldom, each time after a fifth of its silence more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

NEWEST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """The intervals an operator chose."""

    shortest: timedelta = timedelta(minutes=15)
    """Between two reads of a source that brings something new all the time."""
    longest: timedelta = timedelta(days=7)
    """Between two reads of a source that brings nothing."""
    revisits: tuple[timedelta, ...] = (timedelta(hours=24), timedelta(days=7), timedelta(days=30))
    """Ages, since it was first seen, at which an article is read again; none: never. 0: by every crawl."""
    late: timedelta | None = timedelta(days=30)
    """After which an address is tried again that was no article, empty, or forbidden; None: never."""
    tries: int = 3
    """Attempts at an address that failed or was blocked before it waits for `late` too."""

    def __post_init__(self) -> None:
        given = (self.shortest, self.longest, *self.revisits, self.late or timedelta(0))
        if any(value < timedelta(0) for value in given):
            raise ValueError("an interval can't be negative")
        if self.shortest > self.longest:
            raise ValueError("the shortest interval of sources is longer than the longest")
        if self.tries < 1:
            raise ValueError("an address needs at least one try")

    def source(self, news: Sequence[datetime], first_seen: datetime, now: datetime) -> datetime:
        """The next read of a source that was read now.

        `news`: when its newest addresses were first named, in any order, at most NEWEST of them; `first_seen`: when it
        was, which stands for them where it never named any.
        """
        gap = (now - min(news, default=first_seen)) / (len(news) or NEWEST)
        return now + min(max(gap, self.shortest), self.longest)

    def silent_source(self, now: datetime) -> datetime:
        """The next read of a source that is gone or forbidden, or failed too often."""
        return now + self.longest

    def article(self, first_seen: datetime, published: datetime | None, now: datetime) -> datetime | None:
        """The next visit of an article that was read now, None where it was the last one.

        What was older than all revisits when it was first seen is read again once, after the longest.
        """
        if not self.revisits:
            return None
        if min(self.revisits) == timedelta(0):
            return now
        last = max(self.revisits)
        ages = (last,) if published and published < first_seen - last else sorted(self.revisits)
        return next((first_seen + age for age in ages if first_seen + age > now), None)

    def failed(self, tries: int, first_seen: datetime, now: datetime) -> datetime | None:
        """The next attempt after so many in a row have failed: after 1 hour, 4, 16 …, then late."""
        if tries < self.tries:
            return now + timedelta(hours=4 ** (tries - 1))
        return self.again(first_seen, now)

    def again(self, first_seen: datetime, now: datetime) -> datetime | None:
        """The late visit of an address that brought no article: each time after twice as long."""
        return now + max(self.late, now - first_seen) if self.late is not None else None


def changed_since(modified: datetime | None, read: datetime) -> bool:
    """Whether a sitemap that an index calls modified then may hold something that was not there when it was read.

    A time of midnight is a day, all of which counts.
    """
    if modified is None:
        return False
    is_day = modified.time() == time(0)
    return modified + (timedelta(days=1) if is_day else timedelta(0)) > read
