"""What one text is to another, by the two alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from newscrawl.dedup import times
from newscrawl.dedup.decide import fills_a_form, same_text
from newscrawl.dedup.kinds import REVERSED, Kind
from newscrawl.dedup.measures import Measures, measure_many
from newscrawl.dedup.model import Relation, Snapshot, Text

DETECTOR = "relate-4"
SAME = 0.6
"""From which probability on two texts are one; chosen by the clusters of texts that the weights were not fitted on."""
WHOLE = 0.8
"""Share of a text's words that must stand in the other one for it to be a part."""
PASSAGES = 0.1
FORM = 0.3
FIGURES = 0.7
PIECE = 48
"""Words in a row that no form has without another figure: two sentences."""
GROWN, KEPT = 1.2, 0.5
"""An update has a fifth more words than the version before, of which half and more still stands in it."""


def relate(a: Text, b: Text, snapshot: Snapshot = Snapshot()) -> Relation | None:  # noqa: B008
    """The relation of two texts that were prepared with this snapshot; None where they have nothing to say of.

    Exchanging the texts gives the same finding, read from the other side. What a text is to several others at once is
    said by `families`.
    """
    return relate_many([(a, b)], snapshot)[0]


def relate_many(pairs: Sequence[tuple[Text, Text]], snapshot: Snapshot) -> list[Relation | None]:
    """The same for many pairs, in their order; a hundred at once cost a third of one after the other."""
    measured = measure_many(pairs)
    return [_relation(a, b, found, snapshot) for (a, b), found in zip(pairs, measured, strict=True)]


def _relation(a: Text, b: Text, found: Measures, snapshot: Snapshot) -> Relation | None:
    equal = len(a.words) > 0 and np.array_equal(a.words, b.words)
    score = 1.0 if equal else same_text(found)
    kind = Kind.EXACT if equal else _same(found) if score >= SAME else _other(found)
    if kind is None:
        return None
    if not equal and times.same_site(a, b):
        kind = _updated(kind, found, times.later(a, b))
    return Relation(
        a=a.id,
        b=b.id,
        kind=kind,
        score=score,
        scores=found.scores(),
        detector=DETECTOR,
        snapshot=snapshot.number,
        a_shared=found.a_shared if times.may_be_made_from(a, b) else 0,
        b_shared=found.b_shared if times.may_be_made_from(b, a) else 0,
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
    other_figures = fills_a_form(found) or found.conflicts >= 2 or found.figures < FIGURES
    # A form differs where its figures stand; a passage in one piece is the same text, whatever surrounds it.
    in_one_piece = found.run >= PIECE * (found.conflicts + 1)
    if min(found.a_cover, found.b_cover) >= FORM and other_figures and not in_one_piece:
        return Kind.TEMPLATE_OF
    return Kind.SAME_EVENT


def _updated(kind: Kind, found: Measures, later: timedelta | None) -> Kind:
    """An update where the later of one site's texts has grown, or tells other figures in the same place."""
    if not later or kind is Kind.TEMPLATE_OF:
        return kind
    new, old, kept = found.a_words, found.b_words, found.b_cover
    if later < timedelta():
        new, old, kept = found.b_words, found.a_words, found.a_cover
    grown = new >= GROWN * old and kept >= KEPT
    corrected = kind is Kind.NEAR and found.conflicts > 0
    if not (grown or corrected):
        return kind
    return Kind.UPDATE_OF if later > timedelta() else REVERSED[Kind.UPDATE_OF]
