"""Credit chains: "KCNA/Reuters", "CNN, via AFP", "Mikhail Sinitsyn/TASS/dpa/picture alliance", "dpa/gem"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from newscrawl.items import CreditName, Role
from newscrawl.trace import gazetteer, phrases
from newscrawl.trace.gazetteer import Entry, Mention

_SEPARATOR = re.compile(r"[/|,;:•·&+()\[\]（）【】「」《》、，；：|－＝=]+|\s[-–—]+\s|[–—]|\.(?=\s|$)")
_INITIALS = re.compile(r"[a-zäöüß]{2,5}")
# Numbers, dates and hosts beside a name: "19.11.21", "6月18日", "ntv.de".
_HANDLE = re.compile(r"[\d.:/-]{1,20}|\d{1,2}h\d{2}|[\d年月日時分秒时]{2,20}|[\w-]+(?:\.[\w-]+){1,3}")
_WORD_BEFORE = re.compile(r"([A-ZÀ-ÞА-Я]\w+) $")
_WORD_AFTER = re.compile(r" ([A-ZÀ-ÞА-Я]\w+)")
_LONGER_NAME = re.compile(r" of (?:the )?[A-Z]")
_LETTERS = re.compile(r"[^\W\d_]+")
_PARTICLES = frozenset({"van", "von", "al", "bin", "del", "dos", "da", "du"})
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"), " ")


@dataclass(frozen=True, slots=True)
class Chain:
    """The names of a credit in order, and what was found among them."""

    names: tuple[CreditName, ...]
    agencies: tuple[Entry, ...]
    publishers: tuple[Entry, ...]
    pure: bool
    """Everything in the text is a name, initials, a place or a connective: the text is a credit and nothing else."""
    certain: bool
    """At least one name stands for nothing but an agency or a publisher."""


_NOTHING = Chain((), (), (), pure=False, certain=False)


@dataclass(slots=True)
class _Piece:
    text: str
    entry: Entry | None = None
    via: bool = False
    publisher: bool = False


# Several rules read the same line.
@lru_cache(maxsize=512)
def parse_chain(text: str, *, photo: bool, most: int = 160) -> Chain:
    """Names in the text of a credit; `photo` decides the roles. Never pure where the text is longer than `most`."""
    text = " ".join(text.translate(_INVISIBLE).split())
    pieces: list[_Piece] = []
    pure, certain, end = len(text) <= most, False, 0
    mentions = gazetteer.load().find(text)
    if not mentions and not photo:
        return _NOTHING
    # "Fonte: Agência Brasil - Foto: Jo Weber": what follows is the picture's.
    if not photo and (":" in text or "：" in text) and (picture := phrases.load().then_picture.search(text)):
        return parse_chain(text[: picture.start()], photo=False, most=most)
    for mention in mentions:
        agency = mention.agency()
        entry = agency or mention.publisher()
        # "CNN Philippines" is not CNN, the "Press Association of Ports" no agency.
        if entry and (_LONGER_NAME.match(text, mention.end) if entry.is_agency else _inside_name(text, mention)):
            continue
        pure &= _gap(text[end : mention.start], pieces)
        via = _ends_via(text[end : mention.start])
        if via and not photo and not pieces and (name := _before_via(text[end : mention.start])):
            pieces.append(_Piece(name, publisher=True))
        pieces.append(_Piece(text[mention.start : mention.end], entry, via))
        certain |= not mention.ambiguous
        end = mention.end
    pure &= _gap(text[end:], pieces, last=True)
    pure = pure and (photo or not _says_picture(text))
    agencies = tuple(dict.fromkeys(p.entry for p in pieces if p.entry and p.entry.is_agency))
    publishers = tuple(dict.fromkeys(p.entry for p in pieces if p.entry and not p.entry.is_agency))
    return Chain(_roles(pieces, photo), agencies, publishers, pure and bool(agencies or publishers), certain)


def _says_picture(text: str) -> bool:
    """True for "avec photos AFP", "AFP pic", "Grafik: APA", which credit no text; "Text und Bild: dpa" does."""
    known = phrases.load()
    words = {w.lower() for w in _LETTERS.findall(text)}
    ends = any(text.endswith(w) for w in known.pictures if w[0] >= "\u2e80")
    return bool(ends or words & known.pictures) and not words & known.texts


def _inside_name(text: str, mention: Mention) -> bool:
    """True where a publisher's name is a part of a longer one: "News Nation Bureau", "CNN Philippines"."""
    known = phrases.load()
    before, after = _WORD_BEFORE.search(text[: mention.start]), _WORD_AFTER.match(text[mention.end :])
    words = [m[1].lower() for m in (before, after) if m]
    return any(w not in known.connectives and w not in known.furniture and w not in known.via for w in words)


def _ends_via(gap: str) -> bool:
    words = gap.lower().split()
    return bool(words) and words[-1].strip("(/") in phrases.load().via


def _before_via(gap: str) -> str | None:
    """ "KVELLER via JTA": whoever stands before "via" published it, known or not."""
    words = gap.split()[:-1]
    name = " ".join(words).strip(" ,/(")
    return name if 1 <= len(words) <= 4 and len(name) > 2 and all(_capital(w) for w in name.split()) else None


def _gap(gap: str, pieces: list[_Piece], *, last: bool = False) -> bool:
    """Add the names between two known names; False where the gap holds words that no credit has."""
    known = phrases.load()
    pure = True
    parts = _SEPARATOR.split(gap)
    # Initials are parted from a name by more than a space: "dpa/gem", but "says Reuters", "AP was there".
    beside = {0} if pieces and parts[0].strip() else set()
    if not last and parts[-1].strip():
        beside.add(len(parts) - 1)
    for number, part in enumerate(parts):
        words = part.strip(" .\"'“”„»«*©ⓒ™®_").split()
        while words and words[0].lower() in known.connectives:
            words.pop(0)
        while words and words[-1].lower() in known.connectives:
            words.pop()
        words = [w for w in words if w.lower().strip(".-") not in known.furniture and not _HANDLE.fullmatch(w)]
        if not words:
            continue
        if number not in beside and _INITIALS.fullmatch(words[0]) and len(words) <= 2:
            # "dpa/gem", "Reuters/kra Frankfurt"
            pieces.append(_Piece(words.pop(0)))
        if not words:
            continue
        if _capitalised(words, known.connectives):
            # A single word beside an agency is a place ("AFP, MANILA").
            if 2 <= len(words) <= 6:
                pieces.append(_Piece(" ".join(words)))
        else:
            pure = False
    return pure


def _capitalised(words: list[str], connectives: frozenset[str]) -> bool:
    """True for names of persons and places: every word begins with a capital, particles aside.

    Scripts without capitals say less: there only few and short words are a name.
    """
    uncased = [w for w in words if w[0].isalpha() and w[0].upper() == w[0].lower()]
    if len(words) > 8 or (uncased and (len(words) > 3 or any(w[0] >= "\u2e80" and len(w) > 5 for w in uncased))):
        return False
    return all(w.lower() in connectives or w.lower() in _PARTICLES or _capital(w) for w in words)


def _capital(word: str) -> bool:
    return any(part[:1].isalpha() and not part[:1].islower() for part in word.split("-"))


def _roles(pieces: list[_Piece], photo: bool) -> tuple[CreditName, ...]:
    names = []
    producer = False
    for piece in pieces:
        entry = piece.entry
        if piece.publisher:
            role, producer = Role.PUBLISHER, True
        elif entry is None:
            role = Role.HOUSE if _INITIALS.fullmatch(piece.text) else Role.PHOTOGRAPHER if photo else Role.AUTHOR
        elif producer and (photo or piece.via):
            role = Role.DISTRIBUTOR
        elif entry.is_agency:
            role, producer = Role.PRODUCER, True
        else:
            role, producer = Role.PUBLISHER, True
        names.append(
            CreditName(
                name=piece.text,
                role=role,
                agency=entry.id if entry and entry.is_agency else None,
                publisher=entry.id if entry and not entry.is_agency else None,
            )
        )
    return tuple(names)
