"""What a text was put together from, by all that it has in common with others.

Two texts alone never show it: each of the parents is a near copy, a part, or a stranger with stretches in common. It is
the others together that do, which hold different stretches of the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from newscrawl.dedup.kinds import JOINS, Kind
from newscrawl.dedup.pairs import PARENT, WHOLE, Common, Key
from newscrawl.dedup.passages import stretch_count

TOGETHER = 2 / 3
"""Share of a text that its parents gave together, where it does not hold each of them nearly whole."""
# Share of the smaller of two parts that may lie in the other: the stretch where they meet, a phrase that both use.
_OVERLAP = 0.35
# Share of a part's words that are in common indeed; less is a phrase here and there, or heavy damage.
_SOLID = 0.5
# Stretches of a part, at least: a sentence that several texts quote is no part.
_LEAST = 4
# Share of a text that one which stands in it whole gave, at least.
_SMALL = 0.05
# Share of a text from which on another is its main parent although the two are not held to be one.
_MAIN = 0.4
# Parts as like as this are one, held by copies of one text.
_ALIKE = 0.7


def parents(words: int, commons: Iterable[Common[Key]]) -> dict[Key, bool]:
    """The others that hold a part of the text, its parents and their copies: whether it is the main parent's part.

    Empty where the text was not put together. Copies of the whole text, and what shares a phrase with it, are left out.
    The same for any order of the others.
    """
    total = stretch_count(words)
    held = [c for c in commons if c.is_part]
    if len(held) < 2:
        return {}
    parts = _different([c for c in held if _gives(c, total)])
    pairs = [(one, other) for one, other in combinations(parts, 2) if _apart(one.stretches, other.stretches)]
    single = [c for c in parts if not any(_is_both(c, *pair) for pair in pairs)]
    chosen = next((pair for pair in pairs if pair[0] in single and pair[1] in single and _may_be(*pair)), None)
    if chosen is None or not (_makes_up(single, total) or all(c.kind in JOINS for c in chosen)):
        return {}
    main = chosen[0].stretches
    sides = {c.other: _side(c, main) for c in held if c.kind in JOINS or _gives(c, total)}
    return {other: side for other, side in sides.items() if side is not None}


def _gives(common: Common[Key], total: int) -> bool:
    number = common.stretches.bit_count()
    least = _SMALL if common.kind in JOINS else PARENT
    return number >= _LEAST and common.share >= max(least, _SOLID * number / total)


def _may_be(main: Common[Key], other: Common[Key]) -> bool:
    """Whether the text may have its parts from these two, and not they from it.

    Where one of them may be an excerpt of the text, the other one, which holds more than that, may have borrowed from
    it: then only its opening, or its time, shows that it was the source.
    """
    wholes = [c.back >= WHOLE for c in (main, other)]
    one_text = main.kind in JOINS or main.kind is Kind.UPDATE_OF
    if not one_text and (any(wholes) != all(wholes) or main.share < _MAIN):
        return False
    return all(wholes) or all(whole or c.is_earlier for whole, c in zip(wholes, (main, other), strict=True))


def _rank(common: Common[Key]) -> tuple[float, int, int, float, str, bool]:
    """The largest part first, of equal ones the one that comes first in the text; the rest leaves no two equal."""
    first = common.stretches & -common.stretches
    return -common.share, first, common.stretches, common.back, common.kind, common.is_earlier


def _different(parts: Iterable[Common[Key]]) -> list[Common[Key]]:
    """One of each: of a source and its excerpts the source, which holds more than this part."""
    found: list[Common[Key]] = []
    for part in sorted(parts, key=lambda c: (c.back >= WHOLE, _rank(c))):
        if not any(_alike(part.stretches, known.stretches) for known in found):
            found.append(part)
    return sorted(found, key=_rank)


def _alike(one: int, other: int) -> bool:
    return (one & other).bit_count() >= _ALIKE * (one | other).bit_count()


def _apart(one: int, other: int) -> bool:
    return _is_little((one & other).bit_count(), min(one.bit_count(), other.bit_count()))


def _is_little(common: int, number: int) -> bool:
    return common <= max(1, _OVERLAP * number)


def _is_both(whole: Common[Key], one: Common[Key], other: Common[Key]) -> bool:
    """Whether this is a copy of the text, or was itself put together from the two."""
    both = (one.stretches | other.stretches) & whole.stretches
    each = all(2 * (part.stretches & whole.stretches).bit_count() > part.stretches.bit_count() for part in (one, other))
    return whole not in (one, other) and each and both.bit_count() >= TOGETHER * whole.stretches.bit_count()


def _makes_up(parts: Sequence[Common[Key]], total: int) -> bool:
    held = 0
    for part in parts:
        held |= part.stretches
    return held.bit_count() >= TOGETHER * total


def _side(common: Common[Key], main: int) -> bool | None:
    """Whether a part is of the main one; None for more than one part, and for a passage of the main part alone."""
    number, inside = common.stretches.bit_count(), (common.stretches & main).bit_count()
    if _is_little(number - inside, number):
        return True if common.kind in JOINS or _alike(common.stretches, main) else None
    return False if _is_little(inside, number) else None
