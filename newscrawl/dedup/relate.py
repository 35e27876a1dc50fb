"""What one text is to another."""

from __future__ import annotations

import numpy as np

from newscrawl.dedup.measures import Measures, measure
from newscrawl.dedup.model import Kind, Relation, Snapshot, Text

DETECTOR = "relate-1"


def relate(a: Text, b: Text, snapshot: Snapshot = Snapshot()) -> Relation | None:  # noqa: B008
    """The relation of two texts that were prepared with this snapshot; None where they have nothing to say of.

    Exchanging the texts gives the same finding with `contains` and `part-of` exchanged.
    """
    found = measure(a, b)
    kind: Kind | None
    if len(a.words) and np.array_equal(a.words, b.words):
        kind, score = Kind.EXACT, 1.0
    else:
        kind, score = _kind(found), min(found.a_cover, found.b_cover)
    if kind is None:
        return None
    return Relation(
        a=a.id, b=b.id, kind=kind, score=score, scores=found.scores(), detector=DETECTOR, snapshot=snapshot.number
    )


def _kind(found: Measures) -> Kind | None:
    if max(found.a_cover, found.b_cover) < 0.1:
        return None
    if max(found.a_cover, found.b_cover) < 0.4 or max(found.a_lead, found.b_lead) < 0.4:
        return Kind.SAME_EVENT
    if found.figure_count >= 3 and found.figures < 0.7:
        return Kind.TEMPLATE_OF
    if found.a_cover >= 0.8 > found.b_cover:
        return Kind.PART_OF
    if found.b_cover >= 0.8 > found.a_cover:
        return Kind.CONTAINS
    return Kind.NEAR
