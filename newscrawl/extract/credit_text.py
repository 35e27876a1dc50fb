"""Where the credit begins and ends in a caption's text."""

from __future__ import annotations

import re
from dataclasses import dataclass

# "Foto: dpa", "© AFP", "(AP Photo/X)", "Quelle: …" and their like in the languages of the credit catalogue.
_LABEL = (
    r"(?:fotos?|photos?|bild(?:er|rechte|quelle|nachweis)?|symbol(?:bild|foto)|archiv(?:bild|foto)|grafik|quelle|photograph(?:er|s)?|"
    r"fotograf(?:ie|ía|a|ia)?|fot|picture|image|pic|credit|crédits?(?:\s+photo)?|imagen|foto\s+de|source|copyright|"
    r"image\s+copyright|rechte|фото|снимка|zdj(?:ęcie)?|fotoğraf|kuva|kép|φωτο(?:γραφία)?|φωτ|illustration|obr|bron|kilde|"
    r"写真|사진|图片来源|图|video)"
)
_LABELLED = re.compile(
    rf"(?:^|(?<=[\s.,;|/(\[–—-]))(?:{_LABEL}\s*(?:by\b|[:：=/©])|[©ⓒ]|\(c\)\s|credit\s*:)\s*\S", re.IGNORECASE
)
_BY = re.compile(r"\(?(?:photo|picture|image|foto)\s+(?:by|von|de|par|av|af)\s+\S", re.IGNORECASE)
_PARENS = re.compile(r"[(（\[]([^()（）\[\]]{2,120})[)）\]][.\s]*$")
_NAME = r"[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯΑ-Ω][\w.'’&-]*"
_CHAIN = re.compile(rf"^(?:{_NAME}|[a-z]{{2,10}})(?:\s+{_NAME}|\s+(?:de|van|der|von|del|la|di|da|for|the|of|via|pool))*"
                    rf"(?:\s*[/|]\s*(?:{_NAME}|[a-z]{{2,12}})(?:\s+{_NAME}|\s+(?:de|van|der|von|del|la|via|alliance))*)+$")  # fmt: skip
_BARE = re.compile(rf"^(?:{_NAME})(?:[\s,/|–-]+(?:{_NAME}|via|von|de|for|/))*$")
_AGENCY_TAIL = re.compile(rf"(?:(?<=[.!?…\"”“»])|(?<=\s[–—|-]))\s+((?:{_NAME}[ /|,–-]{{1,3}}){{0,5}}{_NAME})\.?$")
_TIME = re.compile(r"^\d|\d\d:\d\d|\b(?:19|20)\d\d\b$")


@dataclass(frozen=True, slots=True)
class Cut:
    """Spans of caption and credit in one text; None where there is none."""

    caption: tuple[int, int] | None
    credit: tuple[int, int] | None


def is_chain(text: str) -> bool:
    """Whether a text is a list of names parted by slashes, as in "KCNA/Reuters"."""
    return len(text) <= 120 and bool(_CHAIN.match(text.strip(" ()").replace("\u200b", "")))


def is_credit(text: str) -> bool:
    """Whether a whole text reads as an image credit: a label and a name, or a chain of names."""
    text = text.strip()
    return is_chain(text) or bool(len(text) <= 150 and (_LABELLED.match(text) or _BY.match(text)))


def cut_credit(text: str) -> Cut:
    """Part a caption from the credit in it: a label, trailing parentheses, or names after the last sentence."""
    labelled = [m.start() for m in (*_LABELLED.finditer(text), *_BY.finditer(text)) if len(text) - m.start() <= 160]
    if labelled:
        at = labelled[0] - (text[: labelled[0]].endswith(("(", "[")))
        start, end = labelled[0], len(text.rstrip(" )].")) if text[at] in "([" else len(text)
        return Cut(_span(text, 0, at), (start + text[start:].startswith("("), end))
    if found := _PARENS.search(text):
        inner = found[1].strip()
        if (_BARE.match(inner) or is_chain(inner)) and not _TIME.search(inner):
            return Cut(_span(text, 0, found.start()), found.span(1))
    if is_chain(text):
        return Cut(None, (0, len(text)))
    if (found := _AGENCY_TAIL.search(text)) and len(found[1]) <= 60 and not _TIME.search(found[1]):
        return Cut(_span(text, 0, found.start()), found.span(1))
    return Cut((0, len(text)), None)


def _span(text: str, start: int, end: int) -> tuple[int, int] | None:
    kept = text[start:end].rstrip(" |–—-/,;([")
    return (start, start + len(kept)) if kept.strip() else None
