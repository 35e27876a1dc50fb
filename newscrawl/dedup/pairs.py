"""Pairs of related texts as they are kept, whatever keeps them: what several of them together decide rests on these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from newscrawl.dedup.kinds import JOINS, REVERSED, Kind
from newscrawl.dedup.model import Relation
from newscrawl.dedup.passages import stretch_count

Key = TypeVar("Key", int, str)

PARENT = 0.15
"""Share of a text that a parent gave, at least; less is a quote."""
WHOLE = 0.9
"""Share of a text's stretches that stand in another from which on it may be an excerpt or a copy of that."""
_ALL = 0.95
_OPENING = 0b111
UPDATES = frozenset({Kind.UPDATE_OF, Kind.UPDATED_BY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Common(Generic[Key]):
    """What a text has in common with another one, seen from the text."""

    other: Key
    kind: Kind
    """By the two alone, read "the text is … the other"."""
    share: float
    """How much of the text stands in the other."""
    stretches: int
    """Which of its stretches may come from the other, see `Measures.a_shared`."""
    back: float
    """Share of the other's stretches that may come from the text."""
    is_earlier: bool
    """Whether the other is likely the source of what they share: its opening is among it, or it claims to be older."""
    is_part: bool
    """Whether what is in common is a part of the text, neither the whole nor a phrase."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair(Generic[Key]):
    """Two texts with what was found of them alone, and what each is to the other among all."""

    a: Key
    b: Key
    alone: Kind
    """By the two alone, read "a is … b"."""
    a_words: int = 0
    b_words: int = 0
    a_cover: float = 1.0
    b_cover: float = 1.0
    a_shared: int = 0
    b_shared: int = 0
    a_part: bool | None = None
    """`b` as a parent of `a`: True of its main part, False of another one, None for no parent; see `parents`."""
    b_part: bool | None = None

    def seen_from(self, text: Key) -> Common[Key]:
        if text != self.a:
            return self._turned().seen_from(text)
        total, other = stretch_count(self.a_words), stretch_count(self.b_words)
        whole = self.alone is Kind.EXACT or self.a_shared.bit_count() >= _ALL * total
        phrase = self.alone not in (*JOINS, *UPDATES) and self.a_cover < PARENT
        return Common(
            other=self.b,
            kind=self.alone,
            share=self.a_cover,
            stretches=self.a_shared,
            back=self.b_shared.bit_count() / max(1, other),
            is_earlier=not self.b_shared or (self.b_shared & _OPENING).bit_count() > 1,
            is_part=self.a_shared > 0 and not whole and not phrase and self.alone is not Kind.TEMPLATE_OF,
        )

    def _turned(self) -> Pair[Key]:
        return Pair(
            a=self.b,
            b=self.a,
            alone=REVERSED.get(self.alone, self.alone),
            a_words=self.b_words,
            b_words=self.a_words,
            a_cover=self.b_cover,
            b_cover=self.a_cover,
            a_shared=self.b_shared,
            b_shared=self.a_shared,
            a_part=self.b_part,
            b_part=self.a_part,
        )

    def words_of(self, text: Key) -> int:
        return self.a_words if text == self.a else self.b_words

    @property
    def kind(self) -> Kind:
        """What `a` is to `b`, all others considered."""
        a_merged = self.a_part is not None and self.a_cover >= PARENT
        b_merged = self.b_part is not None and self.b_cover >= PARENT
        if a_merged and b_merged:
            # Each looks like a parent of the other: the one that gave the smaller share of itself is it.
            a_merged, b_merged = self.a_cover > self.b_cover, self.b_cover > self.a_cover
        if a_merged:
            return Kind.MERGED_FROM
        return Kind.MERGED_INTO if b_merged else self.alone

    @property
    def joins(self) -> bool:
        """Whether the two may stand in one cluster."""
        parts = (self.a_part, self.b_part)
        return False not in parts and (self.alone in JOINS or self.kind in (Kind.MERGED_FROM, Kind.MERGED_INTO))

    @property
    def strength(self) -> tuple[float, float]:
        """How much of the longer text, then of the other, stands in the other; of a merged text and a parent, how much
        of the merged one."""
        least, most = sorted((self.a_cover, self.b_cover))
        kind = self.kind
        merged = {Kind.MERGED_FROM: self.a_cover, Kind.MERGED_INTO: self.b_cover}.get(kind, least)
        return merged, most


def pair_of(a: Key, b: Key, found: Relation) -> Pair[Key]:
    """A pair by the keys that its texts have where it is kept."""
    scores = found.scores
    return Pair(
        a=a,
        b=b,
        alone=found.kind,
        a_words=int(scores["a_words"]),
        b_words=int(scores["b_words"]),
        a_cover=scores["a_cover"],
        b_cover=scores["b_cover"],
        a_shared=found.a_shared,
        b_shared=found.b_shared,
    )
