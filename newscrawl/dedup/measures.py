"""What two texts have in common, in figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from newscrawl.dedup.lookup import lookup, shared_words
from newscrawl.dedup.model import Text
from newscrawl.dedup.passages import Side, Sides, Step, Steps, common_shingles


class Measures(NamedTuple):
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
    a_shared: int = 0
    """Which stretches of 8 words have a common shingle: bit n stands for the nth one."""
    b_shared: int = 0

    def scores(self) -> dict[str, float]:
        """All but which stretches they share."""
        return {name: round(float(value), 3) for name, value in zip(_NAMES, self, strict=False)}


# The two that are no figures stand last.
_NAMES = Measures._fields[:-2]


def measure(a: Text, b: Text) -> Measures:
    """Everything a decision about two texts rests on. Symmetric: exchanging the texts exchanges `a_…` and `b_…`."""
    return measure_many([(a, b)])[0]


def measure_many(pairs: Sequence[tuple[Text, Text]]) -> list[Measures]:
    """The same for many pairs, in their order: a hundred at once cost a third of one after the other."""
    if not pairs:
        return []
    # A shingle that stands twice has its partner by the side that asks: always the shorter text.
    turned = [_is_shorter(b, a) for a, b in pairs]
    asking = [(b, a) if turn else (a, b) for (a, b), turn in zip(pairs, turned, strict=True)]
    common = [common_shingles(a, b) for a, b in asking]
    texts = [a for a, _ in asking] + [b for _, b in asking]
    sides = Sides(texts, [found.a for found in common] + [found.b for found in common])
    of_a, of_b = sides.halves()
    steps = Steps(sides, [found.partners for found in common]).rows()
    rows = zip(pairs, turned, of_a, of_b, steps, strict=True)
    return [
        _measures(*pair, other, one, step) if turn else _measures(*pair, one, other, step)
        for pair, turn, one, other, step in rows
    ]


def _is_shorter(a: Text, b: Text) -> bool:
    if len(a.words) != len(b.words):
        return len(a.words) < len(b.words)
    return a.words.tobytes() < b.words.tobytes()


def _measures(a: Text, b: Text, of_a: Side, of_b: Side, steps: Step) -> Measures:
    one, other = lookup(a), lookup(b)
    words, names, figures = shared_words(one, other)
    figure_count = min(one.figure_count, other.figure_count)
    name_count = min(one.name_count, other.name_count)
    word_count = min(len(one.vocabulary), len(other.vocabulary))
    return Measures(
        a_words=len(a.words),
        b_words=len(b.words),
        a_cover=of_a.cover,
        b_cover=of_b.cover,
        a_lead=of_a.lead,
        b_lead=of_b.lead,
        a_passages=of_a.passages,
        b_passages=of_b.passages,
        a_from=of_a.from_,
        a_to=of_a.to,
        b_from=of_b.from_,
        b_to=of_b.to,
        run=min(of_a.run, of_b.run),
        inner=min(of_a.inner, of_b.inner),
        vocabulary=words / word_count if word_count else 0.0,
        figures=figures / figure_count if figure_count else 1.0,
        figure_count=figure_count,
        names=names / name_count if name_count else 1.0,
        name_count=name_count,
        title=_jaccard(one.title, other.title),
        order=steps.order,
        conflicts=steps.conflicts,
        agreements=min(of_a.figures, of_b.figures),
        replaced=steps.replaced,
        a_shared=of_a.shared,
        b_shared=of_b.shared,
    )


def _jaccard(a: frozenset[int], b: frozenset[int]) -> float:
    return len(a & b) / len(a | b) if a and b else 0.0
