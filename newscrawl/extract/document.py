"""A page parsed once and shared by everything that reads it, with places that can be found again.

A locator is made by `locate` and read back by `text_at`; both work on the tree that `parse` makes of the archived
bytes, so that a stored quote can be checked years later. `PARSER` names that way of parsing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import lxml.html
from lxml import etree

from newscrawl.errors import UnreadablePage
from newscrawl.extract.encoding import decode
from newscrawl.extract.nesting import flatten

PARSER = f"lxml-{etree.__version__}/2"
# Not text, though the tree holds it as such.
_SILENT = frozenset({"script", "style", "noscript", "template", "svg", "iframe", "object"})
# What may stand in a head.
_HEAD = frozenset({"title", "meta", "link", "script", "style", "base", "noscript", "template", "bgsound", "basefont"})
# Levels kept of a page that nests deeper than the parser's 256; the second for markup that misleads the count.
_DEEPEST = (120, 12)
# What XML 1.0 has no place for; lxml refuses it in strings.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_CONTROL_BYTES = bytes([*range(9), 11, 12, *range(14, 32), 127])
_OFFSETS = re.compile(r"#char=(\d{1,12}),(\d{1,12})$")
# What `locate` writes. XPath can also ask questions that take days, and locators come with other people's evidence.
_STEPS = re.compile(r"(?:/[^/@|()\[\]]+(?:\[\d{1,9}\])?)+(?:/@[^/|()\[\]]+)?")


@dataclass(frozen=True, slots=True)
class JsonScript:
    """A JSON script of the page; `locator` is its element's XPath, to which JSON pointers are added."""

    locator: str
    data: Any


@dataclass(frozen=True)
class Document:
    """A parsed page. Treat `root` as read-only; copy it before changing anything."""

    url: str | None
    html: str
    encoding: str
    root: lxml.html.HtmlElement = field(repr=False)
    elements: list[etree._Element] = field(init=False, repr=False, compare=False)
    """All of them in order, held because lxml would make their objects anew for each of dozens of walks."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "elements", list(self.root.iter()))

    @cached_property
    def tree(self) -> etree._ElementTree:
        tree: etree._ElementTree = self.root.getroottree()
        return tree

    @cached_property
    def json_ld(self) -> tuple[JsonScript, ...]:
        """The page's readable `application/ld+json` scripts in order."""
        found = []
        for script in self.root.iter("script"):
            if "ld+json" in (script.get("type") or "").lower():
                data = load_json(script.text or "")
                if data is not None:
                    found.append(JsonScript(self.tree.getpath(script), data))
        return tuple(found)

    def locate(self, element: etree._Element, attribute: str | None = None, span: tuple[int, int] | None = None) -> str:
        """The locator of an element, of one of its attributes, or of characters `span` of its text."""
        path = self.tree.getpath(element)
        if attribute:
            return f"{path}/@{attribute}"
        return f"{path}#char={span[0]},{span[1]}" if span else path


def parse(body: bytes | str, *, url: str | None = None, content_type: str | None = None) -> Document:
    """Parse a page.

    `content_type` is the HTTP header's value. Raises UnreadablePage where there is nothing to parse.
    """
    html, encoding = (body, "str") if isinstance(body, str) else decode(body, content_type)
    html = _without_controls(html)
    # lxml refuses a str with an encoding declaration of its own.
    html = re.sub(r"^\s*<\?xml[^>]*\?>", "", html)
    if not html.strip():
        raise UnreadablePage("the page is empty")
    root, too_deep = _tree(html)
    for deepest in _DEEPEST:
        if too_deep:
            root, too_deep = _tree(flatten(html, deepest))
    return Document(url=url, html=html, encoding=encoding, root=root)


def _without_controls(html: str) -> str:
    """The text without characters that no tree can hold. Looked for in bytes first: that takes a tenth of the time."""
    try:
        encoded = html.encode()
    except UnicodeEncodeError:
        return _CONTROL.sub("", html)
    held = len(encoded.translate(None, _CONTROL_BYTES)) < len(encoded) or "\ufffe" in html or "\uffff" in html
    return _CONTROL.sub("", html) if held else html


def _tree(html: str) -> tuple[lxml.html.HtmlElement, bool]:
    """The tree and whether the parser gave up on its depth, with everything after that point lost."""
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=False, remove_comments=True, remove_pis=True)
    # The default asks Python for the class of every element that is touched, a tenth of all time spent on a page.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=lxml.html.HtmlElement))
    try:
        root = lxml.html.document_fromstring(html.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as err:
        # The parser mends everything; without a word of what is wrong it had no memory left.
        if getattr(err, "code", None) in (0, etree.ErrorTypes.ERR_NO_MEMORY):
            raise MemoryError from err
        raise UnreadablePage(f"no HTML can be read from the page: {err}") from err
    _close_head(root)
    return root, any("Excessive depth" in entry.message for entry in parser.error_log)


def _close_head(root: etree._Element) -> None:
    """End the head where the body begins: pages may leave both tags out, and the parser then goes on with the head."""
    head = root.find("head")
    first = next((e for e in head if isinstance(e.tag, str) and e.tag not in _HEAD), None) if head is not None else None
    if head is None or first is None:
        return
    body = root.find("body")
    if body is None:
        body = etree.SubElement(root, "body")
    moved = [first, *first.itersiblings()]
    moved[-1].tail = (moved[-1].tail or "") + (body.text or "")
    body.text = None
    for place, element in enumerate(moved):
        body.insert(place, element)


def load_json(text: str) -> Any:
    """The JSON in a script, None if hopeless. Forgives comments, CDATA marks, a trailing semicolon, raw line breaks."""
    text = (
        re.sub(r"^\s*(?://\s*)?(?:<!\[CDATA\[|<!--)|(?://\s*)?(?:\]\]>|-->)\s*$", "", text.strip()).strip().rstrip(";")
    )
    for candidate in (text, re.sub(r",\s*([}\]])", r"\1", text)):
        try:
            return json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def text_of(element: etree._Element) -> str:
    """The text below an element, scripts and styles left out, white space normalised.

    Block elements and line breaks part words.
    """
    if element.tag in _SILENT or not isinstance(element.tag, str):
        return ""
    if len(element) == 0:
        return " ".join((element.text or "").split())
    pieces: list[str] = []
    _collect(element, pieces.append)
    return " ".join("".join(pieces).split())


class _TooLong(Exception):
    """More text than was asked for."""


def short_text_of(element: etree._Element, most: int) -> str:
    """`text_of` where that has at most so many characters, else nothing.

    Reads no further than that, so that all elements of a page may be asked: each text stands in a dozen of them.
    """
    left = most

    def add(piece: str) -> None:
        nonlocal left
        left -= sum(map(len, piece.split()))
        if left < 0:
            raise _TooLong
        pieces.append(piece)

    if element.tag in _SILENT or not isinstance(element.tag, str):
        return ""
    pieces: list[str] = []
    try:
        _collect(element, add)
    except _TooLong:
        return ""
    text = " ".join("".join(pieces).split())
    return text if len(text) <= most else ""


def _collect(element: etree._Element, add: Callable[[str], None]) -> None:
    """Pieces of text in document order. Recurses, as no page is parsed deeper than 256 levels."""
    if text := element.text:
        add(text)
    for child in element:
        tag = child.tag
        if tag in _BREAKS:
            add(" ")
            _collect(child, add)
            add(" ")
        elif tag not in _SILENT and isinstance(tag, str):
            # Half of all elements hold no other.
            if len(child):
                _collect(child, add)
            elif text := child.text:
                add(text)
        if tail := child.tail:
            add(tail)


_BREAK_NAMES = """address article aside blockquote br caption dd div dl dt figcaption figure footer form h1 h2 h3
h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul"""
_BREAKS = frozenset(_BREAK_NAMES.split())


def elements_by(path: etree.XPath, root: etree._Element) -> list[etree._Element]:
    """The elements that a compiled XPath finds below `root`, in document order."""
    found = path(root)
    return [element for element in found if isinstance(element, etree._Element)] if isinstance(found, list) else []


def text_at(document: Document, locator: str) -> str:
    """The white-space-normalised text a locator points to.

    Raises LookupError where the page has no such place, or the locator is none that `locate` makes.
    """
    path, _, pointer = locator.partition("#")
    if offsets := _OFFSETS.search(locator):
        return text_at(document, locator[: offsets.start()])[int(offsets[1]) : int(offsets[2])]
    if not _STEPS.fullmatch(path):
        raise LookupError(f"{path[:200]} is no place in a page")
    found = document.tree.xpath(path)
    if not isinstance(found, list) or not found:
        raise LookupError(f"the page has no {path}")
    node = found[0]
    if isinstance(node, str):
        return " ".join(node.split())
    if not isinstance(node, etree._Element):
        raise LookupError(f"{path} is no element and no attribute")
    if pointer:
        return " ".join(str(at_pointer(load_json(node.text or ""), pointer)).split())
    return text_of(node)


def at_pointer(data: Any, pointer: str) -> Any:
    """The value at an RFC 6901 JSON pointer; raises LookupError."""
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        try:
            data = data[int(key)] if isinstance(data, list) else data[key]
        except (ValueError, TypeError, KeyError, IndexError) as err:
            raise LookupError(f"no {pointer} in the page's JSON") from err
    return data
