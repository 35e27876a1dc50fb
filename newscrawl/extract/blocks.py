"""A page as a sequence of text blocks, each with where it stands: what a line of text is judged by.

Blocks as in boilerplate detection by shallow text features (Kohlschütter et al., WSDM 2010; justext): the text between
two tags of block elements or line breaks.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from newscrawl.extract.text import key, visible

_NAMES = """address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form
h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul"""
_BREAKS = frozenset(_NAMES.split())
# No text, or never the article's: menus and page feet are a third of a page's elements.
_NO_TEXT = "script style noscript template svg iframe object button select textarea head nav footer"
_SILENT = frozenset(_NO_TEXT.split())
# A block of so many letters that is mostly no link is prose: it shows where the text stands.
PROSE = 60
# 4,100 elements was the most of 215 news pages; what stands behind so many blocks is looked at by nobody.
_MOST = 20_000


@dataclass(slots=True)
class TextBlock:
    """One run of text; `element` is the block element it stands in."""

    element: etree._Element
    text: str
    folded: str
    """The text's `key`."""
    linked: int
    """How many characters of `folded` are link text."""


def blocks_of(root: etree._Element) -> list[TextBlock]:
    """The blocks below an element in the page's order. Linear; nothing recurses."""
    found: list[TextBlock] = []
    pieces: list[str] = []
    links: list[str] = []
    owners: list[etree._Element] = [root]
    inside = 0
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        starts = event == "start"
        if tag in _BREAKS:
            if pieces:
                _add(found, owners[-1], pieces, links)
            if starts:
                owners.append(element)
            else:
                owners.pop()
        elif tag == "br":
            if pieces:
                _add(found, owners[-1], pieces, links)
        elif tag == "a":
            inside += 1 if starts else -1
        if starts and tag in _SILENT:
            walk.skip_subtree()
            continue
        text = element.text if starts else element.tail
        if text:
            pieces.append(text)
            if inside:
                links.append(text)
        if len(found) > _MOST:
            break
    return found


def _add(found: list[TextBlock], owner: etree._Element, pieces: list[str], links: list[str]) -> None:
    text = visible(" ".join("".join(pieces).split()))
    if folded := key(text):
        linked = "".join(links).strip()
        # Half of all blocks are one link, as menus are made of.
        found.append(
            TextBlock(owner, text, folded, len(folded) if linked == text else len(key(linked)) if linked else 0)
        )
    pieces.clear()
    links.clear()
