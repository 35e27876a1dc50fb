"""What two texts have in common, in figures."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from newscrawl.dedup.model import Flags, Hashes, Text

Places = NDArray[np.int64]

LEAD = 120
"""Words of a text that count as its opening."""
WINDOW = 24
"""Words of a passage: about one sentence."""

_GAP = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """Shares are between 0 and 1; `a_…` is measured on `a`: how much of it stands in `b`."""

    a_words: int
    b_words: int
    a_cover: float
    """Share of words that stand in a common shingle."""
    b_cover: float
    a_lead: float
    """The same for the opening."""
    b_lead: float
    a_passages: float
    """Share of passages of 24 words with at least one common shingle: damage leaves it high, foreign text does not."""
    b_passages: float
    a_from: float
    """Where the common part begins and ends, as shares of the text's length."""
    a_to: float
    b_from: float
    b_to: float
    run: int
    """Words of the longest common run."""
    inner: float
    """Share of words covered between `from` and `to`, of the less covered text."""
    vocabulary: float
    """Share of the smaller set of distinct words that the other text has too."""
    figures: float
    """Share of the smaller set of figures that the other has too; 1 where it has none."""
    figure_count: int
    """Size of that smaller set."""
    names: float
    """Share of the smaller set of names (words that are always written with a capital) that the other text has too."""
    name_count: int
    title: float
    """Jaccard of the titles' words."""
    order: float
    """Share of common shingles that follow the one before in the other text too."""
    conflicts: int
    """Places where both texts go on alike before and after, with other figures between."""
    agreements: int
    """Figures within common shingles, of the text with fewer."""
    replaced: int
    """Places where both go on alike with other words between."""

    def scores(self) -> dict[str, float]:
        return {name: round(float(value), 3) for name, value in asdict(self).items()}


def measure(a: Text, b: Text) -> Measures:
    """Everything a decision about two texts rests on. Symmetric: exchanging the texts exchanges `a_…` and `b_…`."""
    in_a, in_b = _found(a.shingles, _sorted(b)), _found(b.shingles, _sorted(a))
    words_a, words_b = _spread(in_a, len(a.words)), _spread(in_b, len(b.words))
    a_from, a_to = _span(words_a)
    b_from, b_to = _span(words_b)
    figures, figure_count = _shared(_figures(a), _figures(b))
    names, name_count = _shared(_names(a), _names(b))
    partners = _partners(a, b, in_a)
    replaced, conflicts = _replaced(a, b, in_a, partners)
    agreements = min(int(a.numeric[words_a].sum()), int(b.numeric[words_b].sum()))
    return Measures(
        a_words=len(a.words),
        b_words=len(b.words),
        a_cover=_share(words_a),
        b_cover=_share(words_b),
        a_lead=_share(words_a[:LEAD]),
        b_lead=_share(words_b[:LEAD]),
        a_passages=_passages(in_a),
        b_passages=_passages(in_b),
        a_from=a_from,
        a_to=a_to,
        b_from=b_from,
        b_to=b_to,
        run=min(_longest(in_a), _longest(in_b)),
        inner=min(_inner(words_a, a_from, a_to), _inner(words_b, b_from, b_to)),
        vocabulary=_shared(_vocabulary(a), _vocabulary(b))[0],
        figures=figures if figure_count else 1.0,
        figure_count=figure_count,
        names=names if name_count else 1.0,
        name_count=name_count,
        title=_jaccard(a.title, b.title),
        order=float((np.diff(partners) > 0).mean()) if len(partners) > 1 else 0.0,
        conflicts=conflicts,
        agreements=agreements,
        replaced=replaced,
    )


def shared_passages(text: Text, other: Text) -> int:
    """Which passages of 24 words have a shingle in common with the other text: bit n stands for the nth passage."""
    found = _found(text.shingles, _sorted(other))
    held = np.logical_or.reduceat(found, _starts(len(found))) if len(found) else found
    return int.from_bytes(np.packbits(held, bitorder="little").tobytes(), "little")


def passage_count(words: int) -> int:
    """How many passages a text of so many words has."""
    return len(_starts(words - 2)) if words > 2 else 0


def _starts(shingles: int) -> Places:
    return np.arange(0, max(1, shingles - WINDOW // 2), WINDOW)


def _sorted(text: Text) -> Hashes:
    if "sorted" not in text.cache:
        text.cache["sorted"] = np.sort(text.shingles)
    found: Hashes = text.cache["sorted"]
    return found


def _figures(text: Text) -> Hashes:
    if "figures" not in text.cache:
        text.cache["figures"] = np.unique(text.words[text.numeric])
    found: Hashes = text.cache["figures"]
    return found


def _names(text: Text) -> Hashes:
    """Words of the body that are always written with a capital: names; in German nouns too."""
    if "names" not in text.cache:
        capital = text.capital & ~text.numeric
        text.cache["names"] = np.setdiff1d(text.words[capital], text.words[~capital])
    found: Hashes = text.cache["names"]
    return found


def _vocabulary(text: Text) -> Hashes:
    if "vocabulary" not in text.cache:
        text.cache["vocabulary"] = np.unique(text.words)
    found: Hashes = text.cache["vocabulary"]
    return found


def _found(values: Hashes, known: Hashes) -> Flags:
    """(n,) whether each value is among the sorted known ones."""
    if not len(known) or not len(values):
        return np.zeros(len(values), dtype=bool)
    places = np.searchsorted(known, values)
    places[places == len(known)] = 0
    return np.asarray(known[places] == values)


def _spread(shingles: Flags, words: int) -> Flags:
    """(words,) whether each word stands in a common shingle."""
    covered = np.zeros(words, dtype=bool)
    if len(shingles):
        covered[:-2] |= shingles
        covered[1:-1] |= shingles
        covered[2:] |= shingles
    return covered


def _share(flags: Flags) -> float:
    return float(flags.mean()) if len(flags) else 0.0


def _passages(shingles: Flags) -> float:
    if not len(shingles):
        return 0.0
    return float(np.logical_or.reduceat(shingles, _starts(len(shingles))).mean())


def _span(words: Flags) -> tuple[float, float]:
    """From the 5th to the 95th percentile of the covered words: a lone common phrase far off must not stretch it."""
    places = np.flatnonzero(words)
    if not len(places):
        return 0.0, 0.0
    low, high = places[len(places) * 5 // 100], places[(len(places) * 95 - 1) // 100]
    return float(low) / len(words), float(high + 1) / len(words)


def _inner(words: Flags, start: float, end: float) -> float:
    return _share(words[round(start * len(words)) : round(end * len(words))])


def _longest(shingles: Flags) -> int:
    places = np.flatnonzero(shingles)
    if not len(places):
        return 0
    breaks = np.flatnonzero(np.diff(places) != 1) + 1
    edges = np.concatenate([[0], breaks, [len(places)]])
    return int(np.diff(edges).max()) + 2


def _shared(a: Hashes, b: Hashes) -> tuple[float, int]:
    small, large = (a, b) if len(a) <= len(b) else (b, a)
    return _share(_found(small, large)), len(small)


def _jaccard(a: Hashes, b: Hashes) -> float:
    first, second = set(a.tolist()), set(b.tolist())
    return len(first & second) / len(first | second) if first and second else 0.0


def _partners(a: Text, b: Text, in_a: Flags) -> Places:
    """Where in `b` each common shingle of `a` stands first."""
    if "places" not in b.cache:
        b.cache["places"] = np.argsort(b.shingles, kind="stable")
    by_value: Places = b.cache["places"]
    return by_value[np.searchsorted(_sorted(b), a.shingles[in_a])] if in_a.any() else by_value[:0]


def _replaced(a: Text, b: Text, in_a: Flags, partners: Places) -> tuple[int, int]:
    """Places where up to a dozen words differ between common ones, and those of them where figures do."""
    here = np.flatnonzero(in_a)
    steps, others = np.diff(here), np.diff(partners)
    at = np.flatnonzero((steps > 3) & (steps < _GAP) & (others > 3) & (others < _GAP))
    if not len(at):
        return 0, 0
    counts, sums = _figures_before(a)
    other_counts, other_sums = _figures_before(b)
    start, end, from_, to = here[at] + 3, here[at + 1], partners[at] + 3, partners[at + 1]
    both = (counts[end] > counts[start]) & (other_counts[to] > other_counts[from_])
    differ = (sums[end] - sums[start]) != (other_sums[to] - other_sums[from_])
    return len(at), int((both & differ).sum())


def _figures_before(text: Text) -> tuple[Places, Hashes]:
    if "before" not in text.cache:
        counts = np.zeros(len(text.words) + 1, dtype=np.int64)
        np.cumsum(text.numeric, out=counts[1:])
        sums = np.zeros(len(text.words) + 1, dtype=np.uint64)
        np.cumsum(text.words * text.numeric, out=sums[1:])
        text.cache["before"] = counts, sums
    found: tuple[Places, Hashes] = text.cache["before"]
    return found
