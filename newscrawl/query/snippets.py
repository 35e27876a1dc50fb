"""The place of a text that answers a question, with the words marked that were looked for."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")
# Words of a snippet, and of those that stand before the first one that was looked for.
_LENGTH, _BEFORE = 32, 6
# Texts are searched so far.
_CHARACTERS = 50_000


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    is_hit: bool = False


@dataclass(frozen=True, slots=True)
class Sought:
    """Folded words to mark."""

    words: frozenset[str]
    beginnings: tuple[str, ...]

    def holds(self, word: str) -> bool:
        folded = fold(word)
        return folded in self.words or folded.startswith(self.beginnings)


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """The word without accents, in small letters."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c)).lower()


def words_of(text: str) -> list[str]:
    return [fold(word) for word in _WORD.findall(text)]


def marked(text: str, sought: Sought) -> tuple[Piece, ...]:
    """The whole text in pieces."""
    return _pieces(text, _hits(text, sought))


def snippet(text: str, sought: Sought) -> tuple[Piece, ...]:
    """Some words around the place that has most of what is sought; the beginning where nothing of it stands there."""
    text = " ".join(text[:_CHARACTERS].split())
    starts = [found.start() for found in _WORD.finditer(text)]
    hits = _hits(text, sought)
    first = max(0, _best(starts, hits, text) - _BEFORE)
    begin = starts[first] if first and starts else 0
    end = starts[first + _LENGTH] if first + _LENGTH < len(starts) else len(text)
    inside = [(a - begin, b - begin) for a, b in hits if begin <= a and b <= end]
    shown = _pieces(text[begin:end].rstrip(), inside)
    before = (Piece("… "),) if begin else ()
    return (*before, *shown, *((Piece(" …"),) if end < len(text) else ()))


def _hits(text: str, sought: Sought) -> list[tuple[int, int]]:
    return [found.span() for found in _WORD.finditer(text) if sought.holds(found[0])]


def _best(starts: Sequence[int], hits: list[tuple[int, int]], text: str) -> int:
    """Number of the word at which the window with most different hits begins."""
    places = [(bisect_left(starts, begin), fold(text[begin:end])) for begin, end in hits]
    best, most = 0, 0
    for place, _ in places:
        window = {word for other, word in places if place <= other < place + _LENGTH - _BEFORE}
        if len(window) > most:
            best, most = place, len(window)
    return best


def _pieces(text: str, hits: list[tuple[int, int]]) -> tuple[Piece, ...]:
    found, done = [], 0
    for begin, end in hits:
        found += [Piece(text[done:begin]), Piece(text[begin:end], True)]
        done = end
    found.append(Piece(text[done:]))
    return tuple(piece for piece in found if piece.text)
