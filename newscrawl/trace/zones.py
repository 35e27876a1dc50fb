"""What an element's tag, class, id and item property say of its place on the page."""

from __future__ import annotations

import re
from functools import lru_cache

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
_NO_LETTER = re.compile(r"[^a-z ]+")


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[dict[str, int], dict[str, int], re.Pattern[str]]:
    """Whole words, parts of compounds, and one pattern for all of these parts."""
    data = table("layout")
    words: dict[str, int] = {}
    inside: dict[str, int] = {}
    for name, zone in _NAMED.items():
        for word in data[name]["words"]:
            words[word] = words.get(word, 0) | zone
        for part in data[name]["inside"]:
            inside[part] = inside.get(part, 0) | zone
    return words, inside, re.compile("|".join(map(re.escape, sorted(inside, key=len, reverse=True))))


@lru_cache(maxsize=16384)
def zone_of_name(name: str) -> int:
    """What a class attribute, an id or an item property says of its element."""
    words, inside, pattern = _vocabulary()
    zone = 0
    name = _MODIFIER.sub("", name)
    for word in _WORD.findall(name):
        zone |= words.get(word.lower(), 0)
    for part in pattern.findall(_NO_LETTER.sub("", name.lower())):
        zone |= inside[part]
    return zone
