"""Whether the gazetteer's lists are sound: what is wrong in them, and what is worth a second look."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from newscrawl.plaintext import plain
from newscrawl.trace.gazetteer import FREE_CASE, Gazetteer, build

# ISO 3166-1, two letters each.
_CODES = (
    "ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCR"
    "CUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHU"
    "IDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQ"
    "MRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSI"
    "SJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSYEYTZAZMZW"
)
_COUNTRIES = frozenset(_CODES[i : i + 2] for i in range(0, len(_CODES), 2))
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_KINDS = {"agency": ("news", "photo", "unnamed"), "publisher": ("publisher",)}
_TYPES: dict[str, type] = {
    **dict.fromkeys(("id", "name", "country", "language", "kind"), str),
    **dict.fromkeys(("aliases", "short", "hosts"), list),
    **dict.fromkeys(("ambiguous", "lone"), bool),
}
# Of a script with upper and lower case: shorter names are initials, parties, places and words.
_LEAST = 4

SECTIONS = ("agency", "publisher")
"""Keys under which a file holds its entries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something about an entry, or about a file as a whole."""

    file: str
    entry: str | None
    """Its id."""
    line: int | None
    """Where the entry begins."""
    said: str
    name: str | None = None
    """The name that a problem of the two kinds below is about."""
    kind: str = "wrong"
    """`wrong` must be repaired. `shared` and `short` are legal and worth a look: a name of several entries, and a name
    of few letters that counts wherever a credit may stand."""


@dataclass(frozen=True, slots=True)
class _Row:
    """An entry as a file holds it."""

    file: str
    section: str
    values: Mapping[str, Any]
    line: int | None

    @property
    def ident(self) -> str:
        return str(self.values.get("id", "?"))

    def listed(self, key: str) -> list[str]:
        found = self.values.get(key, [])
        return [v for v in found if isinstance(v, str)] if isinstance(found, list) else []

    def names(self) -> list[str]:
        """All names that are looked for in a text; an agency's name proper is only if it is also an alias."""
        own = [self.values.get("name")] if self.section == "publisher" else []
        return [n for n in (*own, *self.listed("aliases"), *self.listed("short")) if isinstance(n, str)]

    def is_exact(self, name: str) -> bool:
        """Whether a name counts in this letter case alone."""
        return self.needs_context(name) or len(name) < FREE_CASE

    def needs_context(self, name: str) -> bool:
        return name in self.listed("short") or self.values.get("ambiguous") is True

    def problem(self, said: str, kind: str = "wrong", name: str | None = None) -> Problem:
        return Problem(file=self.file, entry=self.ident, line=self.line, said=said, kind=kind, name=name)


def check(files: Mapping[str, str]) -> tuple[Problem, ...]:
    """Every problem of the lists, given as TOML text by file name, in the files' order."""
    problems: list[Problem] = []
    rows: list[_Row] = []
    for file, text in files.items():
        try:
            table = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as err:
            problems.append(Problem(file=file, entry=None, line=None, said=f"is no TOML: {err}"))
            continue
        problems += (Problem(file=file, entry=None, line=None, said=said) for said in _of_table(table))
        rows += _rows(file, text, table)
    for row in rows:
        problems += map(row.problem, _of_row(row))
        problems += _short(row)
    for rule in (_ids, _hosts, _shared):
        problems += rule(rows)
    order = list(files)
    return tuple(sorted(problems, key=lambda p: (order.index(p.file), p.line or 0)))


def built(files: Mapping[str, str]) -> Gazetteer:
    """The gazetteer of lists that `check` finds nothing wrong in."""
    tables = [tomllib.loads(text) for text in files.values()]
    versions = [t["version"] for t in tables]
    agencies, publishers = ([row for t in tables for row in t.get(section, ())] for section in SECTIONS)
    return build(
        {"version": versions[0], "agency": agencies}, {"version": "+".join(versions[1:]), "publisher": publishers}
    )


def _of_table(table: Mapping[str, Any]) -> Iterator[str]:
    if not isinstance(table.get("version"), str) or not table["version"]:
        yield 'has no version = "…"'
    for key in table:
        if key not in (*SECTIONS, "version"):
            yield f"has an unknown key {key!r}"
    for section in SECTIONS:
        found = table.get(section, [])
        if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
            yield f"{section!r} is no list of tables"


def _rows(file: str, text: str, table: Mapping[str, Any]) -> Iterator[_Row]:
    lines: dict[str, list[int]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if found := re.match(r"""\s*(?:\{\s*)?id\s*=\s*["']([^"']*)["']""", line):
            lines.setdefault(found[1], []).append(number)
    for section in SECTIONS:
        found = table.get(section)
        for values in found if isinstance(found, list) else ():
            if isinstance(values, dict):
                at = lines.get(str(values.get("id")), [])
                # An id given twice has two lines, in the order of its entries.
                yield _Row(file, section, values, at.pop(0) if len(at) > 1 else at[0] if at else None)


def _of_row(row: _Row) -> Iterator[str]:
    """What is wrong with an entry by itself."""
    for key, value in row.values.items():
        if key not in _TYPES:
            yield f"unknown field {key!r}"
        elif not isinstance(value, _TYPES[key]):
            yield f"{key} must be {_WORDS[_TYPES[key]]}"
        elif isinstance(value, list) and not all(isinstance(v, str) for v in value):
            yield f"{key} must hold nothing but texts"
    for key in ("id", "name"):
        if not row.values.get(key):
            yield f"has no {key}"
    yield from _of_fields(row)
    yield from _of_names(row)


_WORDS = {str: "a text", list: "a list", bool: "true or false"}


def _of_fields(row: _Row) -> Iterator[str]:
    values = row.values
    checks: tuple[tuple[str, Callable[[str], object], str], ...] = (
        ("id", _ID.fullmatch, "lower-case words of a-z and digits, joined by hyphens"),
        ("country", _COUNTRIES.__contains__, "an ISO 3166-1 code such as DE (GB, not UK)"),
        ("language", _LANGUAGE.fullmatch, "a lower-case ISO 639 code such as de"),
        ("kind", _KINDS[row.section].__contains__, f"one of {', '.join(_KINDS[row.section])}"),
    )
    for key, is_right, wanted in checks:
        value = values.get(key)
        if isinstance(value, str) and value and not is_right(value):
            yield f"{key} {value!r} is not {wanted}"
    for host in row.listed("hosts"):
        if not _HOST.fullmatch(host) or host.startswith("www."):
            yield f"host {host!r} is not a lower-case name such as example.org, without scheme, www. and path"


def _of_names(row: _Row) -> Iterator[str]:
    names = row.names()
    if row.section == "agency" and not names:
        yield "has neither aliases nor short names, so that nothing finds it"
    for name in dict.fromkeys((*names, str(row.values.get("name", "")))):
        if not name and name in names:
            yield "holds an empty name"
        if name and (name != plain(name).strip() or name != unicodedata.normalize("NFC", name)):
            yield f"the name {name!r} has needless white space, control characters or letters not composed (NFC)"
        if len(name) == 1:
            yield f"the name {name!r} is a single character"
    for name in dict.fromkeys(n for n in names if names.count(n) > 1):
        yield f"holds the name {name!r} twice"
    for host in dict.fromkeys(h for h in row.listed("hosts") if row.listed("hosts").count(h) > 1):
        yield f"holds the host {host!r} twice"


def _short(row: _Row) -> Iterator[Problem]:
    for name in row.names():
        if len(name) < _LEAST and name.lower() != name.upper() and not row.needs_context(name):
            said = f"the name {name!r} counts wherever a credit may stand: can it mean nothing else?"
            yield row.problem(said, "short", name)


def _ids(rows: list[_Row]) -> Iterator[Problem]:
    seen: dict[str, _Row] = {}
    for row in rows:
        first = seen.setdefault(row.ident, row)
        if first is not row:
            yield row.problem(f"the id is taken by {_where(first)}")


def _hosts(rows: list[_Row]) -> Iterator[Problem]:
    seen: dict[str, _Row] = {}
    for row in rows:
        for host in dict.fromkeys(row.listed("hosts")):
            first = seen.setdefault(host, row)
            if first is not row:
                yield row.problem(f"the host {host!r} is owned by {_where(first)}")


def _shared(rows: list[_Row]) -> Iterator[Problem]:
    """Names that one text may mean for several entries: of equal letters, where both must be of one letter case."""
    seen: dict[str, list[tuple[_Row, str]]] = {}
    for row in rows:
        for name in dict.fromkeys(row.names()):
            owners = seen.setdefault(name.lower(), [])
            others = [
                r for r, n in owners if r is not row and (n == name or not (r.is_exact(n) and row.is_exact(name)))
            ]
            if others:
                first = f"; it means {others[0].ident}, which stands first" if row.section == others[0].section else ""
                yield row.problem(
                    f"shares the name {name!r} with {', '.join(map(_where, others))}{first}", "shared", name
                )
            owners.append((row, name))


def _where(row: _Row) -> str:
    return f"{row.ident} ({row.file}{f':{row.line}' if row.line else ''})"
