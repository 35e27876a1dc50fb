"""Image credits and captions that lost their markup on the way and stand as plain paragraphs in the text.

Republished pages keep CNN's and others' captions as paragraphs: the chain of names ("KCNA/Reuters") before the caption
or after it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from newscrawl.extract.credit_text import is_chain, is_credit_line
from newscrawl.extract.document import Document, text_of
from newscrawl.extract.image_url import address_of
from newscrawl.extract.regions import elsewhere
from newscrawl.extract.text import visible

# Captions of the catalogue's pages: one or two sentences.
_SHORTEST, _LONGEST = 25, 320
# Labels of texts as often as of pictures.
_SOURCE = re.compile(r"\W*(?:quelle|source|bron|kilde|fonte|fuente|rechte|copyright)", re.IGNORECASE)
_BLOCKS = ("p", "figcaption", "h1", "h2", "h3", "h4", "li", "blockquote", "img", "cite")


@dataclass(frozen=True, slots=True)
class LoneCredit:
    """A credit paragraph and the caption paragraph beside it."""

    credit: str
    credit_locator: str
    caption: str | None
    caption_locator: str | None
    picture: str | None
    """Address of the picture next to them."""


@dataclass(frozen=True, slots=True)
class _Block:
    element: etree._Element
    text: str

    @property
    def may_be_caption(self) -> bool:
        fits = self.element.tag in ("p", "figcaption") and _SHORTEST <= len(self.text) <= _LONGEST
        linked = sum(len(text_of(a)) for a in self.element.iter("a"))
        return fits and not is_chain(self.text) and linked < 0.8 * len(self.text)


def lone_credits(document: Document, region: etree._Element) -> list[LoneCredit]:
    """All of them in the page's order. Where either neighbour may be the caption, the page's clear cases decide."""
    # Most pages have no such line, and telling so costs a fifth of reading the blocks.
    lines = (visible(text_of(p)) for p in region.iter("p"))
    if not any(is_chain(line) or is_credit_line(line) for line in lines):
        return []
    blocks = _blocks(region)
    places = [i for i, block in enumerate(blocks) if block.element.tag == "p" and is_chain(block.text)]
    sides = {i: _side(blocks, i) for i in places}
    sides |= {i: -1 for i, block in enumerate(blocks) if _labelled_below(blocks, i) and i not in sides}
    places = sorted(sides)
    clear = [side for side in sides.values() if side]
    usual = -1 if clear.count(-1) > clear.count(1) else 1
    found = []
    for i in places:
        caption = _at(blocks, i + (sides[i] or usual))
        if caption is not None and not caption.may_be_caption:
            caption = None
        near = [b for b in (_at(blocks, i - 1), _at(blocks, i - 2)) if b is not None and b.element.tag == "img"]
        # Below the last paragraph a chain of names is the text's closing credit.
        if not near and (caption is None or not any(len(block.text) > _SHORTEST for block in blocks[i + 2 :])):
            continue
        found.append(
            LoneCredit(
                credit=blocks[i].text,
                credit_locator=document.locate(blocks[i].element),
                caption=caption.text if caption else None,
                caption_locator=document.locate(caption.element) if caption else None,
                picture=address_of(near[0].element, near[0].element) if near else None,
            )
        )
    return found


def _labelled_below(blocks: list[_Block], i: int) -> bool:
    """Whether "Foto: Name" stands behind picture and caption, with more text than the caption below.

    Behind the picture itself the next paragraph is as often the text's first as a caption.
    """
    credit, caption, picture = blocks[i], _at(blocks, i - 1), _at(blocks, i - 2)
    if picture is None or picture.element.tag != "img" or caption is None or not caption.may_be_caption:
        return False
    if credit.element.tag != "p" or _SOURCE.match(credit.text) or not is_credit_line(credit.text):
        return False
    return sum(len(block.text) for block in blocks[i + 1 :]) > 2 * len(caption.text)


def _blocks(region: etree._Element) -> list[_Block]:
    blocks: list[_Block] = []
    for element in region.iter(*_BLOCKS):
        if _in_another(element) or elsewhere(element, region):
            continue
        text = visible(text_of(element)) if element.tag != "img" else ""
        if text or element.tag == "img":
            blocks.append(_Block(element, text))
    return blocks


def _in_another(element: etree._Element) -> bool:
    """Whether an element stands in a quote, a list, or a figure with a caption of its own."""
    around = next(element.iterancestors("figure", "blockquote", "li"), None)
    return around is not None and not (element.tag == "img" and around.tag == "figure" and not text_of(around))


def _at(blocks: list[_Block], i: int) -> _Block | None:
    return blocks[i] if 0 <= i < len(blocks) else None


def _side(blocks: list[_Block], i: int) -> int | None:
    """-1 where the caption stands before the credit, 1 after it; None where both may be."""
    before, after = _at(blocks, i - 1), _at(blocks, i + 1)
    if before is not None and before.element.tag == "img" and after is not None and after.may_be_caption:
        return 1
    second = _at(blocks, i - 2)
    if second is not None and second.element.tag == "img" and before is not None and before.may_be_caption:
        return -1
    fits = [side for side, block in ((-1, before), (1, after)) if block is not None and block.may_be_caption]
    return fits[0] if len(fits) == 1 else None
