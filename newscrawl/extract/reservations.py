"""What a site says of text and data mining, in each of the ways that it can: as statements, which are kept as evidence.

A statement is `tdm-reservation: 1 (header)`, `noai (meta robots)`, `tdm-reservation: 0 (tdmrep.json)`. Sources: the TDM
Reservation Protocol of the W3C's community group (header, meta element, file of the host), and the words `noai` and
`noimageai` among the directives for robots, which no standard defines and many sites write.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from newscrawl.extract.document import Document

FILE = "/.well-known/tdmrep.json"
_AGENT = "newscrawl"
_TDM = "tdm-reservation"
_WORDS = ("noai", "noimageai")
# The nearer to the text the stronger, as the protocol has it.
_PLACES = ("meta", "header", "tdmrep.json")
# Of one file: it is asked for of every host, and looked through for every page.
_MAX_RULES, _MAX_PATTERN = 1_000, 2_000


def in_headers(headers: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The statements of an answer's headers, given as name and value."""
    found: list[str] = []
    for name, value in headers:
        if name.lower() == _TDM:
            found += _tdm(value, "header")
        elif name.lower() == "x-robots-tag":
            found += _words(value, "X-Robots-Tag")
    return tuple(dict.fromkeys(found))


def in_page(document: Document) -> tuple[str, ...]:
    """The statements of a page's meta elements."""
    found: list[str] = []
    for meta in document.root.iter("meta"):
        name, value = (meta.get("name") or "").strip().lower(), meta.get("content") or ""
        if name == _TDM:
            found += _tdm(value, "meta")
        elif name in ("robots", _AGENT):
            found += _words(value, f"meta {name}")
    return tuple(dict.fromkeys(found))


def read_file(body: bytes) -> tuple[tuple[str, bool], ...]:
    """The rules of a host's file: pattern and whether it reserves; none where it can't be read."""
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        return ()
    rules = given if isinstance(given, list) else []
    return tuple(_rules(rules[:_MAX_RULES]))


def in_file(rules: Iterable[tuple[str, bool]], path: str) -> tuple[str, ...]:
    """The statement of the first rule that matches a path with its query."""
    value = next((reserves for pattern, reserves in rules if _matches(pattern, path)), None)
    return () if value is None else (f"{_TDM}: {int(value)} (tdmrep.json)",)


def reserves_text(statements: Sequence[str]) -> bool:
    """Whether a text may not be mined: by the nearest statement of the protocol, or by `noai`."""
    if any(statement.startswith("noai ") for statement in statements):
        return True
    for place in _PLACES:
        said = [s for s in statements if s.startswith(_TDM) and s.endswith(f"({place})")]
        if said:
            return f"{_TDM}: 1 ({place})" in said
    return False


def reserves_pictures(statements: Sequence[str]) -> bool:
    """Whether pictures may not be mined."""
    return reserves_text(statements) or any(statement.startswith("noimageai ") for statement in statements)


def _tdm(value: str, place: str) -> Iterator[str]:
    if value.strip() in ("0", "1"):
        yield f"{_TDM}: {value.strip()} ({place})"


def _words(value: str, place: str) -> Iterator[str]:
    """`noai` and `noimageai` for everybody or for us: `otherbot: noai, noimageai` is said to another one."""
    ours = True
    for piece in value.lower().split(","):
        agent, parted, word = piece.rpartition(":")
        if parted:
            ours = agent.strip() in ("*", _AGENT)
        if ours and word.strip() in _WORDS:
            yield f"{word.strip()} ({place})"


def _rules(given: list[Any]) -> Iterator[tuple[str, bool]]:
    for rule in given:
        if isinstance(rule, dict) and isinstance(rule.get("location"), str):
            value = rule.get(_TDM)
            if value in (0, 1, "0", "1"):
                yield rule["location"][:_MAX_PATTERN], int(value) == 1


def _matches(pattern: str, path: str) -> bool:
    """As in robots.txt: from the start, `*` for anything, `$` for the end. Linear, unlike an expression made of it."""
    whole = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if not others:
        return path == first if whole else True
    last = others.pop() if whole else ""
    place = len(first)
    for piece in others:
        found = path.find(piece, place)
        if found < 0:
            return False
        place = found + len(piece)
    return path.endswith(last) and len(path) - len(last) >= place
