"""Subheads and list items that the choice of the main text left out between the paragraphs of the text."""

from __future__ import annotations

from collections.abc import Callable, Collection

from lxml import etree

from newscrawl.extract.blocks import TextBlock
from newscrawl.extract.evidence import TRUNK, Surroundings, places_of
from newscrawl.extract.text import key

_SUBHEADS = frozenset({"h2", "h3", "h4"})
_LINKED = 0.2
# Shorter items are labels, prices and names of sections as often as text.
_SHORTEST_ITEM = 40
# Fewer lines do not show where the text stands.
_FEW = 3


def with_left_out(
    lines: list[str], blocks: list[TextBlock], *, seen: Collection[str], refuse: Callable[[str], bool]
) -> list[str]:
    """The lines with subheads and list items of the text's own container, each where it stands on the page.

    `seen` are all lines that were ever chosen: what was taken out of them stays out, as does what `refuse` holds for.
    Paragraphs are not looked for: those left out there are insertions more often than text (news shingle F1 -.0003;
    subheads and items bring blogs +.006 and other languages +.002).
    """
    places = places_of(map(key, lines), blocks)
    known = sorted({place for place in places if place is not None})
    if len(known) < _FEW:
        return lines
    surroundings = Surroundings.of(known, blocks)
    text = "\n".join(map(key, seen))
    missing = [
        place
        for place in range(known[0] + 1, min(surroundings.last, known[-1]))
        if _may_be_text(blocks[place], surroundings)
        and blocks[place].folded not in text
        and not refuse(blocks[place].text)
    ]
    return _merged(lines, places, [(place, blocks[place].text) for place in missing])


def _may_be_text(block: TextBlock, surroundings: Surroundings) -> bool:
    tag = block.element.tag
    if tag not in _SUBHEADS and tag != "li":
        return False
    if block.linked > _LINKED * len(block.folded) or (tag == "li" and len(block.folded) < _SHORTEST_ITEM):
        return False
    parent = block.element.getparent()
    holder: etree._Element | None = parent.getparent() if tag == "li" and parent is not None else parent
    return surroundings.by_parent.get(holder, 0.0) >= TRUNK


def _merged(lines: list[str], places: list[int | None], missing: list[tuple[int, str]]) -> list[str]:
    """Lines and what is missing among them, in the page's order."""
    merged: list[str] = []
    left = iter(missing)
    following = next(left, None)
    for line, place in zip(lines, places, strict=True):
        while following is not None and place is not None and following[0] < place:
            merged.append(following[1])
            following = next(left, None)
        merged.append(line)
    return merged
