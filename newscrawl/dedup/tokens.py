"""Words as 64-bit hashes, many lines at a time.

A word's hash is a polynomial of its characters modulo 2⁶⁴, read off prefix sums, so that no Python code runs for each
word. Folding: NFKC, case, soft hyphens and direction marks, Arabic vowel signs and tatweel; hyphens and apostrophes
within a word and separators within a figure are dropped ("Auto-Branche" is "Autobranche", "1,000" is "1.000"). Scripts
written without spaces give two characters at each place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from newscrawl.dedup.folding import DIGIT, DROPPED, HYPHEN, LETTER, POINT, UNSPACED, Folded, fold
from newscrawl.dedup.model import Flags, Hashes

_NEWLINE = 10
_BASE = 0x9E3779B97F4A7C15
_BASE_INVERSE = pow(_BASE, -1, 1 << 64)
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_SECOND, _THIRD = np.uint64(0xD6E8FEB86659FD93), np.uint64(0xA0761D6478BD642F)


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """Words of some lines in order; the first three are of one length."""

    hashes: Hashes
    numeric: Flags
    """Words that begin with a digit."""
    capital: Flags
    """Words that are written with a capital first letter."""
    first: NDArray[np.int64]
    """(lines + 1,) the number of words before each line, and of all."""


def mix(values: Hashes) -> Hashes:
    """splitmix64's finaliser: every bit depends on every bit."""
    values = values ^ (values >> np.uint64(30))
    values *= _MIX_1
    values ^= values >> np.uint64(27)
    values *= _MIX_2
    values ^= values >> np.uint64(31)
    return values


def triples(words: Hashes) -> Hashes:
    """(n - 2,) a hash for each three words in a row; empty below three."""
    if len(words) < 3:
        return words[:0]
    sums = words[1:-1] * _SECOND
    sums += words[:-2]
    sums += words[2:] * _THIRD
    return mix(sums)


def read(lines: Sequence[str]) -> Words:
    """The words of lines; a line break within one is a space."""
    text = fold("\n".join([line.replace("\n", " ") for line in lines]))
    text = _without(text, text.kinds == DROPPED)
    text = _without(text, _inside(text.kinds))
    begin, end = _edges(text.kinds)
    powers, inverses = _powers(max(1024, 1 << len(text.codes).bit_length()))
    sums = np.zeros(len(text.codes) + 1, dtype=np.uint64)
    terms = text.codes.view(np.uint64) + np.uint64(1)
    terms *= powers[: len(terms)]
    np.cumsum(terms, out=sums[1:])
    hashes = sums[end]
    hashes -= sums[begin]
    hashes *= inverses[begin]
    breaks = np.flatnonzero(text.codes == _NEWLINE)
    first = np.concatenate([[0], np.searchsorted(begin, breaks), [len(begin)]])
    return Words(mix(hashes), text.kinds[begin] == DIGIT, text.capital[begin], first)


def _without(text: Folded, dropped: Flags) -> Folded:
    if not dropped.any():
        return text
    kept = ~dropped
    return Folded(text.codes[kept], text.kinds[kept], text.capital[kept])


def _inside(kinds: NDArray[np.int8]) -> Flags:
    """Hyphens and apostrophes within words, points and commas within figures."""
    inside = np.zeros(len(kinds), dtype=bool)
    if len(kinds) < 3:
        return inside
    spaced, digit = kinds >= LETTER, kinds == DIGIT
    inside[1:-1] = (kinds[1:-1] == HYPHEN) & spaced[:-2] & spaced[2:]
    inside[1:-1] |= (kinds[1:-1] == POINT) & digit[:-2] & digit[2:]
    return inside


def _edges(kinds: NDArray[np.int8]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each word begins, and where it ends."""
    spaced = np.zeros(len(kinds) + 2, dtype=bool)
    np.greater_equal(kinds, LETTER, out=spaced[1:-1])
    edges = np.flatnonzero(spaced[1:] != spaced[:-1])
    begin, end = edges[::2], edges[1::2]
    unspaced = kinds == UNSPACED
    if unspaced.any():
        alone = np.flatnonzero(unspaced)
        # Two characters at each place, one where a run ends.
        pair = alone + 1 < len(kinds)
        pair[pair] = unspaced[alone[pair] + 1]
        begin, end = np.concatenate([begin, alone]), np.concatenate([end, alone + 1 + pair])
        order = np.argsort(begin)
        begin, end = begin[order], end[order]
    return begin, end


@lru_cache(maxsize=12)
def _powers(length: int) -> tuple[Hashes, Hashes]:
    def of(base: int) -> Hashes:
        factors = np.full(length, base, dtype=np.uint64)
        factors[0] = 1
        return np.cumprod(factors, dtype=np.uint64)

    return of(_BASE), of(_BASE_INVERSE)
