"""What the alignment of a copy with one original looks like, in numbers that a regression can weigh."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import log1p, sqrt

import numpy as np

from newscrawl.trace.align import Pair
from newscrawl.trace.encoder import unit
from newscrawl.trace.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Coverage:
    """Shares from 0 to 1, of sentences."""

    copy: float
    """In order."""
    copy_any: float
    """In any order."""
    original: float
    """In any order."""
    run: float
    """Longest stretch of the copy without a sentence that has no answer."""
    hole: float
    """Longest stretch of the copy without an answer."""


def coverage(pairs: Sequence[Pair], copies: int, originals: int) -> Coverage:
    # Lists: an array of so few takes longer to make than to fill.
    ordered, any_order, back = [False] * copies, [False] * copies, [False] * originals
    for pair in pairs:
        for place in range(pair.copy, pair.copy + pair.copies):
            any_order[place] = True
            ordered[place] |= not pair.moved
        for place in range(pair.original, pair.original + pair.originals):
            back[place] = True
    n, m = max(copies, 1), max(originals, 1)
    return Coverage(
        copy=sum(ordered) / n,
        copy_any=sum(any_order) / n,
        original=sum(back) / m,
        run=_longest(any_order, True) / n,
        hole=_longest(any_order, False) / n,
    )


def _longest(flags: Sequence[bool], wanted: bool) -> int:
    return max((sum(1 for _ in group) for flag, group in groupby(flags) if flag is wanted), default=0)


# Gain of a pair that is a translation without doubt; between articles on one event it is mostly below.
_SURE = 0.2
# What a word or number in common is worth depends on how many the copy has: shares, damped by a count of two.
_DAMPED = 2.0


def describe(
    copy: Prepared,
    original: Prepared,
    pairs: Sequence[Pair],
    *,
    total: float,
    rival: float,
    mean: float,
    title: float,
    bm25: float,
    best_bm25: float,
) -> dict[str, float]:
    """Feature by name, for one candidate.

    total and rival: the summed gain of this original and of the best other one; mean and title: cosines of the means
    and of the titles; bm25 and best_bm25: this original's score and the best other one's.
    """
    n, m = len(copy.sentences), len(original.sentences)
    share = coverage(pairs, n, m)
    level = _level(pairs, n)
    ordered = [pair for pair in pairs if not pair.moved]
    gains = [pair.gain for pair in pairs]
    return {
        "covered": share.copy,
        "covered_any": share.copy_any,
        "covered_weighted": sum(gains) / max(n, 1),
        "back": share.original,
        "both": sqrt(share.copy_any * share.original),
        "run": share.run,
        "hole": share.hole,
        "pairs": log1p(len(ordered)),
        "gain": sum(gains) / max(len(gains), 1),
        "best_gain": max(gains, default=0.0),
        "total": log1p(total),
        "margin": (total - rival) / max(total, rival, 1e-6),
        "mean": mean,
        "title": title,
        "bm25": log1p(bm25),
        "bm25_margin": (bm25 - best_bm25) / max(bm25, best_bm25, 1e-6),
        "numbers": _shared(copy.numbers, original.numbers),
        "names": _shared(copy.names, original.names),
        "length": log1p(n),
        "rest": _rest(copy, pairs),
        "quarter": _quantile(level, 0.25),
        "middle": _quantile(level, 0.5),
        "back_sure": sum(pair.gain >= _SURE for pair in pairs) / max(m, 1),
        "dense_copy": _density([(pair.copy, pair.copies) for pair in pairs]),
        "dense_original": _density([(pair.original, pair.originals) for pair in pairs]),
        "starts": min((pair.copy for pair in pairs), default=n) / max(n, 1),
        "enters": min((pair.original for pair in pairs), default=m) / max(m, 1),
    }


# A sentence has a median cosine of .42 with the direction of five others of its article, of .13 with a stranger's.
_STRANGER = 0.15


def _rest(copy: Prepared, pairs: Sequence[Pair]) -> float:
    """How much of the copy is its own story and yet without an answer, as a share of its sentences.

    A stranger's paragraph that a site put in is unanswered too, but is not like the answered sentences. Where another
    article shares passages with the true original, what is left unanswered is.
    """
    count = len(copy.sentences)
    answered = sorted({place for pair in pairs for place in range(pair.copy, pair.copy + pair.copies)})
    others = sorted(set(range(count)).difference(answered))
    if not answered or not others or not copy.vectors.shape[1]:
        return len(others) / max(count, 1)
    mine = copy.units
    story = unit(mine[answered].sum(axis=0, keepdims=True))[0]
    return float(np.maximum(mine[others] @ story - _STRANGER, 0.0).sum() / count)


def _level(pairs: Sequence[Pair], copies: int) -> list[float]:
    """The gains by which the sentences of the copy are answered, 0 where they are not; in ascending order."""
    answered = [pair.gain for pair in pairs for _ in range(pair.copies)]
    return sorted([*answered, *[0.0] * (copies - len(answered))])


def _quantile(ordered: Sequence[float], share: float) -> float:
    """Interpolated; numpy's own takes a seventh of a query's time on lists this short."""
    if not ordered:
        return 0.0
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def _density(spans: Sequence[tuple[int, int]]) -> float:
    """Share of sentences with an answer, between the first and the last that have one."""
    places = {place for start, count in spans for place in range(start, start + count)}
    return len(places) / (max(places) - min(places) + 1) if places else 0.0


def _shared(mine: frozenset[int], theirs: frozenset[int]) -> float:
    return len(mine & theirs) / (len(mine) + _DAMPED)
