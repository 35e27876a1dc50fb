"""Parts of a page that hold no text, or nothing but links: half of a news page's elements, and none of its article."""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

# Without text these still part what stands around them, as does a space that is set in bold.
_PARTING = frozenset({"br", "hr", "td", "th", "tr", "span", "a", "b", "strong", "i", "em"})
_LISTS = frozenset({"div", "ul", "ol", "section"})
# A paragraph may be one link, or end in two; menus and lists of headlines hold more.
_FEWEST_LINKS = 3
_LINKED = 0.95


class _Weight(NamedTuple):
    """What stands inside an element: characters of text and of link text, and the number of links."""

    text: int
    linked: int
    links: int


def hollow_parts(root: etree._Element) -> list[etree._Element]:
    """The outermost elements below `root` without text or with nothing but three links or more."""
    found: list[etree._Element] = []
    _weigh(root, found)
    return [element for element in found if element is not root]


def _weigh(element: etree._Element, found: list[etree._Element]) -> _Weight:
    """The weight of an element, its hollow parts added to `found`. Recurses: no page is deeper than 256 levels."""
    before = len(found)
    text, linked, links = _length(element.text), 0, 0
    for child in element:
        inner = _weigh(child, found)
        text += inner.text + _length(child.tail)
        linked += inner.linked
        links += inner.links
    if element.tag == "a":
        linked, links = text, 1
    weight = _Weight(text, linked, links)
    if _is_hollow(element.tag, weight):
        del found[before:]
        found.append(element)
    return weight


def _is_hollow(tag: str, inside: _Weight) -> bool:
    if not inside.text:
        return tag not in _PARTING
    return tag in _LISTS and inside.links >= _FEWEST_LINKS and inside.linked >= _LINKED * inside.text


def _length(text: str | None) -> int:
    return len(text) if text and not text.isspace() else 0
