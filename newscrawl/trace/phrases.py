"""The phrases of `data/phrases.toml`, compiled once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import ahocorasick

from newscrawl.trace.tables import table

# "You can read the original article on The Name of a Newspaper here" and its like.
_LONGEST_LINK = 120


@dataclass(frozen=True, slots=True)
class Notice:
    rule: str
    pattern: re.Pattern[str]
    translation: bool
    hints: tuple[str, ...]
    """Lower-case parts of words, one of which stands in everything the pattern matches: cheap to look for."""

    def may_match(self, lowered: str) -> bool:
        return any(hint in lowered for hint in self.hints)


@dataclass(frozen=True)
class Phrases:
    version: str
    byline_label: re.Pattern[str]
    source_label: re.Pattern[str]
    source_open: frozenset[str]
    source_linked: frozenset[str]
    photo_label: re.Pattern[str]
    connectives: frozenset[str]
    via: frozenset[str]
    furniture: frozenset[str]
    pictures: frozenset[str]
    then_picture: re.Pattern[str]
    texts: frozenset[str]
    trailers: re.Pattern[str]
    dateline_endings: dict[str, str]
    signs_nothing: re.Pattern[str]
    biography: re.Pattern[str]
    desk: re.Pattern[str]
    contributed_after: re.Pattern[str]
    contributed_before: re.Pattern[str]
    contributed_anywhere: re.Pattern[str]
    cited_before: re.Pattern[str]
    cited_beside: re.Pattern[str]
    cited_after: re.Pattern[str]
    persons: frozenset[str]
    reported: re.Pattern[str]
    outlet_longest: int
    self_names: frozenset[str]
    other_subject: re.Pattern[str]
    own_subject: re.Pattern[str]
    notices: tuple[Notice, ...]
    notices_before: tuple[Notice, ...]
    _spoken: Any = field(repr=False)
    translation: re.Pattern[str]
    original_links: frozenset[str]
    original_line: re.Pattern[str]
    see_also: re.Pattern[str]
    title_longest: int
    social: frozenset[str]
    inside: frozenset[str]
    no_names: frozenset[str]

    def spoken(self, text: str) -> frozenset[str]:
        """Which of `notice`, `translation`, `contribution` and `desk` a text may be, by the words in it.

        One pass, where each of their patterns would try all its phrases at every letter.
        """
        return frozenset().union(*(forms for _, forms in self._spoken.iter(text.lower())))

    def says_original(self, line: str) -> bool:
        """Whether a line says that it leads to the original, and nothing else."""
        return len(line) <= _LONGEST_LINK and self.original_line.match(plain(line)) is not None


def plain(text: str) -> str:
    """A link's text in lower case, without arrows, brackets and full stops around it."""
    return text.lower().replace("’", "'").strip(" .:›»→[]()!…|<>-–—*")


def any_of(words: Iterable[str]) -> str:
    """An alternation, longest first; a word edge where the phrase begins or ends with a letter of a spaced script."""
    return "|".join(_edged(word) for word in sorted(set(words), key=len, reverse=True))


def _edged(word: str) -> str:
    def spaced(char: str) -> bool:
        return char.isalpha() and char < "\u2e80"

    return (r"\b" if spaced(word[0]) else "") + re.escape(word) + (r"\b" if spaced(word[-1]) else "")


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _notices(rows: Iterable[dict[str, Any]]) -> tuple[Notice, ...]:
    return tuple(
        Notice(r["rule"], _compile(r["pattern"]), r.get("translation", False), tuple(r["hints"])) for r in rows
    )


def _original_line(data: dict[str, list[str]]) -> re.Pattern[str]:
    name, after = any_of(data["name"]), any_of(data["after"])
    with_before = rf"(?:{any_of(data['before'])})\s*(?:{name}|{any_of(data['short'])})(?:\s*(?:{after}))?"
    return _compile(rf"^(?:{with_before}|(?:{name})(?:\s*(?:{after}))?)(?:\s+(?:{any_of(data['by'])})\s+\S.{{1,40}})?$")


def _automaton(data: dict[str, Any]) -> Any:
    words: dict[str, frozenset[str]] = {}
    lists = {
        "notice": [hint for row in (*data["notice"], *data["notice_before"]) for hint in row["hints"]],
        "translation": data["translation"]["notices"],
        "contribution": [phrase for phrases in data["contribution"].values() for phrase in phrases],
        "desk": data["desk"]["reuters"],
    }
    for form, phrases in lists.items():
        for phrase in map(str.lower, phrases):
            words[phrase] = words.get(phrase, frozenset()) | {form}
    automaton = ahocorasick.Automaton()
    for word, forms in words.items():
        automaton.add_word(word, forms)
    automaton.make_automaton()
    return automaton


@lru_cache(maxsize=1)
def load() -> Phrases:
    """The phrases that ship with the package."""
    data = table("phrases")
    labels, chain = data["labels"], data["chain"]
    return Phrases(
        version=data["version"],
        byline_label=_compile(rf"^[\s|•·(]*(?:{any_of(labels['byline'])})\s*[:：]?\s*"),
        source_label=_compile(rf"^[\s|•·(（【\[]*({any_of(labels['source'])})\s*(?:[:：•]|(?<=from)|(?<=de))\s*"),
        source_open=frozenset(labels["source_open"]),
        source_linked=frozenset(labels["source_linked"]),
        photo_label=_compile(
            rf"^[\s|•·(（\[]*(?:{any_of(labels['photo'])}|\w{{2,20}}(?:bild|foto)\b(?=\s*[:：]))\s*(?:by\b)?[:：/=＝.]?\s*"
        ),
        connectives=frozenset(chain["connectives"]),
        via=frozenset(chain["via"]),
        furniture=frozenset((*chain["furniture"], *chain["pictures"])),
        pictures=frozenset(chain["pictures"]),
        then_picture=_compile(rf"(?<=\w)[\s/|,;(–-]{{1,4}}(?:{any_of(chain['pictures'])})\s?[:：]"),
        texts=frozenset(chain["texts"]),
        trailers=_compile(rf"(?:[\s,]{{1,3}}(?:{any_of(chain['trailers'])}))+\s*$"),
        dateline_endings=dict(data["dateline"]["endings"]),
        signs_nothing=_compile(
            rf"{any_of(data['closing']['statements'])}|^\W{{0,3}}(?:{any_of(data['closing']['lists'])})\s?[:：]"
        ),
        biography=_compile(any_of(data["byline"]["biography"])),
        desk=_compile(any_of(data["desk"]["reuters"])),
        contributed_after=_compile(any_of(data["contribution"]["after"])),
        contributed_before=_compile(rf"(?:^|[(.!?—–*_/|-])\W{{0,3}}(?:{any_of(data['contribution']['before'])})"),
        contributed_anywhere=_compile(any_of(data["contribution"]["anywhere"])),
        cited_before=_compile(any_of(data["cited"]["before"])),
        cited_beside=_compile(rf"(?:{any_of(data['cited']['beside'])})\s?$"),
        cited_after=_compile(any_of(data["cited"]["after"])),
        persons=frozenset(data["cited"]["persons"]),
        reported=_compile(rf"^\W*(?:{any_of(data['cited']['reported'])})"),
        outlet_longest=data["outlet"]["longest"],
        self_names=frozenset(data["self"]["names"]),
        other_subject=_compile(any_of(data["subjects"]["other"])),
        own_subject=_compile(any_of(data["subjects"]["own"])),
        notices=_notices(data["notice"]),
        notices_before=_notices(data["notice_before"]),
        _spoken=_automaton(data),
        translation=_compile(any_of(data["translation"]["notices"])),
        original_links=frozenset(data["original"]["links"]),
        original_line=_original_line(data["original"]),
        see_also=_compile(rf"^\W*(?:{any_of(data['see_also']['phrases'])})"),
        title_longest=data["title"]["longest"],
        inside=frozenset(data["names"]["inside"]),
        no_names=frozenset(data["names"]["none"]),
        social=frozenset(data["social"]["hosts"]),
    )
