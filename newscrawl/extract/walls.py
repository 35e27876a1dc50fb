"""Pages that stand in an article's place: consent walls and block pages, told by their own words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from newscrawl.extract.blocks import TextBlock
from newscrawl.extract.declared import Declared
from newscrawl.extract.document import Document, text_of
from newscrawl.items import PageType, Sign

_KINDS = (("block", PageType.BLOCK_PAGE), ("consent", PageType.CONSENT_WALL))
# Characters of the page and of its text beyond which it is no wall; consent walls may list purposes and partners.
_LONGEST_PAGE, _LONGEST_TEXT = 8000, 5000
# With less text a block page's title alone tells: a challenge has hardly any words of its own.
_BARE = 600
# Shares of the text's characters: in lines that hold any word of walls, and in lines that begin as a wall's.
_WORDS, _LINES, _LINES_OF_ARTICLES = 0.7, 0.25, 0.6

# The site's name before or behind a title.
_SITE = (r"(?:.{1,40}\s[-–|·]\s)?", r"(?:\s[-–|·]\s.{1,40})?")


@cache
def _data() -> dict[str, Any]:
    """The phrases of `data/walls.toml`."""
    return tomllib.loads(resources.files("newscrawl.extract").joinpath("data/walls.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class _Phrases:
    titles: re.Pattern[str]
    lines: tuple[re.Pattern[str], ...]
    title_tells: bool
    """Whether its title is enough where the page has hardly any words: "Welcome to …" is not."""


@cache
def _phrases(kind: str) -> _Phrases:
    said = _data()[kind]
    titles = re.compile(
        _SITE[0] + f"(?:{'|'.join(f'(?:{title})' for title in said['titles'])})" + _SITE[1], re.IGNORECASE
    )
    lines = tuple(re.compile(line, re.IGNORECASE) for line in said["lines"])
    return _Phrases(titles, lines, title_tells=kind == "block")


def find_wall(
    document: Document, declared: Declared, body: str, blocks: Sequence[TextBlock]
) -> tuple[PageType, tuple[Sign, ...]] | None:
    """What the page is instead of an article, with the lines that say so; None where it is no wall.

    A wall is a short page whose text is its own: most of it speaks of cookies, robots and the like, and several lines
    begin as walls' do, or its title is a wall's. An article about cookies has other sentences; a banner beside an
    article is no part of `body`. A page that declares an article must say much more.
    """
    if len(body) > _LONGEST_TEXT or sum(len(block.text) for block in blocks) > _LONGEST_PAGE:
        return None
    shown = [block.text for block in blocks]
    titles = [title for title in (_window(document), *(text_of(h) for h in document.root.iter("h1"))) if title]
    if not _has_word("\n".join(shown).lower()) and not any(_phrases("block").titles.fullmatch(t) for t in titles):
        return None
    lines = body.splitlines() if len(body) >= 80 else shown
    whole = sum(map(len, lines))
    # Cheaper than to look for how lines begin: most short articles end here.
    if whole > _BARE // 3 and sum(len(line) for line in lines if _has_word(line.lower())) < _WORDS / 2 * whole:
        return None
    article = declared.article is not None or declared.first("article:published_time") is not None
    for kind, page_type in _KINDS:
        if said := _said(_phrases(kind), titles, lines, article):
            return page_type, tuple(_sign(kind, line, document, blocks) for line in said)
    return None


def _said(phrases: _Phrases, titles: Sequence[str], lines: Sequence[str], article: bool) -> list[str]:
    """The lines, or the title, that tell a wall; none where it is no wall."""
    title = next((title for title in titles if phrases.titles.fullmatch(title.strip())), None)
    found = [(line, _which(phrases, line)) for line in lines]
    hits = {which: line for line, which in reversed(found) if which is not None}
    whole = sum(map(len, lines))
    told = bool(hits) or (phrases.title_tells and whole <= _BARE)
    if title and not article and told and _mostly(found, whole):
        return [title, *reversed(hits.values())]
    covered = sum(len(line) for line, which in found if which is not None)
    enough = _LINES_OF_ARTICLES if article else _LINES
    if len(hits) >= 2 and covered >= enough * whole and _mostly(found, whole):
        return [*reversed(hits.values())]
    return []


def _mostly(lines: Sequence[tuple[str, int | None]], whole: int) -> bool:
    """Whether lines of walls, or with a word of theirs, are most of the text, or the text is next to nothing."""
    spoken = sum(len(line) for line, which in lines if which is not None or _has_word(line.lower()))
    return whole <= _BARE // 3 or spoken >= _WORDS * whole


def _which(phrases: _Phrases, line: str) -> int | None:
    line = line.lstrip(" •-–·*")
    return next((i for i, pattern in enumerate(phrases.lines) if pattern.match(line)), None)


def _has_word(lowered: str) -> bool:
    return any(word in lowered for word in _data()["words"])


def _window(document: Document) -> str:
    title = document.root.find("head/title")
    return text_of(title) if title is not None else ""


def _sign(kind: str, line: str, document: Document, blocks: Sequence[TextBlock]) -> Sign:
    place = next((document.locate(block.element) for block in blocks if block.text == line), "")
    return Sign(rule=f"{kind}-phrase", quote=line[:200], locator=place)
