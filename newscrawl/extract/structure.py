"""What each line of the text is: paragraph, subhead, list item, quote, table row. And the text as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from newscrawl.extract.document import Document, text_of
from newscrawl.extract.text import key
from newscrawl.items import Block, BlockKind

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_MARKED = (*_HEADINGS, "li", "blockquote", "tr", "pre")
_OPENING = 6
# What Markdown would read as its own mark at the beginning of a line.
_LINE_MARK = re.compile(r"^(?=[#>+*=|~-])|^(\d{1,9})(?=[.)])")
_INLINE_MARK = re.compile(r"([\\\\`*_\[\]<>])")


def find_blocks(document: Document, body: str) -> tuple[Block, ...]:
    """The body's lines as blocks, in order. A line is what the page's element with exactly its words is.

    Read from the page and not from the choice of the text, so that it holds for every way a text is chosen. What no
    element marks is a paragraph.
    """
    lines = _lines(body)
    wanted = {key(line) for line in lines}
    openings = {same[:n] for same in wanted for n in range(1, _OPENING + 1)}
    found: dict[str, tuple[BlockKind, int]] = {}
    for element in document.root.iter(*_MARKED):
        for part in _parts(element):
            if _opening(part) in openings and (same := key(text_of(part))) in wanted:
                found.setdefault(same, _kind(element))
    return tuple(_block(line, found.get(key(line))) for line in lines)


def _opening(element: etree._Element) -> str:
    """The first letters below an element: most of a page's list items are its menus, whose texts need no reading."""
    for piece in element.itertext():
        if same := key(str(piece).lstrip()[: 2 * _OPENING]):
            return same[:_OPENING]
    return ""


def _lines(body: str) -> list[str]:
    # `splitlines` would part lines at separators that a page's text may hold.
    return body.split("\n") if body else []


def _parts(element: etree._Element) -> Iterable[etree._Element]:
    """A list item or quote is a line of its own, or each of its paragraphs is."""
    inner = element.findall("p") if element.tag in ("li", "blockquote") else ()
    return (element, *inner)


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
