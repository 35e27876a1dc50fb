"""What a text was put together from, by all that it has in common with others.

Two texts alone never show it: each of the parents is a near copy, a part, or a stranger with passages in common. It is
the others together that do, which hold different passages of the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from newscrawl.dedup.model import JOINS, Kind
from newscrawl.dedup.pairs import PARENT, Common, Key
from newscrawl.dedup.passages import passage_count

TOGETHER = 2 / 3
"""Share of a text that its parents gave together, where it does not hold each of them nearly whole."""
# Passages of a text that can be told apart, at least.
_PASSAGES = 4
# Share of the smaller of two parts that may lie in the other: the passage where they meet, a phrase that both use.
_OVERLAP = 0.25
# Share of a part's words that are in common indeed; less is a phrase here and there, or heavy damage.
_SOLID = 0.5
# Share of another text's passages from which on it may be an excerpt of this one.
_WHOLE = 0.9
# Share of a text from which on another is its main parent although the two are not held to be one.
_MAIN = 0.4
# Parts as like as this are one, held by copies of one text.
_ALIKE = 0.7


def parents(words: int, commons: Iterable[Common[Key]]) -> dict[Key, bool]:
    """The others that hold a part of the text, its parents and their copies: whether it is the main parent's part.

    Empty where the text was not put together. Copies of the whole text, and what shares a phrase with it, are left out.
    The same for any order of the others.
    """
    total = passage_count(words)
    held = [c for c in commons if c.kind not in (Kind.EXACT, Kind.TEMPLATE_OF) and c.passages]
    if total < _PASSAGES or len(held) < 2:
        return {}
    parts = _different(sorted((c for c in held if _gives(c, total)), key=_rank))
    pairs = [(one, other) for one, other in combinations(parts, 2) if _apart(one.passages, other.passages)]
    single = [c for c in parts if not any(_is_both(c, *pair) for pair in pairs)]
    chosen = next((pair for pair in pairs if pair[0] in single and pair[1] in single and _may_be(*pair)), None)
    if chosen is None or not (_makes_up(single, total) or all(c.kind in JOINS for c in chosen)):
        return {}
    main = chosen[0].passages
    sides = {c.other: _side(c.passages, main) for c in held if c.kind in JOINS or _gives(c, total)}
    return {other: side for other, side in sides.items() if side is not None}


def _gives(common: Common[Key], total: int) -> bool:
    number = common.passages.bit_count()
    return number > 1 and common.share >= max(PARENT, _SOLID * number / total)


def _may_be(main: Common[Key], other: Common[Key]) -> bool:
    """Not where one may be an excerpt of the text and the other one is more than that: it may have borrowed from it."""
    known = main.kind in JOINS or main.kind is Kind.UPDATE_OF or main.share >= _MAIN
    return known and (main.back >= _WHOLE) == (other.back >= _WHOLE)


def _rank(common: Common[Key]) -> tuple[float, int, int]:
    """The largest part first, of equal ones the one that comes first in the text."""
    return -common.share, common.passages & -common.passages, common.passages


def _different(ranked: Iterable[Common[Key]]) -> list[Common[Key]]:
    found: list[Common[Key]] = []
    for part in ranked:
        if not any(_alike(part.passages, known.passages) for known in found):
            found.append(part)
    return found


def _alike(one: int, other: int) -> bool:
    return (one & other).bit_count() >= _ALIKE * (one | other).bit_count()


def _apart(one: int, other: int) -> bool:
    return _is_little((one & other).bit_count(), min(one.bit_count(), other.bit_count()))


def _is_little(common: int, number: int) -> bool:
    return common <= max(number > 2, _OVERLAP * number)


def _is_both(whole: Common[Key], one: Common[Key], other: Common[Key]) -> bool:
    """Whether this is a copy of the text, or was itself put together from the two."""
    both = (one.passages | other.passages) & whole.passages
    each = all(2 * (part.passages & whole.passages).bit_count() > part.passages.bit_count() for part in (one, other))
    return whole not in (one, other) and each and both.bit_count() >= TOGETHER * whole.passages.bit_count()


def _makes_up(parts: Sequence[Common[Key]], total: int) -> bool:
    held = 0
    for part in parts:
        held |= part.passages
    return held.bit_count() >= TOGETHER * total


def _side(passages: int, main: int) -> bool | None:
    """Whether a part is of the main one; None for what holds more than one part."""
    number, inside = passages.bit_count(), (passages & main).bit_count()
    if _is_little(number - inside, number):
        return True
    return False if _is_little(inside, number) else None
