"""What two texts are to each other: names alone, so that who reads findings needs no numpy."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a text is to another one; read "`a` is … `b`"."""

    EXACT = "exact"
    """The same words."""
    NEAR = "near"
    """The same text, edited, damaged or translated again."""
    CONTAINS = "contains"
    """`b` stands in `a`, whole or nearly."""
    PART_OF = "part-of"
    MERGED_FROM = "merged-from"
    """`a` is put together from `b` and another text."""
    MERGED_INTO = "merged-into"
    UPDATE_OF = "update-of"
    """`a` is a later version of `b` on the same site, grown or with other figures."""
    UPDATED_BY = "updated-by"
    TEMPLATE_OF = "template-of"
    """The same form filled in differently."""
    SAME_EVENT = "same-event"
    """Passages in common, two articles."""


JOINS = frozenset({Kind.EXACT, Kind.NEAR, Kind.CONTAINS, Kind.PART_OF})
"""Kinds by which two texts may stand in one cluster; of a merged text, its main parent does so too."""

REVERSED = {
    Kind.CONTAINS: Kind.PART_OF,
    Kind.MERGED_FROM: Kind.MERGED_INTO,
    Kind.UPDATE_OF: Kind.UPDATED_BY,
}
REVERSED |= {back: kind for kind, back in REVERSED.items()}
"""What `b` is to `a`, where that is not what `a` is to `b`."""
