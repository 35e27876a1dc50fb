"""The known agencies and publishers, and where their names stand in a text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import ahocorasick

from newscrawl.trace.tables import table

# Shorter names are words, initials or parties too often when their letter case is free.
FREE_CASE = 5
# Endings that Russian and Ukrainian add to a name: "Интерфаксу", "Укринформом".
_CYRILLIC_ENDINGS = frozenset({"а", "у", "е", "и", "ы", "ю", "я", "ом", "ой", "ем"})
# A short name glued to one of these is no name: "A$AP", "BNPP.PA", "FF.AA."
_GLUE = "$.&@#_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An agency or a publisher."""

    id: str
    name: str
    aliases: tuple[str, ...]
    short: tuple[str, ...] = ()
    """Aliases that also mean something else."""
    country: str | None = None
    language: str | None = None
    """Of an agency only where it shares a name with another's ("CNA"): pages in it mean this one."""
    hosts: tuple[str, ...] = ()
    kind: str = "publisher"
    """`news`, `photo`, `unnamed` for agencies; `publisher`."""
    ambiguous: bool = False
    lone: bool = True
    """False where a short name alone on a line is more often something else ("AA", "MAP")."""

    @property
    def is_agency(self) -> bool:
        return self.kind != "publisher"


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at characters [start, end) of a text; several entries may own it."""

    start: int
    end: int
    entries: tuple[Entry, ...]
    ambiguous: bool

    def agency(self) -> Entry | None:
        return next((e for e in self.entries if e.is_agency), None)

    def publisher(self) -> Entry | None:
        return next((e for e in self.entries if not e.is_agency), None)


@dataclass(frozen=True)
class Gazetteer:
    """Both lists and one automaton over their names."""

    version: str
    agencies: tuple[Entry, ...]
    publishers: tuple[Entry, ...]
    _automaton: Any = field(repr=False)
    _hosts: dict[str, Entry] = field(repr=False)
    _ids: dict[str, Entry] = field(repr=False)

    def get(self, ident: str) -> Entry | None:
        """The entry of an id; an agency's where a publisher has the same."""
        return self._ids.get(ident)

    def owner(self, host: str) -> Entry | None:
        """Whose host it is; sub-domains belong to the owner."""
        parts = host.lower().split(".")
        for i in range(len(parts) - 1):
            if found := self._hosts.get(".".join(parts[i:])):
                return found
        return None

    def find(self, text: str) -> tuple[Mention, ...]:
        """Names in a text, leftmost and longest, without overlap. Linear in the text."""
        found: dict[tuple[int, int], list[tuple[str, bool, Entry]]] = {}
        for end, hits in self._automaton.iter(_fold(text)):
            for length, exact, ambiguous, entry in hits:
                start = end - length + 1
                if (exact is None or text[start : end + 1] == exact) and _bounded(text, start, end + 1, ambiguous):
                    found.setdefault((start, end + 1), []).append((entry.id, ambiguous, entry))
        mentions: list[Mention] = []
        for (start, end), owners in sorted(found.items(), key=lambda item: (item[0][0], -item[0][1])):
            if not mentions or start >= mentions[-1].end:
                unique = tuple({(e.kind, e.id): e for _, _, e in owners}.values())
                mentions.append(Mention(start, end, unique, all(a for _, a, _ in owners)))
        return tuple(mentions)

    def named(self, text: str) -> Mention | None:
        """The mention that is the whole text."""
        text = text.strip()
        found = self.find(text)
        return found[0] if found and found[0].start == 0 and found[0].end == len(text) else None


def _fold(text: str) -> str:
    lowered = text.lower()
    # A few letters grow when lowered ("İ"); offsets must stay those of the text.
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


@lru_cache(maxsize=4096)
def _script(char: str) -> str | None:
    """`cjk`, `cyrillic` or `other` for letters and digits, None for everything else."""
    if not char.isalnum():
        return None
    if ord(char) < 0x250:
        return "other"
    name = unicodedata.name(char, "")
    if name.startswith(("CJK", "HIRAGANA", "KATAKANA", "HANGUL")):
        return "cjk"
    return "cyrillic" if name.startswith("CYRILLIC") else "other"


def _bounded(text: str, start: int, end: int, ambiguous: bool) -> bool:
    if start and _joins(text[start], text[start - 1]):
        return False
    if ambiguous and ((start and text[start - 1] in _GLUE) or text[end : end + 1] in ("$", "@")):
        return False
    if end == len(text) or not _joins(text[end - 1], text[end]):
        return True
    return _script(text[end - 1]) == "cyrillic" and end - start >= 4 and _ending(text, end)


def _joins(edge: str, neighbour: str) -> bool:
    """True where two neighbouring characters belong to one word; scripts without spaces join nothing."""
    script = _script(edge)
    return script is not None and script != "cjk" and _script(neighbour) not in (None, "cjk")


def _ending(text: str, end: int) -> bool:
    stop = end
    while stop < len(text) and stop - end < 3 and text[stop].isalpha():
        stop += 1
    return text[end:stop].lower() in _CYRILLIC_ENDINGS


def _entry(row: dict[str, Any], kind: str) -> Entry:
    return Entry(
        id=row["id"],
        name=row["name"],
        aliases=tuple(row.get("aliases", ())),
        short=tuple(row.get("short", ())),
        country=row.get("country"),
        language=row.get("language"),
        hosts=tuple(row.get("hosts", ())),
        kind=row.get("kind", kind),
        ambiguous=row.get("ambiguous", False),
        lone=row.get("lone", True),
    )


def _automaton(entries: Iterable[Entry]) -> Any:
    words: dict[str, list[tuple[int, str | None, bool, Entry]]] = {}
    for entry in entries:
        # An agency's name proper may be a common word ("Andina"): its table says how each name is to be read.
        names = [*entry.aliases, *(() if entry.is_agency else (entry.name,))]
        for alias in dict.fromkeys((*names, *entry.short)):
            ambiguous = alias in entry.short or entry.ambiguous
            exact = alias if ambiguous or len(alias) < FREE_CASE else None
            words.setdefault(_fold(alias), []).append((len(alias), exact, ambiguous, entry))
        for host in entry.hosts:
            words.setdefault(host, []).append((len(host), None, False, entry))
    automaton = ahocorasick.Automaton()
    for word, hits in words.items():
        automaton.add_word(word, tuple(hits))
    automaton.make_automaton()
    return automaton


@lru_cache(maxsize=1)
def load() -> Gazetteer:
    """The gazetteer that ships with the package, read once."""
    return build(table("agencies"), table("publishers"))


def build(agencies: Mapping[str, Any], publishers: Mapping[str, Any]) -> Gazetteer:
    """A gazetteer of the two lists as TOML holds them; raises KeyError where an entry lacks its id or name."""
    news = tuple(_entry(row, "news") for row in agencies["agency"])
    outlets = tuple(_entry(row, "publisher") for row in publishers["publisher"])
    return Gazetteer(
        version=f"{agencies['version']}+{publishers['version']}",
        agencies=news,
        publishers=outlets,
        _automaton=_automaton((*news, *outlets)),
        _hosts={host: e for e in (*outlets, *news) for host in e.hosts},
        _ids={e.id: e for e in (*outlets, *news)},
    )
