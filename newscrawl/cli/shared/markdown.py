"""A text printed as Markdown."""

from __future__ import annotations

from collections.abc import Iterable

from newscrawl.cli.shared.output import print_line
from newscrawl.extract.structure import markdown
from newscrawl.items import Block, BlockKind


def print_markdown(title: str | None, blocks: Iterable[Block]) -> None:
    """The headline and the text below it; no line is broken and no control character printed."""
    headline = Block(kind=BlockKind.HEADING, level=1, text=title or "(no title)")
    for line in markdown((headline, *blocks)).split("\n"):
        # What a line begins with is part of the mark of lists in lists and of code.
        bare = line.lstrip(" ")
        print_line(bare, indent=len(line) - len(bare))
