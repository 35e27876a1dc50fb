"""Who bylines name, part by part: people with their roles, agencies, outlets, desks and initials."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from newscrawl.extract.authors import PREFIX, is_no_name
from newscrawl.extract.text import key, plain
from newscrawl.items import Author, AuthorKind
from newscrawl.trace import gazetteer
from newscrawl.trace.tables import table

_LONGEST, _MOST = 200, 30
_BRACKETS = re.compile(r"[(\[（【]([^()\[\]（）【】]{1,60})[)\]）】]")
_SPLIT = re.compile(
    r"\s*(?:[;|•·/／、]|,\s?(?!(?:jr|sr|ph\.?d|md|dr)\b)|\s(?:and|und|et|y|e|en|och|og|i|sowie)\s|\s[–—-]\s)\s*",
    re.IGNORECASE,
)
# Two to five words of a name: capitals, initials, particles.
_WORD = (
    r"(?:[^\W\d_a-zß-öø-ÿ][\w'’.-]*|(?:van|von|de|der|den|del|della|di|da|dos|du|la|le|el|al|bin|ben|zu|af|ter|y|e)\b)"
)
_PERSON = re.compile(
    rf"(?!(?:[Tt]he|THE|Der|Die|Das|El|Les)\b)(?:(?:Dr|Prof|Mag|Ing|Sir|Dame)\.? )*{_WORD}(?: {_WORD}){{1,4}}"
)
_UNCASED = re.compile(r"[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af·]{2,12}")
_LAST_FIRST = re.compile(r"[^\W\d_][\w'’-]+, [^\W\d_][\w'’-]+")
_HOST = re.compile(r"(?:www\.)?[\w-]{2,}(?:\.[\w-]+)*\.[a-z]{2,10}", re.IGNORECASE)
_INITIALS = re.compile(r"[a-zäöü]{2,4}\.?|[a-zäöü]{1,3}[./][a-zäöü]{1,3}|[A-ZÄÖÜ]{2,3}")


def authors_of(bylines: Iterable[str], site_name: str | None = None) -> tuple[Author, ...]:
    """The parts of bylines as written, in order, each name once.

    "Von Max Muster, Korrespondent in Berlin (dpa)" is a person with a role, and an agency. A role belongs to the person
    before it, or to the name behind it. What is neither is kept as `unknown`, and nothing is left out but separators.
    """
    found: dict[str, Author] = {}
    for byline in bylines:
        for author in _parts(plain(byline)[:_LONGEST], key(site_name or "")):
            known = found.setdefault(key(author.name), author)
            if known.role is None and author.role is not None:
                found[key(author.name)] = replace(known, role=author.role)
    return tuple(found.values())[:_MOST]


def _parts(byline: str, site: str) -> Iterator[Author]:
    person: Author | None = None
    for part in _texts(PREFIX.sub("", byline)):
        author, role = _read(part, site)
        if author is None:
            # A role alone belongs to whom it follows.
            if person is not None:
                said = f"{person.role}, {role}" if person.role else role
                person = replace(person, role=said)
            continue
        if person is not None:
            yield _whole(person, byline)
        person = replace(author, role=role)
    if person is not None:
        yield _whole(person, byline)


def _whole(author: Author, byline: str) -> Author:
    """The author with the agency that the role names: "AP Auto Writer"."""
    mentions = gazetteer.load().find(author.role) if author.role and author.agency is None else ()
    agency = next((found for m in mentions if (found := m.agency())), None)
    return replace(author, byline=byline, agency=agency.id if agency else author.agency)


def _texts(byline: str) -> Iterator[str]:
    """The parts of a byline, what stands in brackets behind the part that it follows."""
    end = 0
    for found in _BRACKETS.finditer(byline):
        yield from _split(byline[end : found.start()])
        yield from _split(found[1])
        end = found.end()
    yield from _split(byline[end:])


def _split(text: str) -> Iterator[str]:
    # A name with a comma or stroke of its own is known as a whole: "Press Association/AP Wire" is not.
    whole = _LAST_FIRST.fullmatch(text.strip()) or is_no_name(text.strip()) or gazetteer.load().named(text)
    for part in [text] if whole else _SPLIT.split(text):
        before, joined, agency = _with_agency(part)
        for piece in (before, agency) if joined else (part,):
            piece = piece.strip(" ,;:–—-•·/.") if len(piece) > 3 else piece.strip()
            if key(piece):
                yield piece


def _with_agency(part: str) -> tuple[str, bool, str]:
    """ "Le Figaro avec AFP" as two; one where what stands behind the word is no known name."""
    for found in _data().joint.finditer(part):
        if gazetteer.load().named(part[found.end() :]):
            return part[: found.start()], True, part[found.end() :]
    return part, False, ""


def _read(part: str, site: str) -> tuple[Author | None, str | None]:
    """Whom a part names, with the role that stands beside the name; a role alone has no author."""
    data = _data()
    if (mention := gazetteer.load().named(part)) is not None and (entry := mention.agency() or mention.publisher()):
        kind = AuthorKind.AGENCY if entry.is_agency else AuthorKind.OUTLET
        ids = {"agency" if entry.is_agency else "publisher": entry.id}
        return Author(name=part, kind=kind, **ids), None
    if site and key(part) == site:
        return Author(name=part, kind=AuthorKind.OUTLET), None
    if data.desk.fullmatch(part):
        return Author(name=part, kind=AuthorKind.DESK), None
    if glued := data.glued.search(part):
        name = part[: glued.start()] + part[glued.end() :]
        role = glued[1] or glued[2]
        return (Author(name=name.strip(), kind=AuthorKind.PERSON), role) if key(name) else (None, role)
    if role := data.role.search(part):
        before, behind = part[: role.start()].strip(" -"), part[role.end() :].strip(" -")
        if behind and _PERSON.fullmatch(behind):
            return Author(name=behind, kind=AuthorKind.PERSON), part[: role.end()]
        if before and _PERSON.fullmatch(before) and len(before.split()) == 2:
            return Author(name=before, kind=AuthorKind.PERSON), part[len(before) :].strip()
        return None, part
    return Author(name=part, kind=_kind(part)), None


def _kind(part: str) -> AuthorKind:
    if is_no_name(part):
        return AuthorKind.UNKNOWN
    if _HOST.fullmatch(part):
        return AuthorKind.OUTLET
    if _INITIALS.fullmatch(part):
        return AuthorKind.INITIALS
    if _PERSON.fullmatch(part) or _LAST_FIRST.fullmatch(part) or _UNCASED.fullmatch(part):
        return AuthorKind.PERSON
    return AuthorKind.UNKNOWN


class _Data:
    def __init__(self, said: dict[str, Any]) -> None:
        glued = "|".join(map(re.escape, said["glued_roles"]))
        self.role = re.compile(rf"(?<!\w)(?:{'|'.join(f'(?:{r})' for r in said['roles'])})(?!\w)", re.IGNORECASE)
        self.glued = re.compile(rf"\s?({glued})$|^({glued})\s?[:：]?\s?")
        self.desk = re.compile("|".join(f"(?:{d})" for d in said["desks"]), re.IGNORECASE)
        self.joint = re.compile(rf"(?:^|\s)(?:{'|'.join(said['with'])})\s+", re.IGNORECASE)


@cache
def _data() -> _Data:
    return _Data(table("authors"))
