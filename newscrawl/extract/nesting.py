"""Pages that nest deeper than the parser reads on: it stops at 256 levels and drops everything below and after."""

from __future__ import annotations

import re
from collections import Counter

_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:-]*+)(?:\"[^\"]*\"|'[^']*'|[^<>\"'])*+>")
_RAW = re.compile(r"<(?P<name>script|style|textarea|title)\b.*?</(?P=name)\s*>", re.IGNORECASE | re.DOTALL)
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "wbr"}
)
_KEPT_WHOLE = frozenset({"script", "style", "textarea", "title"})
# One of these ends the one of the same name before it.
_SELF_CLOSING = frozenset({"li", "dt", "dd", "option", "td", "th", "tr"})
_BLOCKS = frozenset(
    {"div", "table", "ul", "ol", "dl", "section", "article", "main", "body", "form", "blockquote", "aside"}
)


def flatten(html: str, deepest: int) -> str:
    """The page with the tags below level `deepest` left out and their text kept.

    Linear, and nothing here recurses. Levels are counted from the source, where unclosed tags count until a block
    around them ends, so the tree becomes at most as deep.
    """
    pieces: list[str] = []
    levels = _Levels(deepest)
    position, unclosed = 0, set[str]()
    while found := _TAG.search(html, position):
        pieces.append(html[position : found.start()])
        position = found.end()
        name = found["name"].lower()
        begins_raw = name in _KEPT_WHOLE and not found["end"] and name not in unclosed
        raw = _RAW.match(html, found.start()) if begins_raw else None
        if begins_raw and raw is None:
            unclosed.add(name)  # by no later tag either
        if raw is not None:
            pieces.append(raw[0])
            position = raw.end()
        elif name == "p":
            # Paragraphs never nest: the parser ends one where the next begins.
            pieces.append(found[0])
        else:
            keeps = name in _VOID or (levels.close(name) if found["end"] else levels.open(name))
            pieces.append(found[0] if keeps else " ")
    pieces.append(html[position:])
    return "".join(pieces)


class _Levels:
    """Open tags, also those left out."""

    def __init__(self, deepest: int) -> None:
        self.deepest = deepest
        self.names: list[str] = []
        self.counts: Counter[str] = Counter()

    def open(self, name: str) -> bool:
        """Account for a start tag; whether it stays."""
        if name in _SELF_CLOSING and self.names and self.names[-1] == name:
            return len(self.names) <= self.deepest
        self.names.append(name)
        self.counts[name] += 1
        return len(self.names) <= self.deepest

    def close(self, name: str) -> bool:
        """Account for an end tag; whether it stays. Only a block's end closes what is still open inside."""
        if not self.counts[name] or (name not in _BLOCKS and self.names[-1] != name):
            return False
        level = len(self.names)
        while (last := self.names.pop()) != name:
            self.counts[last] -= 1
            level -= 1
        self.counts[name] -= 1
        return level <= self.deepest
