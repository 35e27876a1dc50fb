"""A copy against a pool of originals, from text to verdict."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from newscrawl.trace.align import Pair
from newscrawl.trace.decision import decide, model_for, version
from newscrawl.trace.encoder import Encoder
from newscrawl.trace.features import Coverage, coverage
from newscrawl.trace.matching import compare
from newscrawl.trace.pool import Outline, Pool
from newscrawl.trace.prepared import Prepared
from newscrawl.trace.relation import Relation, relation


@dataclass(frozen=True, slots=True)
class Match:
    """What is known of a copy's origin. Originals are named by their position in the pool."""

    ranked: tuple[tuple[int, float], ...]
    """Best first, at most ten, each with a score from 0 to 1."""
    attributed: int | None
    confidence: float
    """Probability that the first of `ranked` is the original."""
    relation: Relation | None
    """Of the copy to the first of `ranked`."""
    coverage: Coverage
    pairs: tuple[Pair, ...]
    """Alignment with the first of `ranked`."""


class Matcher:
    """Originals that were prepared by `encoder`, ready to be asked."""

    def __init__(self, pool: Pool, encoder: Encoder) -> None:
        self.pool = pool
        self.encoder = encoder
        self.version = version()

    def match(self, copy: Prepared, exclude: Collection[int] = (), outline: Outline | None = None) -> Match:
        """The verdict on a copy. exclude: positions in the pool that can't be its original; outline: see `compare`."""
        model = model_for(self.encoder, copy.language)
        decision = decide(compare(copy, self.pool, model.gain, exclude, outline), model)
        if not decision.ranked:
            return Match((), None, 0.0, None, coverage((), len(copy.sentences), 0), ())
        first = decision.ranked[0][0]
        return Match(
            ranked=tuple((comparison.original, score) for comparison, score in decision.ranked),
            attributed=first.original if decision.attributed else None,
            confidence=decision.confidence,
            relation=relation(copy, self.pool.originals, decision),
            coverage=coverage(first.pairs, len(copy.sentences), len(self.pool.originals[first.original].sentences)),
            pairs=first.pairs,
        )
