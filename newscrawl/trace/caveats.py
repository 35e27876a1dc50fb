"""Sentences by which a text limits what it says: not verified, not clear, denied, no comment, corrected.

A copy that leaves them out claims more than its original did. The words are those of `data/caveats.toml`, by language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from newscrawl.trace.tables import table

_PLAIN = str.maketrans("’ʼ", "''")
_BEFORE = " \t([*_—–-•"


class CaveatKind(StrEnum):
    UNVERIFIED = "unverified"
    """The newsroom could not check it, or nobody has confirmed it."""
    UNCLEAR = "unclear"
    """What is not known is said."""
    REPLY = "reply"
    """The other side was asked, or denies."""
    CORRECTION = "correction"
    """The publisher says what was wrong, or that the text changed."""


@dataclass(frozen=True, slots=True)
class Caveat:
    kind: CaveatKind
    words: str
    """As they stand in the sentence."""


def caveat(sentence: str, language: str | None) -> Caveat | None:
    """What limits this sentence, the first of the kinds; none in languages without a list ("en", "pt-BR", …)."""
    said = sentence.translate(_PLAIN).lstrip(_BEFORE)
    cut = len(sentence) - len(said)
    for kind, pattern in _patterns((language or "").partition("-")[0].lower()):
        if found := pattern.search(said):
            return Caveat(kind, sentence[cut:][slice(*found.span("words"))])
    return None


@lru_cache(maxsize=64)
def _patterns(language: str) -> tuple[tuple[CaveatKind, re.Pattern[str]], ...]:
    lists = table("caveats")
    known = ((kind, lists[kind].get(language)) for kind in CaveatKind)
    return tuple((kind, _pattern(phrases)) for kind, phrases in known if phrases)


def _pattern(phrases: list[str]) -> re.Pattern[str]:
    # The longest way of saying it comes first.
    ways = "|".join(_way(phrase) for phrase in sorted(phrases, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?P<words>{ways})(?!\w)", re.IGNORECASE)


def _way(phrase: str) -> str:
    words = r"\s+".join(re.escape(word).replace(r"\*", r"\w*") for word in phrase.removeprefix("^").split())
    # "Correction:" is one, "a market correction" is none.
    return rf"\A{words}" if phrase.startswith("^") else words
