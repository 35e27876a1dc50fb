"""Who of two articles that hold one text has it from the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from newscrawl.items import Direction

# A text goes from the first kind that has it to the ones behind.
_KINDS = {"agency": 0, "outlet": 1, "publisher": 1, "aggregator": 2}
# A wall clock without a zone is somewhere on earth: up to 14 hours ahead of UTC, up to 12 behind.
_ZONES = timedelta(hours=14)
_SECOND = timedelta(0)
_PRECISIONS = {"second": _SECOND, "minute": timedelta(minutes=1), "day": timedelta(days=1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What is known of one of two articles, text apart."""

    publisher: str | None
    """Gazetteer id or slug of whose site it stands on."""
    kind: str | None
    """`agency`, `outlet`, `publisher`, `aggregator`; None where it is not known."""
    names: frozenset[str]
    """Whom its page credits with the text, by the same ids."""
    reviewed: frozenset[str] = frozenset()
    """Whom a person named as its origin."""
    published_at: datetime | None
    precision: str | None
    zoned: bool
    name: str = ""
    """As people know the publisher; without one the id is told."""
    first_seen_at: datetime
    """When its text was seen here first: it is no younger."""

    @property
    def told(self) -> str:
        return self.name or self.publisher or "its publisher"

    def interval(self) -> tuple[datetime | None, datetime]:
        """The earliest and the latest time at which it can have come out; None: any time before."""
        if self.published_at is None:
            return None, self.first_seen_at
        doubt = timedelta(0) if self.zoned else _ZONES
        start = self.published_at - doubt
        end = self.published_at + _PRECISIONS.get(self.precision or "", _SECOND) + doubt
        # A time after the page was seen is a wrong one and says nothing.
        return (None, self.first_seen_at) if start > self.first_seen_at else (start, min(end, self.first_seen_at))


@dataclass(frozen=True, slots=True)
class Verdict:
    is_copy: bool | None
    """Whether the first has it from the second; None where that can't be told."""
    by: Direction
    reasons: tuple[str, ...]
    """In words, the deciding one first."""
    against: tuple[str, ...] = ()
    claimed: bool = False
    """Whether the older one is taken for it by its own word alone: it was not seen here before the other came out."""


def is_text_before(older: str, newer: str) -> bool:
    """Whether a page held this text already when it held the older one: at least half of it, four words by four."""
    now = _fours(newer)
    return 2 * len(now & _fours(older)) >= len(now)


def _fours(text: str) -> set[tuple[str, ...]]:
    words = text.split()
    return {tuple(words[n : n + 4]) for n in range(max(1, len(words) - 3))}


def direction(one: Side, other: Side) -> Verdict:
    """Whether `one` has its text from `other`.

    What a person said decides before all else, what a page credits before what its publisher is, and that before
    times, which are claims: a copy may be dated back, and the first one seen here need not be the first. A date that
    its own page profits from is told apart from having been seen.
    """
    times = _times(one, other)
    for told, by, reason in (_reviews(one, other), _credits(one, other), _kinds(one, other), times):
        if told is None:
            continue
        contradicted = by is not Direction.EARLIER and times[0] is not None and times[0] is not told
        claimed = by is Direction.EARLIER and not _was_seen(*((other, one) if told else (one, other)))
        return Verdict(told, by, (reason,), (times[2],) if contradicted else (), claimed)
    return Verdict(None, Direction.UNDECIDABLE, ("neither credits nor publishers nor times tell who was first",))


_Told = tuple[bool | None, Direction, str]


def _reviews(one: Side, other: Side) -> _Told:
    mine, theirs = other.publisher in one.reviewed, one.publisher in other.reviewed
    if mine is theirs:
        return None, Direction.REVIEWED, ""
    return mine, Direction.REVIEWED, "a reviewer said so"


def _credits(one: Side, other: Side) -> _Told:
    names, named = other.publisher in one.names, one.publisher in other.names
    if names is named:
        return None, Direction.CREDITED, ""
    return (
        names,
        Direction.CREDITED,
        f"its page credits {other.told}" if names else f"the page of {other.told} credits {one.told}",
    )


def _kinds(one: Side, other: Side) -> _Told:
    mine, theirs = _KINDS.get(one.kind or ""), _KINDS.get(other.kind or "")
    if mine is None or theirs is None or mine == theirs:
        return None, Direction.PUBLISHER_KIND, ""
    return mine > theirs, Direction.PUBLISHER_KIND, f"{_a(other)}, and {_a(one)}"


def _a(side: Side) -> str:
    article = "an" if (side.kind or "")[:1] in "ao" else "a"
    return f"{side.told} is {article} {side.kind}"


def _times(one: Side, other: Side) -> _Told:
    (start, end), (other_start, other_end) = one.interval(), other.interval()
    if start is not None and other_end < start:
        return True, Direction.EARLIER, f"it claims {_at(start)} at the earliest, the other {_out(other, one)}"
    if other_start is not None and end < other_start:
        return False, Direction.EARLIER, f"it {_out(one, other)}, the other claims {_at(other_start)} at the earliest"
    return None, Direction.EARLIER, ""


def _was_seen(older: Side, younger: Side) -> bool:
    """Whether one was here before the other came out; only the younger one's date is believed for that."""
    start = younger.interval()[0]
    return start is not None and older.first_seen_at < start


def _out(older: Side, younger: Side) -> str:
    if _was_seen(older, younger):
        return f"was seen by {_at(older.first_seen_at)}"
    return f"was out by {_at(older.interval()[1])} if its own date is right, and was seen later"


def _at(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
