"""The paragraphs of a page's main text as its tree holds them, chosen by trafilatura."""

from __future__ import annotations

import copy
import logging
import re

import trafilatura
from lxml import etree

from newscrawl.extract.clutter import clutter, keep_quotes
from newscrawl.extract.containers import is_empty, join_parts
from newscrawl.extract.document import Document
from newscrawl.extract.see_also import link_paragraphs, see_also_blocks
from newscrawl.extract.text import visible

# It reports every page without text as an error; that is our caller's to judge.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_MARKER = re.compile(r"^[-*•]\s+")
_NO_TEXT = ("script", "style", "svg", "figcaption")


def tree_paragraphs(document: Document) -> list[str]:
    """Paragraphs of the main text in order, one line each; none where the theme's container is there and empty."""
    if is_empty(document.root):
        return []
    tree = copy.deepcopy(document.root)
    # Declared text is weighed against the tree's by our caller, with its paragraphs; trafilatura would join them. The
    # others it would take out itself, after having copied them several times.
    etree.strip_elements(tree, *_NO_TEXT, with_tail=False)
    join_parts(tree)
    for block in [*see_also_blocks(tree), *link_paragraphs(tree), *clutter(tree)]:
        _drop(block)
    keep_quotes(tree)
    try:
        found = trafilatura.bare_extraction(tree, include_comments=False, deduplicate=False, with_metadata=False)
    except (ValueError, RecursionError, etree.LxmlError):
        # Its own failures on odd trees; the page's other fields are still worth having.
        found = None
    text = getattr(found, "text", None)
    lines = (_MARKER.sub("", " ".join(visible(line).split())) for line in (text or "").splitlines())
    return [line for line in lines if any(char.isalnum() for char in line)]


def _drop(element: etree._Element) -> None:
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
