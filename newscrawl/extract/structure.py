"""What each line of the text is: paragraph, subhead, list item, quote, table row. And the text as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from lxml import etree

from newscrawl.extract.blocks import TextBlock
from newscrawl.extract.document import text_of
from newscrawl.extract.text import key
from newscrawl.items import Block, BlockKind

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_MARKED = frozenset((*_HEADINGS, "li", "blockquote", "tr", "pre"))
_OPENING = 6
# How far above its text a list item, quote or row is looked for.
_STEPS = 4
# What Markdown would read as its own mark at the beginning of a line.
_LINE_MARK = re.compile(r"^(?=[#>+*=|~-])|^(\d{1,9})(?=[.)])")
_INLINE_MARK = re.compile(r"([\\\\`*_\[\]<>])")


def find_blocks(blocks: Iterable[TextBlock], body: str) -> tuple[Block, ...]:
    """The body's lines as blocks, in order. A line is what the page's element with exactly its words is.

    `blocks` are the page's: read from the page and not from the choice of the text, this holds for every way a text is
    chosen. What no element marks is a paragraph.
    """
    lines = _lines(body)
    wanted = {key(line) for line in lines}
    # Most of a page's list items are its menus, whose texts need no reading.
    openings = {same[:n] for same in wanted for n in range(1, _OPENING + 1)}
    found: dict[str, tuple[BlockKind, int]] = {}
    for block in blocks:
        if block.folded[:_OPENING] in openings:
            for element, marked in _around(block.element):
                if (same := key(text_of(element))) in wanted:
                    found.setdefault(same, _kind(marked))
    return tuple(_block(line, found.get(key(line))) for line in lines)


def _around(element: etree._Element) -> Iterable[tuple[etree._Element, etree._Element]]:
    """Elements that may be a line of their own, each with the one that says what it is: itself, or the item or quote
    whose paragraph it is.
    """
    for above in islice((element, *element.iterancestors()), _STEPS):
        if above.tag in _MARKED:
            yield above, above
        elif above.tag == "p" and (parent := above.getparent()) is not None and parent.tag in ("li", "blockquote"):
            yield above, parent


def _lines(body: str) -> list[str]:
    # `splitlines` would part lines at separators that a page's text may hold.
    return body.split("\n") if body else []


def _kind(element: etree._Element) -> tuple[BlockKind, int]:
    tag = element.tag
    if tag in _HEADINGS:
        return BlockKind.HEADING, int(tag[1])
    if tag == "li":
        lists = [above.tag for above in element.iterancestors("ul", "ol")]
        kind = BlockKind.NUMBERED if lists[:1] == ["ol"] else BlockKind.ITEM
        return kind, max(0, len(lists) - 1)
    return {"blockquote": BlockKind.QUOTE, "tr": BlockKind.ROW}.get(tag, BlockKind.CODE), 0


def _block(line: str, known: tuple[BlockKind, int] | None) -> Block:
    kind, level = known or (BlockKind.PARAGRAPH, 0)
    return Block(kind=kind, text=line, level=level)


def marks_of(blocks: Iterable[Block]) -> str:
    """Kind and level of each line, one a line, as stored beside the body: `heading 2`."""
    return "\n".join(f"{b.kind} {b.level}" if b.level else str(b.kind) for b in blocks)


def blocks_of(body: str, marks: str | None) -> tuple[Block, ...]:
    """The inverse of `marks_of`; without marks, or with another number of them, all lines are paragraphs."""
    lines, kinds = _lines(body), (marks or "").splitlines()
    if len(lines) != len(kinds):
        return tuple(_block(line, None) for line in lines)
    parted = (mark.partition(" ") for mark in kinds)
    return tuple(
        Block(kind=BlockKind(kind), text=line, level=int(level or 0))
        for line, (kind, _, level) in zip(lines, parted, strict=True)
    )


def markdown(blocks: Iterable[Block]) -> str:
    """The text as CommonMark with GitHub's tables; the page's own characters are escaped where they would be marks."""
    pieces: list[str] = []
    before: BlockKind | None = None
    number = 0
    for block in blocks:
        first = block.kind is not before
        number = number + 1 if block.kind is BlockKind.NUMBERED and not first else 1
        close = not first and block.kind in (BlockKind.ITEM, BlockKind.NUMBERED, BlockKind.ROW)
        pieces.append(("\n" if close else "\n\n") if pieces else "")
        pieces.append(_written(block, number, first))
        before = block.kind
    return "".join(pieces)


def _written(block: Block, number: int, first: bool) -> str:
    text = _LINE_MARK.sub(lambda m: f"{m[1] or ''}\\", _INLINE_MARK.sub(r"\\\1", block.text))
    if block.kind is BlockKind.HEADING:
        return f"{'#' * block.level} {text}"
    if block.kind is BlockKind.QUOTE:
        return f"> {text}"
    if block.kind in (BlockKind.ITEM, BlockKind.NUMBERED):
        return "   " * block.level + (f"{number}. " if block.kind is BlockKind.NUMBERED else "- ") + text
    if block.kind is BlockKind.CODE:
        return f"    {block.text}"
    if block.kind is BlockKind.ROW:
        return _row(block.text, first)
    return text


def _row(text: str, first: bool) -> str:
    cells = [_INLINE_MARK.sub(r"\\\1", cell.strip()) for cell in text.strip().strip("|").split("|")]
    row = f"| {' | '.join(cells)} |"
    return f"{row}\n|{' --- |' * len(cells)}" if first else row
