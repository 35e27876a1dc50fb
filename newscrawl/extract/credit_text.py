"""Where the credit begins and ends in a caption's text."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from newscrawl.extract.datetext import parse_time

# "Foto: dpa", "© AFP", "(AP Photo/X)", "Quelle: …" and their like in the languages of the credit catalogue.
_LABEL = (
    r"(?:fotos?|photos?|bild(?:er|rechte|quelle|nachweis)?|symbol(?:bild|foto)|archiv(?:bild|foto)|grafik|quelle|"
    r"photograph(?:er|s)?|fotograf(?:ie|ía|a|ia)?|fot|picture|image|pic|credits?|crédits?(?:\s+photo)?|imagen|source|"
    r"copyright|image\s+(?:copyright|credit|source)|photo\s+credit|rechte|фото|снимка|zdj(?:ęcie)?|fotoğraf|kuva|kép|"
    r"φωτο(?:γραφία)?|φωτ|illustration|obr|bron|kilde|写真|사진(?:\s*(?:출처|제공))?|图片来源|图|kollage|collage|коллаж|isithombe)"
)
_LABELLED = re.compile(
    rf"(?:^|(?<=[\s.,;|/(\[–—-]))(?:{_LABEL}\s*[:：=©]|[©ⓒ]|\(c\)\s|(?-i:Copyright|©\s*Copyright)\s+(?-i:[A-ZÄÖÜ]))\s*\S",
    re.IGNORECASE,
)
_BY = re.compile(r"\(?(?<!\w)(?:photo|picture|image|foto)\s+(?:by|von|de|par|av|af)\s+(?-i:[A-ZÀ-Ž])", re.IGNORECASE)
_PARENS = re.compile(r"[(（\[]([^()（）\[\]]{2,120})[)）\]][.\s]*$")
_NAME = r"[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯΑ-Ω][\w.'’&@-]*"
_LINK = r"(?:de|van|der|von|del|la|di|da|for|the|of|via|pool|alliance)"
_FIRST = re.compile(rf"(?:{_NAME}|picture|dpa|epa|epd|ddp|imago|stock\.adobe\.com)")
_LATER = re.compile(rf"(?:{_NAME}|{_LINK})")
_SLASH = re.compile(r"\s*[/|]\s*")
_SEPARATOR = re.compile(r"\s*[,/|–]\s*|\s-\s")
_END = re.compile(r"[.!?…\"”“»）)]\s+|\s[–—|-]\s|[.!?]\s?(?=[A-ZÀ-Ž])")
_TIME = re.compile(r"\d{1,2}:\d\d|\b(?:19|20)\d\d\b|^\d")
_NO_CREDIT = re.compile(
    r"^(?:(?:symbol|archiv)(?:bild|foto)s?|file(?: photo)?|archive|[rlm]|links|rechts|left|right|center|autoplay)$",
    re.I,
)
_ONLY_LABEL = re.compile(rf"^(?:{_LABEL}|[©ⓒ]|\(c\))?\s*[:：=©]*$", re.IGNORECASE)
_TAKEN = re.compile(r"[（(＝]([^＝、。（）()\s\d]{1,20}撮影)[）)]?$")
_TRAILING = " |–—-/,;([【（"


@dataclass(frozen=True, slots=True)
class Cut:
    """Spans of caption and credit in one text; None where there is none."""

    caption: tuple[int, int] | None
    credit: tuple[int, int] | None


@cache
def _sources() -> frozenset[str]:
    data = tomllib.loads(resources.files("newscrawl.extract").joinpath("data/image_sources.toml").read_text("utf-8"))
    return frozenset(data["names"])


def is_chain(text: str) -> bool:
    """Whether a text is a list of names parted by slashes, as in "KCNA/Reuters"; not "dpa/gem" with house initials."""
    text = text.strip(" ()").replace("\u200b", "")
    parts = _SLASH.split(text)
    return len(text) <= 120 and len(parts) >= 2 and all(map(_is_name, parts))


def _is_name(part: str) -> bool:
    """Whether a part of a credit is one name: capitalised words, with "van", "for" and the like between them."""
    # Word by word, as one pattern for all of it backtracks without end on long lists.
    words = part.split()
    return bool(words) and bool(_FIRST.fullmatch(words[0])) and all(_LATER.fullmatch(word) for word in words[1:])


def may_be_credit(text: str) -> bool:
    """Whether the text of an element marked as credit can be one: names somebody, and is no date and no bare label."""
    text = text.strip()
    if _ONLY_LABEL.match(text) or _NO_CREDIT.match(text.strip(" ().:")) or sum(char.isalpha() for char in text) < 2:
        return False
    return not (re.match(r"^\d", text) and (parse_time(text) or _TIME.search(text)))


def is_label(text: str) -> bool:
    """Whether a text is nothing but a word for a picture, as in "Image"."""
    return _ONLY_LABEL.match(text.strip()) is not None


def reads_as_names(text: str) -> bool:
    """Whether a whole text can be nothing but names of photographers and agencies."""
    text = text.strip().replace("\u200b", "")
    if not text or len(text) > 90 or _NO_CREDIT.match(text) or _TIME.search(text) or parse_time(text):
        return False
    if text in _sources() or is_chain(text):
        return True
    if any(text.endswith(source) and text[: -len(source)].endswith((" ", "/", "-", "–")) for source in _sources()):
        return all(map(_is_name, _SEPARATOR.split(text))) or text.count(" ") <= 5
    return all(map(_is_name, _SEPARATOR.split(text))) and 2 <= len(text.split()) <= 4


def are_names(text: str) -> bool:
    """Whether a text is one name or several, be they single words."""
    text = text.strip()
    if _NO_CREDIT.match(text) or _TIME.search(text) or parse_time(text):
        return False
    return all(map(_is_name, _SEPARATOR.split(text)))


def cut_credit(text: str) -> Cut:
    """Part a caption from the credit in it: a label, trailing parentheses, or names after the last sentence."""
    return (
        _labelled(text)
        or _in_parentheses(text)
        or _japanese(text)
        or _after_sentence(text)
        or Cut((0, len(text)), None)
    )


def is_credit_line(text: str) -> bool:
    """Whether a whole paragraph is a labelled image credit, as in "Image: Name" or "Foto: dpa"."""
    cut = _labelled(text) if len(text) <= 90 else None
    return cut is not None and cut.caption is None and not text.rstrip(")").endswith((".", "!", "?"))


def labelled_credit(text: str) -> tuple[int, int] | None:
    """The span of a credit that a label or parentheses with a known source mark, for texts that are no captions."""
    if cut := _labelled(text):
        return cut.credit
    found = _PARENS.search(text)
    return found.span(1) if found and (is_chain(found[1]) or found[1].strip() in _sources()) else None


def _labelled(text: str) -> Cut | None:
    starts = [m.start() for pattern in (_LABELLED, _BY) for m in pattern.finditer(text) if len(text) - m.start() <= 160]
    if not starts:
        return None
    start = min(starts)
    end = len(text)
    before = text[:start]
    if text[start] in "([" or before.endswith(("(", "[", "（")):
        start += text[start] in "(["
        closing = re.search(r"[)\]）][.\s]*$", text)
        end = closing.start() if closing else end
    credit = text[start:end].rstrip()
    return Cut(_span(text, len(before)), (start, start + len(credit))) if may_be_credit(credit) else None


def _in_parentheses(text: str) -> Cut | None:
    found = _PARENS.search(text)
    if not found:
        return None
    before = text[: found.start()].rstrip()
    if not before and text[0] in "(（[" and are_names(found[1]):
        return Cut(None, found.span(1))
    # Behind a sentence's end there is nothing left to explain: what stands in parentheses is its source.
    if before.endswith((".", "!", "?", "”", "…")) and are_names(found[1]):
        return Cut(_span(text, found.start()), found.span(1))
    if not reads_as_names(found[1]):
        return None
    known = is_chain(found[1]) or found[1].strip() in _sources() or "/" in found[1]
    # "… in Berlin. Vorname Name (dpa)": the photographer stands before the agency's parentheses.
    ends = [m.end() for m in _END.finditer(before)]
    if known and ends and reads_as_names(before[ends[-1] :]):
        return Cut(_span(text, ends[-1]), (ends[-1], len(text.rstrip())))
    # One plain name is as often a place or a person shown as a credit.
    if not known and not any(source in found[1] for source in _sources()):
        return None
    return Cut(_span(text, found.start()), found.span(1))


def _japanese(text: str) -> Cut | None:
    """ "caption＝ＡＰ", "caption（代表撮影）": the source behind a full-width equals sign, or with "taken by"."""
    if taken := _TAKEN.search(text):
        return Cut(_span(text, taken.start()), taken.span(1))
    found = re.search(r"＝([^＝、。（）\s]{2,20})[）)]?$", text)
    # The same sign introduces times and the photographer's position.
    if found is None or re.search(r"\d", found[1]):
        return None
    return Cut(_span(text, found.start()), found.span(1))


def _after_sentence(text: str) -> Cut | None:
    if reads_as_names(text) and (is_chain(text) or text.strip() in _sources()):
        return Cut(None, (0, len(text)))
    for found in reversed(list(_END.finditer(text))):
        tail = text[found.end() :].rstrip(" .")
        if len(tail) > 90:
            break
        if reads_as_names(tail) and not text.rstrip().endswith("!"):
            # A sentence's last name would end in a full stop; a credit does not.
            if text.rstrip().endswith(".") and not (is_chain(tail) or tail in _sources()):
                continue
            return Cut(_span(text, found.start() + 1), (found.end(), found.end() + len(tail)))
    return None


def _span(text: str, end: int) -> tuple[int, int] | None:
    kept = text[:end].rstrip(_TRAILING)
    return (0, len(kept)) if kept.strip() else None
