"""The article's text in the state that a page carries for its own scripts.

Sites drawn by a script in the browser send what it draws as JSON: in `<script type="application/json">`
(`__NEXT_DATA__`), as `window.__STATE__ = {…}`, as `JSON.parse("…")` or as an argument of a `push(…)`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import lxml.html
from lxml import etree

from newscrawl.extract.blocks import blocks_of
from newscrawl.extract.clutter import clutter
from newscrawl.extract.document import Document, load_json
from newscrawl.extract.see_also import see_also_blocks
from newscrawl.extract.text import key

# 1.1 MB was the largest state of 330 pages; the whole of a page's are read up to this many characters.
_LARGEST = 4_000_000
_NODES = 200_000
# Values tried in one script: each costs at most one reading of the rest.
_TRIES = 20
_VALUE = re.compile(r"(?:[=(,:]|^)\s{0,20}(?=[{\[])|JSON\.parse\(\s{0,20}(?=\")", re.MULTILINE)
_WHOLE = 300
_NAME = 10
_PIECE_KEYS = ("text", "html", "content", "value", "body", "paragraph", "data", "model", "children", "items", "blocks")
_TYPE_KEYS = ("type", "kind", "_type", "__typename", "tag", "component", "blockType", "nodeType", "name")
_PIECE_DEPTH = 8
_NO_TEXT = ("script", "style", "svg", "figure", "figcaption", "aside", "table", "iframe", "button")
_CAPTION = re.compile(r"(?:^|[\s_-])(?:caption|credit|copyright)(?:$|[\s_-])", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"(?:\$\$|\[\[|\{\{|%%)[^\s]{1,60}(?:\$\$|\]\]|\}\}|%%)")
_DECODER = json.JSONDecoder(strict=False)
# Of what code is full: one in fifty characters is in no article.
_CODE = ("{", "}", "[", "]", "\\", "=", "|", ";", "_", '":')
# How many levels above the text the object may lie that is named like the page.
_NEAR = 3


def state_paragraphs(document: Document, titles: Iterable[str], known: Iterable[str]) -> list[str]:
    """The paragraphs of the longest text that belongs to this page, none where there is no such text.

    A text belongs to it where an object around it holds one of the headline's forms `titles`, or where it contains one
    of the texts `known` of this article: its beginning in the tree, its description. All as `key`.
    """
    named, beginnings = frozenset(titles), [text for text in known if len(text) >= 30]
    best: list[str] = []
    longest = _WHOLE
    for data in _values(document):
        for text, near in _texts(data, named):
            if len(text) <= longest or not (near or any(known in key(text) for known in beginnings)):
                continue
            lines = _paragraphs(text)
            if (length := sum(map(len, lines))) > longest:
                best, longest = lines, length
    return best


def _values(document: Document) -> Iterator[Any]:
    """The JSON values in the page's scripts, JSON-LD apart."""
    left = _LARGEST
    for script in document.root.iter("script"):
        text, kind = script.text or "", (script.get("type") or "").lower()
        if len(text) < _WHOLE or "ld+json" in kind or len(text) > left:
            continue
        left -= len(text)
        if "json" in kind:
            yield load_json(text)
        elif not kind or "javascript" in kind or kind == "module":
            yield from _embedded(text)


def _embedded(text: str) -> Iterator[Any]:
    position = 0
    for _ in range(_TRIES):
        found = _VALUE.search(text, position)
        if found is None:
            return
        try:
            value, position = _DECODER.raw_decode(text, found.end())
        except (ValueError, RecursionError):
            position = found.end() + 1
            continue
        yield load_json(value) if isinstance(value, str) else value


def _texts(data: Any, named: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """Texts in a value as HTML, whole or joined from a list of pieces, and whether the page's headline is near."""
    stack: list[tuple[Any, int]] = [(data, 0)]
    for _ in range(_NODES):
        if not stack:
            return
        node, near = stack.pop()
        if isinstance(node, str):
            if len(node) > _WHOLE:
                yield node, near > 0
            continue
        if isinstance(node, dict):
            if _is_named(node, named):
                near = _NEAR + 1
            elif "headline" in node or "title" in node:
                near = 0
            stack.extend((value, near - 1) for value in node.values() if isinstance(value, str | list | dict))
        elif isinstance(node, list):
            if joined := _joined(node):
                yield joined, near > 0
            # A list counts as no level: its items are what the object above is about.
            stack.extend((value, near) for value in node if isinstance(value, str | list | dict))


def _is_named(node: dict[str, Any], named: frozenset[str]) -> bool:
    """Whether an object holds the headline, which the page's titles may lengthen by the site's name."""
    texts = [key(value) for value in node.values() if isinstance(value, str) and _NAME <= len(value) <= _WHOLE]
    return any(len(text) >= _NAME and title.startswith(text) for text in texts for title in named)


def _joined(items: list[Any]) -> str | None:
    """The text of a list of paragraphs as HTML; None where it is something else, such as a list of articles."""
    if len(items) < 2 or not all(isinstance(item, str | dict) for item in items):
        return None
    dicts = [item for item in items if isinstance(item, dict)]
    if any(not any(name in item for name in _TYPE_KEYS) for item in dicts):
        return None
    pieces = [item if isinstance(item, str) else _piece(item) for item in items]
    return "".join(f"<p>{piece}</p>" for piece in pieces if piece)


def _piece(item: dict[str, Any]) -> str:
    """The text of one paragraph object: what it holds under the usual names, in order."""
    found: list[str] = []
    stack: list[tuple[Any, int]] = [(item, 0)]
    while stack and len(found) < 1000:
        node, depth = stack.pop()
        if isinstance(node, str):
            found.append(node)
        elif depth < _PIECE_DEPTH and isinstance(node, list):
            stack.extend((value, depth + 1) for value in reversed(node))
        elif depth < _PIECE_DEPTH and isinstance(node, dict) and not _is_link_to_article(node):
            held = [node[name] for name in _PIECE_KEYS if node.get(name)]
            stack.extend((value, depth + 1) for value in held[:1])
    return "".join(found)


def _is_link_to_article(node: dict[str, Any]) -> bool:
    return ("title" in node or "headline" in node) and ("url" in node or "slug" in node or "href" in node)


def _paragraphs(text: str) -> list[str]:
    if "<" not in text:
        lines = (" ".join(line.split()) for line in text.splitlines())
        return [line for line in lines if line and not _is_code(line)]
    try:
        root = lxml.html.fragment_fromstring(text, create_parent="div")
    except (etree.LxmlError, ValueError):
        return []
    for element in [
        *root.iter(*_NO_TEXT),
        *(e for e in root.iter("div", "p", "span") if _CAPTION.search(e.get("class") or "")),
        *clutter(root),
        *see_also_blocks(root),
    ]:
        if element.getparent() is not None:
            element.drop_tree()
    texts = (block.text for block in blocks_of(root))
    return [text for text in texts if not _is_code(text) and not _PLACEHOLDER.fullmatch(text)]


def _is_code(text: str) -> bool:
    """Whether a text is data or a script rather than words."""
    return sum(map(text.count, _CODE)) > len(text) / 50
