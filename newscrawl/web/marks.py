"""A text with its credits where they stand, and the lines that come from an origin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newscrawl.extract.structure import blocks_of
from newscrawl.query.article import Credit, Dossier

_ABOVE = ("meta", "jsonld", "feed", "canonical", "byline", "dateline", "opening", "outlet_line")
_OF_PICTURES = ("caption", "image_address", "image_metadata")


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    credit: Credit | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the stored text in pieces, and the ranks of the origins that it comes from, where not all does."""

    pieces: tuple[Piece, ...]
    kind: str
    ranks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MarkedText:
    above: tuple[Credit, ...]
    """Credits that stood before the text, or in the page's head, and are no part of it."""
    lines: tuple[Line, ...]
    below: tuple[Credit, ...]


def mark(found: Dossier) -> MarkedText:
    """The stored text of an article; credits of pictures are left to the pictures."""
    if found.text is None:
        return MarkedText((), (), ())
    lines = found.text.body.split("\n") if found.text.body else []
    credits = [c for c in found.credits if c.position not in _OF_PICTURES]
    places: dict[int, list[tuple[int, Credit]]] = {}
    outside = []
    for credit in credits:
        place = _place(lines, credit)
        if place is None:
            outside.append(credit)
        else:
            places.setdefault(place[0], []).append((place[1], credit))
    kinds = [block.kind for block in blocks_of(found.text.body, found.reading.structure if found.reading else None)]
    parts = [o for o in found.origins if o.first_line is not None and o.last_line is not None]
    return MarkedText(
        above=tuple(c for c in outside if c.position in _ABOVE),
        lines=tuple(
            Line(
                tuple(_pieces(line, sorted(places.get(n, ()), key=lambda p: p[0]))),
                kinds[n],
                tuple(o.rank for o in parts if (o.first_line or 0) <= n <= (o.last_line or 0)),
            )
            for n, line in enumerate(lines)
        ),
        below=tuple(c for c in outside if c.position not in _ABOVE),
    )


def _place(lines: Sequence[str], credit: Credit) -> tuple[int, int] | None:
    """Line and character of a credit's words, from the end for those that close a text."""
    if credit.position in ("meta", "jsonld", "feed", "canonical") or not credit.quote:
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
