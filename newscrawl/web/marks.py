"""A text with its credits where they stand, the lines that come from an origin, and what its site put between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newscrawl.extract.structure import blocks_of
from newscrawl.query.dossier import Credit, Dossier
from newscrawl.web.published import Seen

_HEAD = ("meta", "jsonld", "feed", "canonical")
_ABOVE = (*_HEAD, "byline", "dateline", "opening", "outlet_line")
_OF_PICTURES = ("caption", "image_address", "image_metadata")


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    credit: Credit | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the stored text in pieces, or one of the page that is no part of it."""

    pieces: tuple[Piece, ...]
    kind: str
    """As in `Block`; or `credit`, `caption`, `left out`."""
    ranks: tuple[int, ...] = ()
    """Of the origins that it comes from, where not all does."""
    number: int | None = None
    """None for what is no part of the text."""


@dataclass(frozen=True, slots=True)
class MarkedText:
    above: tuple[Credit, ...]
    """Credits that stand before the text, or in the page's head, and are no part of it."""
    lines: tuple[Line, ...]
    below: tuple[Credit, ...]
    is_placed: bool
    """Whether the archived page told where each thing stands."""


def mark(found: Dossier, seen: Sequence[Seen] = ()) -> MarkedText:
    """The stored text of an article, whole and in its order; seen: its page, where it can be read.

    Credits of pictures are left to the pictures where the page does not show them.
    """
    if found.text is None:
        return MarkedText((), (), (), False)
    lines, outside = _lines(found)
    shown = {credit for one in seen for credit in one.credits}
    outside = [credit for credit in outside if credit not in shown]
    return MarkedText(
        above=tuple(c for c in outside if c.position in _ABOVE),
        lines=tuple(_between(lines, seen)),
        below=tuple(c for c in outside if c.position not in _ABOVE),
        is_placed=bool(seen),
    )


def _between(lines: Sequence[Line], seen: Sequence[Seen]) -> Iterator[Line]:
    done = 0
    for one in seen:
        if one.line is None:
            pieces = tuple(_pieces(one.text, _places(one.text, one.credits)))
            yield Line(pieces, one.kind)
        elif one.line >= done:
            yield from lines[done : one.line + 1]
            done = one.line + 1
    yield from lines[done:]


def _places(text: str, credits: Sequence[Credit]) -> list[tuple[int, Credit]]:
    return sorted(((text.find(c.quote), c) for c in credits if c.quote and c.quote in text), key=lambda p: p[0])


def _lines(found: Dossier) -> tuple[list[Line], list[Credit]]:
    """The text's lines with the credits that stand in them, and the credits that stand in none."""
    assert found.text is not None
    body = found.text.body
    lines = body.split("\n") if body else []
    places: dict[int, list[tuple[int, Credit]]] = {}
    outside = []
    for credit in found.credits:
        if credit.position in _OF_PICTURES:
            continue
        place = _place(lines, credit)
        if place is None:
            outside.append(credit)
        else:
            places.setdefault(place[0], []).append((place[1], credit))
    kinds = [block.kind for block in blocks_of(body, found.reading.structure if found.reading else None)]
    parts = [(o.rank, o.first_line, o.last_line) for o in found.origins]
    marked = [
        Line(
            tuple(_pieces(line, sorted(places.get(n, ()), key=lambda p: p[0]))),
            kinds[n],
            tuple(rank for rank, first, last in parts if first is not None and last is not None and first <= n <= last),
            n,
        )
        for n, line in enumerate(lines)
    ]
    return marked, outside


def _place(lines: Sequence[str], credit: Credit) -> tuple[int, int] | None:
    """Line and character of a credit's words, from the end for those that close a text."""
    if credit.position in _HEAD or not credit.quote:
        return None
    numbered = list(enumerate(lines))
    for number, line in reversed(numbered) if credit.position not in _ABOVE else numbered:
        at = line.rfind(credit.quote) if credit.position == "closing" else line.find(credit.quote)
        if at >= 0:
            return number, at
    return None


def _pieces(line: str, places: Sequence[tuple[int, Credit]]) -> Iterator[Piece]:
    done = 0
    for at, credit in places:
        if at < done:
            continue
        yield Piece(line[done:at])
        done = at + len(credit.quote)
        yield Piece(line[at:done], credit)
    yield Piece(line[done:])
