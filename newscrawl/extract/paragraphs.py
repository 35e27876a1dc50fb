"""The paragraphs of a page's main text as its tree holds them, chosen by trafilatura."""

from __future__ import annotations

import copy
import logging
import re

import trafilatura
from lxml import etree

from newscrawl.extract.blocks import PROSE, TextBlock
from newscrawl.extract.clutter import clutter, keep_quotes
from newscrawl.extract.containers import is_empty, join_parts
from newscrawl.extract.document import Document
from newscrawl.extract.hollow import hollow_parts
from newscrawl.extract.see_also import link_paragraphs, see_also_blocks
from newscrawl.extract.text import key, visible

# It reports every page without text as an error; that is our caller's to judge.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_MARKER = re.compile(r"^[-*•]\s+")
# From 0.5 to 1.5 and from 0.6 to 0.8 the figures were the same within 0.0005 on news, blogs and other languages.
_MUCH_LEFT = 0.8
_LITTLE_PROSE = 0.6
_LINKED = 0.3
_NO_TEXT = ("script", "style", "svg", "figcaption")
# trafilatura's own choice begins with taking these out; its fallbacks look into them. A fifth of its time.
_AROUND = ("head", "nav", "footer", "aside", "noscript", "select", "button")


def tree_paragraphs(document: Document, blocks: list[TextBlock]) -> list[str]:
    """Paragraphs of the main text in order, one line each; none where the theme's container is there and empty.

    `blocks` are the page's. trafilatura's fallbacks (readability, justext) take a third of its time, and are asked only
    where its own choice leaves much of the page's prose or is mostly no prose: a tenth of news pages, the same figures.
    """
    if is_empty(document.root):
        return []
    tree = _prepared(document, *_NO_TEXT, *_AROUND)
    # Its patterns look at every element that is left, several times.
    for part in hollow_parts(tree):
        drop(part)
    lines = _chosen(tree, fast=True)
    return _chosen(_prepared(document, *_NO_TEXT), fast=False) if _is_doubtful(lines, blocks) else lines


def _prepared(document: Document, *without: str) -> etree._Element:
    """A copy of the tree without elements of these names and without what is known to be no text."""
    tree: etree._Element = copy.deepcopy(document.root)
    # Declared text is weighed against the tree's by our caller, with its paragraphs; trafilatura would join them. The
    # others it would take out itself, after having copied them several times.
    etree.strip_elements(tree, *without, with_tail=False)
    join_parts(tree)
    for block in [*see_also_blocks(tree), *link_paragraphs(tree), *clutter(tree)]:
        drop(block)
    keep_quotes(tree)
    return tree


def _chosen(tree: etree._Element, *, fast: bool) -> list[str]:
    try:
        found = trafilatura.bare_extraction(
            tree, fast=fast, include_comments=False, deduplicate=False, with_metadata=False
        )
    except (ValueError, RecursionError, etree.LxmlError):
        # Its own failures on odd trees; the page's other fields are still worth having.
        return []
    text = getattr(found, "text", None)
    lines = (_MARKER.sub("", " ".join(visible(line).split())) for line in (text or "").splitlines())
    return [line for line in lines if any(char.isalnum() for char in line)]


def _is_doubtful(lines: list[str], blocks: list[TextBlock]) -> bool:
    """Whether the lines leave nearly as much prose as they hold, or hold mostly what is no prose."""
    held = {key(line) for line in lines}
    whole = sum(map(len, held))
    prose = {b.folded for b in blocks if len(b.folded) >= PROSE and b.linked < _LINKED * len(b.folded)}
    # A paragraph that a line break parts is one line here and several there.
    text = "\n".join(held)
    left = sum(len(folded) for folded in prose if folded not in text)
    return left > _MUCH_LEFT * whole or sum(map(len, prose & held)) < _LITTLE_PROSE * whole


def drop(element: etree._Element) -> None:
    """Remove an element and keep the text after it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)
