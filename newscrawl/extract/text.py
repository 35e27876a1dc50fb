"""Texts compared and cut: small helpers that several readers of a page share."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_NO_WORD = bytes(code for code in range(128) if not chr(code).isalnum())
# Longer texts are whole pages, folded once and not worth their memory.
_REMEMBERED = 4000
_TAG = re.compile(r"<[^<>]{1,500}>")


def squeeze(text: str) -> str:
    """Entities that were escaped twice resolved, white space normalised."""
    if "&" in text:
        text = html.unescape(text)
    return " ".join(text.split())


def plain(text: str) -> str:
    """`squeeze` for declared texts, which may hold markup."""
    return squeeze(_TAG.sub(" ", html.unescape(text)) if "<" in text or "&" in text else text)


def key(text: str) -> str:
    """What two spellings of the same text share: letters and digits, compatibility forms and case folded."""
    # Every line of a page is folded: bytes are four times as fast as a regular expression.
    if text.isascii():
        return text.encode().lower().translate(None, _NO_WORD).decode()
    return _remembered(text) if len(text) <= _REMEMBERED else _folded(text)


def _folded(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


# A line of the text is folded by each of the readers that compare it: nine times in ten it was folded before.
_remembered = lru_cache(2048)(_folded)


def visible(text: str) -> str:
    """Without soft hyphens, zero-width spaces and direction marks."""
    return text if text.isascii() else _INVISIBLE.sub("", text)
