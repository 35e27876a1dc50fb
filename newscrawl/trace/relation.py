"""What a copy is to the original that was found: cut, translated, merged …, or not a copy of it at all."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from newscrawl.trace.decision import Decision
from newscrawl.trace.features import coverage
from newscrawl.trace.matching import Comparison
from newscrawl.trace.prepared import Prepared

# Share of the shorter sentence's words that stand in the longer one: a sentence that was taken over, small edits apart.
_SAME_WORDS = 0.8
# Share of such pairs from which a text is verbatim.
_MOSTLY = 0.7
# Below this share of the original, a verbatim copy is a cut one.
_WHOLE = 0.85
# Share of the copy's sentences that a second original must answer, and that the first does not.
_SECOND = 0.25
# Two sentences in common are a passage; one can be a quote that everyone carries.
_PASSAGE = 2
# Gain from which a pair is more than alike by chance.
_SURE = 0.1
# Cosine of the means from which two articles without a passage in common tell of one event.
_SAME_EVENT = 0.62


class Relation(StrEnum):
    VERBATIM = "verbatim"
    CUT = "cut"
    MERGED = "merged"
    TRANSLATED = "translated"
    PARAPHRASED = "paraphrased"
    SHARES_PASSAGES = "shares-passages"
    SAME_EVENT = "same-event"


def relation(copy: Prepared, originals: Sequence[Prepared], decision: Decision) -> Relation | None:
    """Of the copy to the first original of the decision; None where they have nothing in common."""
    if not decision.ranked:
        return None
    first = decision.ranked[0][0]
    if not decision.attributed:
        return _not_a_copy(first)
    if any(_adds(copy, first, other) for other, _ in decision.ranked[1:3]):
        return Relation.MERGED
    original = originals[first.original]
    if copy.language != original.language:
        return Relation.TRANSLATED
    same = [pair for pair in first.pairs if _same_words(copy, original, pair.copy, pair.original)]
    if len(same) < _MOSTLY * len(first.pairs):
        return Relation.PARAPHRASED
    back = coverage(first.pairs, len(copy.sentences), len(original.sentences)).original
    return Relation.VERBATIM if back >= _WHOLE else Relation.CUT


def _not_a_copy(first: Comparison) -> Relation | None:
    if sum(pair.gain >= _SURE for pair in first.pairs) >= _PASSAGE:
        return Relation.SHARES_PASSAGES
    return Relation.SAME_EVENT if first.features["mean"] >= _SAME_EVENT else None


def _adds(copy: Prepared, first: Comparison, other: Comparison) -> bool:
    """Whether another original answers enough sentences that the first one leaves unanswered."""
    answered = {n for pair in first.pairs for n in range(pair.copy, pair.copy + pair.copies)}
    more = {n for pair in other.pairs for n in range(pair.copy, pair.copy + pair.copies)} - answered
    return len(more) >= max(_PASSAGE, _SECOND * len(copy.sentences))


def _same_words(copy: Prepared, original: Prepared, i: int, j: int) -> bool:
    mine = set(copy.sentences[i].text.lower().split())
    theirs = set(original.sentences[j].text.lower().split())
    return len(mine & theirs) >= _SAME_WORDS * min(len(mine), len(theirs))
