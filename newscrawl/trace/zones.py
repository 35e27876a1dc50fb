"""What an element's tag, class, id and item property say of its place on the page."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import ahocorasick

from newscrawl.trace.tables import table


class Zone:
    """Parts of a page as bits; an element has those of its ancestors too.

    Plain integers: an IntFlag cost two thirds of the walk's time.
    """

    NAVIGATION = 1
    FOOTER = 2
    TEASER = 4
    COMMENTS = 8
    CAPTION = 16
    CREDIT = 32
    BYLINE = 64
    SOURCE = 128
    HEADING = 256
    FIGURE = 512
    ARTICLE = 1024

    OUTSIDE = NAVIGATION | FOOTER | TEASER | COMMENTS
    PICTURE = CAPTION | FIGURE


_NAMED = {
    "navigation": Zone.NAVIGATION,
    "footer": Zone.FOOTER,
    "teaser": Zone.TEASER,
    "comments": Zone.COMMENTS,
    "caption": Zone.CAPTION,
    "credit": Zone.CREDIT,
    "byline": Zone.BYLINE,
    "source": Zone.SOURCE,
}
ZONE_OF_TAG = {
    "article": Zone.ARTICLE,
    "main": Zone.ARTICLE,
    "nav": Zone.NAVIGATION,
    "aside": Zone.TEASER,
    "figcaption": Zone.CAPTION,
    "figure": Zone.FIGURE,
    "h1": Zone.HEADING,
    "h2": Zone.HEADING,
    "h3": Zone.HEADING,
    "h4": Zone.HEADING,
}
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_MODIFIER = re.compile(r"--[\w-]+")
_PICTURE = re.compile("image|picture|photo|foto|bild(?!er)")
_NO_LETTER = re.compile(r"[^a-z]+")


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[dict[str, int], dict[str, int], re.Pattern[str], Any]:
    """Whole words, parts of compounds, one pattern for all of these parts, and an automaton over both."""
    data = table("layout")
    words: dict[str, int] = {}
    inside: dict[str, int] = {}
    for name, zone in _NAMED.items():
        for word in data[name]["words"]:
            words[word] = words.get(word, 0) | zone
        for part in data[name]["inside"]:
            inside[part] = inside.get(part, 0) | zone
    automaton = ahocorasick.Automaton()
    for known in (*words, *inside):
        automaton.add_word(known, known)
    automaton.make_automaton()
    return words, inside, re.compile("|".join(map(re.escape, sorted(inside, key=len, reverse=True)))), automaton


def zone_of_name(name: str) -> int:
    """What a class attribute, an id or an item property says of its element."""
    zone = 0
    for token in name.split():
        zone |= _zone_of_token(token)
    return zone


@lru_cache(maxsize=16384)
def _zone_of_token(token: str) -> int:
    words, inside, pattern, automaton = _vocabulary()
    zone = 0
    if "--" in token:
        token = _MODIFIER.sub("", token)
    letters = _NO_LETTER.sub("", token.lower())
    # Most names of classes and ids hold none of the words; telling so costs a fifth of reading them.
    if next(automaton.iter(letters), None) is None:
        return 0
    for word in _WORD.findall(token):
        zone |= words.get(word.lower(), 0)
    for part in pattern.findall(letters):
        zone |= inside[part]
    # "teaser-image" of an article is the picture it is teased with; a card is told by the names around it.
    if zone & Zone.TEASER and _PICTURE.search(letters):
        zone &= ~Zone.TEASER
    return zone
