"""Caption and credit of one picture: by mark, by label, by place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from newscrawl.extract.credit_text import (
    Cut,
    cut_credit,
    is_credit_line,
    labelled_credit,
    may_be_credit,
    reads_as_names,
)
from newscrawl.extract.document import Document, text_of
from newscrawl.extract.regions import marks
from newscrawl.extract.text import key, squeeze

_CREDIT = re.compile(
    r"(?:^|[\s_-])(?:\w*credits?|\w*copyright\w*|rights?|bildautor|fotocredit|pictsrc|caption[_-]?author|photographer|"
    r"photo[_-]?(?:author|source|by)|(?:image|img|bild|media|figure|figcaption|caption|picture)[_-]*(?:source|author|quelle|rights|by|agency)|"
    r"distributor|attribution|creator|quelle|fotograf|photo-?credits?)(?:$|[\s_-])|(?i:credit|copyright)",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"caption|legend|bildunterschrift|bildtext|(?:image|img|foto|bild)[_-]?(?:text|desc)|photo[_-]?desc|media-+lead|\bbu\b",
    re.IGNORECASE,
)
_ATTRIBUTES = ("data-copyright", "data-credit", "data-caption-credit", "data-attrib", "data-photographer")
_PLAIN_CREDIT = re.compile(r"credit|copyright|caption[_-]?author|source|quelle", re.IGNORECASE)
_NO_TEXT = frozenset({"img", "source", "script", "style", "meta", "svg", "path", "button", "noscript", "picture"})
_LONGEST_CREDIT = 200
LONGEST_CAPTION = 1200
_LONGEST_BESIDE = 400


@dataclass(frozen=True, slots=True)
class Found:
    """A text at its place."""

    text: str
    locator: str


def texts_of(document: Document, holder: etree._Element) -> tuple[Found | None, Found | None]:
    """Caption and credit of a holder."""
    credit_at = credit_of(holder)
    caption_at = caption_of(holder)
    credit = Found(text_of(credit_at), document.locate(credit_at)) if credit_at is not None else None
    if caption_at is None and credit_at is not None and holder.tag != "figure":
        caption_at = _beside(credit_at, holder)
    if caption_at is None or caption_at is credit_at:
        return None, credit or _attribute_credit(document, holder)
    text = text_of(caption_at)
    if len(text) > LONGEST_CAPTION:
        return None, credit or _attribute_credit(document, holder)
    cut = _cut_known(text, credit.text) if credit else cut_credit(text)
    if credit is None and cut.credit is not None:
        credit = Found(text[slice(*cut.credit)], document.locate(caption_at, span=cut.credit))
    caption = None
    if cut.caption is not None and text[slice(*cut.caption)].strip():
        whole = cut.caption == (0, len(text))
        caption = Found(text[slice(*cut.caption)], document.locate(caption_at, span=None if whole else cut.caption))
    return caption, credit or _attribute_credit(document, holder)


def _beside(credit: etree._Element, holder: etree._Element) -> etree._Element | None:
    """The paragraph that stands alone with the picture and its credit: what else would it be than the caption?"""
    others = [e for e in holder.iter("p") if e is not credit and text_of(e) and credit not in e.iterdescendants()]
    return others[0] if credit.tag == "p" and len(others) == 1 and len(text_of(others[0])) <= _LONGEST_BESIDE else None


def _cut_known(text: str, credit: str) -> Cut:
    """Where the caption lies in the text that also holds the credit."""
    at = text.rfind(credit)
    if at < 0 or not credit:
        return Cut((0, len(text)), None)
    before, after = text[:at].rstrip(" |(–—-/"), text[at + len(credit) :]
    if len(before) >= len(after.strip(" |)–—-/.")):
        return Cut((0, len(before)), None) if before else Cut(None, None)
    start = len(text) - len(after.lstrip(" |)–—-/"))
    return Cut((start, len(text)), None)


def credit_of(holder: etree._Element) -> etree._Element | None:
    """The element below a holder that is marked as the credit, or ends the caption with nothing but names."""
    marked = [e for e in holder.iterdescendants() if _marked_credit(e)]
    outer = [e for e in marked if not any(above in marked for above in e.iterancestors())]
    if not outer:
        return _unmarked_credit(holder)
    first = outer[0]
    parent = first.getparent()
    # "Photo by X" and "/Agency" marked apart are one credit.
    if parent is not None and parent is not holder and len(outer) > 1 and outer[1].getparent() is parent:
        together = sum(len(text_of(e)) for e in outer if e.getparent() is parent)
        if len(text_of(parent)) <= min(together + 12, _LONGEST_CREDIT):
            return parent
    return first


def _marked_credit(element: etree._Element) -> bool:
    if not isinstance(element.tag, str) or element.tag in _NO_TEXT:
        return False
    named, itemprop = marks(element), (element.get("itemprop") or "").lower()
    if itemprop in ("caption", "description") or (_CAPTION.search(named) and not _PLAIN_CREDIT.search(named)):
        return False
    small = element.tag in ("small", "cite") and next(element.iterancestors("figcaption"), None) is not None
    if not (_CREDIT.search(named) or itemprop in ("copyrightholder", "credittext", "author", "creator") or small):
        return False
    text = text_of(element)
    return 1 < len(text) <= _LONGEST_CREDIT and may_be_credit(text) and not _inner_caption(element)


def _unmarked_credit(holder: etree._Element) -> etree._Element | None:
    """An element with a label ("Foto: …"), or the last one of a caption where it holds nothing but names."""
    for element in holder.iterdescendants("span", "p", "div", "small", "em", "i", "cite", "figcaption"):
        if len(element) == 0 and is_credit_line(text_of(element)):
            return element
    by_alt = captioned_by_alt(holder)
    for caption in [*holder.iter("figcaption"), *([] if by_alt is None else [by_alt])]:
        inner = [
            e for e in caption.iterdescendants() if isinstance(e.tag, str) and e.tag not in _NO_TEXT and text_of(e)
        ]
        if inner and len(inner[-1]) == 0 and not (inner[-1].tail or "").strip():
            text = text_of(inner[-1])
            if len(text) < len(text_of(caption)) and reads_as_names(text):
                return inner[-1]
    return None


def _inner_caption(element: etree._Element) -> bool:
    return any(_CAPTION.search(marks(inner)) for inner in element.iterdescendants() if isinstance(inner.tag, str))


def caption_of(holder: etree._Element) -> etree._Element | None:
    marked = None
    for element in holder.iterdescendants():
        if not isinstance(element.tag, str) or element.tag in ("img", "button", "script", "style"):
            continue
        itemprop = (element.get("itemprop") or "").lower()
        if itemprop in ("caption", "description") and element.tag != "meta" and text_of(element):
            return element
        own = element.get("class") or ""
        if marked is None and _CAPTION.search(own) and not _CREDIT.search(own) and text_of(element):
            marked = element
    if marked is not None:
        return marked
    figcaption = next((e for e in holder.iter("figcaption") if text_of(e) and not _CREDIT.search(marks(e))), None)
    return figcaption if figcaption is not None else captioned_by_alt(holder)


def captioned_by_alt(holder: etree._Element) -> etree._Element | None:
    """An unmarked paragraph beside the picture that begins with the picture's alternative text."""
    for picture in holder.iter("img", "amp-img"):
        alt = key(picture.get("alt") or "")
        if len(alt) >= 25:
            for element in holder.iter("p", "div", "span"):
                text = text_of(element) if next(element.iterdescendants("img"), None) is None else ""
                if len(text) <= 2 * len(alt) + 120 and key(text).startswith(alt) and len(key(text)) <= len(alt) + 80:
                    return element
    return None


def _attribute_credit(document: Document, holder: etree._Element) -> Found | None:
    for element in holder.iter():
        if isinstance(element.tag, str):
            for name in _ATTRIBUTES:
                value = squeeze(element.get(name) or "")
                if (
                    value
                    and len(value) <= _LONGEST_CREDIT
                    and not value.startswith(("http", "/", "{"))
                    and len(value) > 1
                ):
                    return Found(value, document.locate(element, name))
            for name in ("title", "alt") if element.tag in ("img", "amp-img") else ():
                value = " ".join((element.get(name) or "").split())
                if span := labelled_credit(value):
                    place = document.locate(element, name)
                    return Found(value[slice(*span)], f"{place}#char={span[0]},{span[1]}")
    return None
