"""What people type into a search field, as terms; whatever it is, it is no syntax to the database.

`word`, `"a phrase"`, `-without`, `-"without a phrase"`, `begin*`. All terms but those with a minus must be found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from newscrawl.errors import NewscrawlError
from newscrawl.plaintext import plain

# Longer questions are no questions of people, and each term costs time.
_CHARACTERS = 1_000
_TERMS = 32
_TERM = re.compile(r'(?P<minus>(?:(?<=\s)|^)-)?(?:"(?P<phrase>[^"]*)(?:"|$)|(?P<word>[^\s"]+))(?P<star>(?<=")\*)?')


class NoWords(NewscrawlError):
    """Nothing can be looked for; the message says what to give."""


@dataclass(frozen=True, slots=True)
class Term:
    """One word, or several that stand side by side; it holds no quotation mark, and a letter or digit at least."""

    text: str
    prefix: bool = False
    """Whether the last word may go on."""


@dataclass(frozen=True, slots=True)
class Words:
    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...] = ()

    @property
    def fts5(self) -> str:
        """The question in the syntax of SQLite's FTS5."""
        wanted = " AND ".join(_quoted(term) for term in self.wanted)
        if not self.unwanted:
            return wanted
        return f"({wanted}) NOT ({' OR '.join(_quoted(term) for term in self.unwanted)})"


def parse(typed: str) -> Words:
    """The terms of a question. Raises NoWords where there is none that must be found."""
    wanted: list[Term] = []
    unwanted: list[Term] = []
    # What is far too long is not even made plain.
    for found in _TERM.finditer(plain(typed[: 10 * _CHARACTERS])[:_CHARACTERS]):
        said = found["phrase"] if found["phrase"] is not None else found["word"]
        prefix = bool(found["star"]) or said.endswith("*")
        term = Term(" ".join(said.rstrip("*").split()), prefix)
        if any(map(_is_letter, term.text)):
            (unwanted if found["minus"] else wanted).append(term)
    if not wanted:
        raise NoWords('nothing to look for: give a word, such as bridge, "a phrase", or begin*')
    return Words(tuple(wanted[:_TERMS]), tuple(unwanted[:_TERMS]))


def _is_letter(char: str) -> bool:
    # Of the signs below À, databases take only these for parts of words.
    return char.isalnum() and (char.isascii() or char >= "\u00c0")


def _quoted(term: Term) -> str:
    return f'"{term.text}"*' if term.prefix else f'"{term.text}"'
