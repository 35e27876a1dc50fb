"""What one text is to another."""

from __future__ import annotations

import numpy as np

from newscrawl.dedup.decide import fills_a_form, same_text
from newscrawl.dedup.measures import Measures, measure
from newscrawl.dedup.model import Kind, Relation, Snapshot, Text

DETECTOR = "relate-3"
SAME = 0.6
"""From which probability on two texts are one; chosen by the clusters of texts that the weights were not fitted on."""
WHOLE = 0.8
"""Share of a text's words that must stand in the other one for it to be a part."""
PASSAGES = 0.1
FORM = 0.3
FIGURES = 0.7


def relate(a: Text, b: Text, snapshot: Snapshot = Snapshot()) -> Relation | None:  # noqa: B008
    """The relation of two texts that were prepared with this snapshot; None where they have nothing to say of.

    Exchanging the texts gives the same finding with `contains` and `part-of` exchanged.
    """
    found = measure(a, b)
    equal = len(a.words) > 0 and np.array_equal(a.words, b.words)
    score = 1.0 if equal else same_text(found)
    kind = Kind.EXACT if equal else _same(found) if score >= SAME else _other(found)
    if kind is None:
        return None
    return Relation(
        a=a.id, b=b.id, kind=kind, score=score, scores=found.scores(), detector=DETECTOR, snapshot=snapshot.number
    )


def _same(found: Measures) -> Kind:
    if found.a_cover >= WHOLE > found.b_cover:
        return Kind.PART_OF
    if found.b_cover >= WHOLE > found.a_cover:
        return Kind.CONTAINS
    return Kind.NEAR


def _other(found: Measures) -> Kind | None:
    if max(found.a_cover, found.b_cover) < PASSAGES:
        return None
    if min(found.a_cover, found.b_cover) >= FORM and (
        fills_a_form(found) or found.conflicts >= 2 or found.figures < FIGURES
    ):
        return Kind.TEMPLATE_OF
    return Kind.SAME_EVENT
