"""Where two texts go on alike: for many pairs at a time, their words laid one behind the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from newscrawl.dedup.lookup import Places, find, lookup
from newscrawl.dedup.model import Flags, Hashes, Text

Counts = NDArray[np.int64]
Shares = NDArray[np.float64]

LEAD = 120
"""Words of a text that count as its opening."""
WINDOW = 24
"""Words of a passage: about one sentence."""
STRETCH = 8
"""Words of a stretch: short enough to tell where the paragraphs of two texts take turns, long enough to stay whole
when every fourth word is damaged."""
# Words that a passage may have lost, or got instead, between common ones.
_GAP = 16


class Common(NamedTuple):
    """The shingles that two texts share."""

    a: Flags
    """Whether each shingle of `a` stands in `b`."""
    b: Flags
    partners: Places
    """Where in `b` each common shingle of `a` stands first."""


def common_shingles(a: Text, b: Text) -> Common:
    one, other = lookup(a), lookup(b)
    found, at = find(one.shingles, other.shingles)
    in_a = np.empty(len(found), dtype=bool)
    in_a[one.places] = found
    if not found.any():
        return Common(in_a, np.zeros(len(b.shingles), dtype=bool), at[:0])
    partners = np.empty(len(found), dtype=np.int64)
    partners[one.places] = other.places[at]
    held = np.zeros(len(b.shingles), dtype=bool)
    held[at[found]] = True
    in_b = np.empty(len(b.shingles), dtype=bool)
    in_b[other.places] = held[other.first]
    return Common(in_a, in_b, partners[in_a])


class Side(NamedTuple):
    """Of one text of a pair; see `measures.Measures`."""

    cover: float
    lead: float
    passages: float
    from_: float
    to: float
    run: int
    inner: float
    figures: int
    """Within common shingles."""
    shared: int


class Sides:
    """First the texts `a` of all pairs, then the texts `b`."""

    def __init__(self, texts: Sequence[Text], common: Sequence[Flags]) -> None:
        """common: for each text, whether each of its shingles is shared."""
        self.count = np.array([len(text.words) for text in texts])
        self.end = np.cumsum(self.count)
        self.begin = self.end - self.count
        self.numeric = np.concatenate([text.numeric for text in texts])
        self.words = np.concatenate([text.words for text in texts])
        # A text's last two words begin no shingle, so that none reaches into the next text.
        self.shingles = np.zeros(len(self.words), dtype=bool)
        for begin, flags in zip(self.begin.tolist(), common, strict=True):
            self.shingles[begin : begin + len(flags)] = flags
        self.covered = self.shingles.copy()
        self.covered[1:] |= self.shingles[:-1]
        self.covered[2:] |= self.shingles[:-2]
        self._before = before(self.covered)

    def halves(self) -> tuple[Iterator[Side], Iterator[Side]]:
        """Of the texts `a`, of the texts `b`."""
        low, high = self._span()
        figures = before(self.covered & self.numeric)
        columns = (
            _share(self._covered(self.begin, self.end), self.count),
            self._lead(),
            self._passages(),
            _share(low - self.begin, self.count),
            _share(high - self.begin, self.count),
            self._longest(),
            _share(self._covered(low, high), high - low),
            figures[self.end] - figures[self.begin],
        )
        rows = [
            Side._make((*row, s))
            for *row, s in zip(*(column.tolist() for column in columns), self._stretches(), strict=True)
        ]
        half = len(rows) // 2
        return iter(rows[:half]), islice(rows, half, None)

    def _covered(self, begin: Places, end: Places) -> Counts:
        found: Counts = self._before[end] - self._before[begin]
        return found

    def _lead(self) -> Shares:
        end = np.minimum(self.begin + LEAD, self.end)
        return _share(self._covered(self.begin, end), end - self.begin)

    def _passages(self) -> Shares:
        """Share of passages with a common shingle."""
        # What is left after the last whole one is a passage where it is more than half as long.
        number = np.where(self.count > 2, -(-np.maximum(self.count - 2 - WINDOW // 2, 1) // WINDOW), 0)
        last = np.cumsum(number)
        counts = before(self._held(number, WINDOW))
        return _share(counts[last] - counts[last - number], number)

    def _stretches(self) -> list[int]:
        number = np.array([stretch_count(words) for words in self.count.tolist()])
        held = self._held(number, STRETCH)
        return [_bits(held[one:other]) for one, other in pairwise([0, *np.cumsum(number).tolist()])]

    def _held(self, number: Counts, length: int) -> Flags:
        """Which pieces of this length, so many of each text, have a common shingle; the last of a text is as long as
        what is left."""
        last = np.cumsum(number)
        place = np.arange(last[-1]) - np.repeat(last - number, number)
        begin = np.repeat(self.begin, number) + place * length
        end = np.where(place == np.repeat(number, number) - 1, np.repeat(self.end, number), begin + length)
        found = before(self.shingles)
        return np.asarray(found[end] > found[begin])

    def _span(self) -> tuple[Places, Places]:
        """From the 5th to the 95th percentile of covered words: a lone common phrase far off must not stretch it."""
        places = np.append(np.flatnonzero(self.covered), 0)
        first, number = self._before[self.begin], self._covered(self.begin, self.end)
        some = number > 0
        low = np.where(some, places[np.where(some, first + number * 5 // 100, 0)], self.begin)
        high = np.where(some, places[np.where(some, first + (number * 95 - 1) // 100, 0)] + 1, self.begin)
        return low, high

    def _longest(self) -> Counts:
        """Words of the longest run of common shingles."""
        edges = np.flatnonzero(np.diff(self.shingles, prepend=False, append=False))
        begin, end = edges[::2], edges[1::2]
        longest = np.zeros(len(self.count), dtype=np.int64)
        np.maximum.at(longest, np.searchsorted(self.end, begin, side="right"), end - begin + 2)
        return longest


class Step(NamedTuple):
    """Of one pair, going from one common shingle of `a` to the next; see `measures.Measures`."""

    order: float
    replaced: int
    conflicts: int


class Steps:
    """From each common shingle of the texts `a` to the next one, here and in the texts `b`."""

    def __init__(self, sides: Sides, partners: Sequence[Places]) -> None:
        self._sides = sides
        self._count = np.array([len(places) for places in partners])
        half = len(partners)
        self._here = np.flatnonzero(sides.shingles[: sides.end[half - 1]])
        self._there = np.concatenate(partners) + np.repeat(sides.begin[half:], self._count)
        self._pair = np.repeat(np.arange(half), self._count)

    def rows(self) -> list[Step]:
        step, other = np.diff(self._here), np.diff(self._there)
        within = self._pair[1:] == self._pair[:-1]
        order = _share(self._counted(within & (other > 0)), self._count - 1)
        at = np.flatnonzero(within & (step > 3) & (step < _GAP) & (other > 3) & (other < _GAP))
        replaced = np.bincount(self._pair[at], minlength=len(self._count))
        conflicts = np.bincount(self._pair[at[self._conflicting(at)]], minlength=len(self._count))
        return [Step(*row) for row in zip(order.tolist(), replaced.tolist(), conflicts.tolist(), strict=True)]

    def _counted(self, steps: Flags) -> Counts:
        return np.bincount(self._pair[:-1][steps], minlength=len(self._count))

    def _conflicting(self, at: Places) -> Flags:
        """Whether both texts hold figures between these common shingles and the next ones, and other figures."""
        counts = before(self._sides.numeric)
        sums = before(self._sides.words * self._sides.numeric)
        begin, end, from_, to = self._here[at] + 3, self._here[at + 1], self._there[at] + 3, self._there[at + 1]
        both = (counts[end] > counts[begin]) & (counts[to] > counts[from_])
        found: Flags = both & ((sums[end] - sums[begin]) != (sums[to] - sums[from_]))
        return found


def stretch_count(words: int) -> int:
    """How many stretches a text of so many words has."""
    return -(-max(words - 2, 0) // STRETCH)


def _bits(flags: Flags) -> int:
    return int.from_bytes(np.packbits(flags, bitorder="little").tobytes(), "little")


def before(values: NDArray[np.bool_] | Hashes) -> NDArray[np.int64 | np.uint64]:
    """(n + 1,) the sum of the values before each one, and of all."""
    sums = np.zeros(len(values) + 1, dtype=np.int64 if values.dtype == bool else values.dtype)
    np.cumsum(values, out=sums[1:])
    return sums


def _share(part: Counts, whole: Counts) -> Shares:
    """0 where there is no whole."""
    return np.divide(part, whole, out=np.zeros(len(whole)), where=whole > 0)
