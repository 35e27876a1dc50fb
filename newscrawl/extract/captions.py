"""Caption and credit of one picture: by mark, by label, by place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from newscrawl.extract.credit_text import (
    Cut,
    are_names,
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
_LONGEST_NAMES = 60
# What says nothing of a picture elsewhere is its credit inside a caption.
_SOURCE = re.compile(r"(?:^|[\s_-])(?:source|author|agency|quelle|autor)(?:$|[\s_-])", re.IGNORECASE)
_SLASH = re.compile(r"^\s*/\s*$")
LONGEST_CAPTION = 1200
_SHORTEST_BESIDE, _LONGEST_BESIDE = 20, 400


# Remembered, as every element around a picture is asked several times and sites use few names.
@lru_cache(4096)
def _names_caption(named: str) -> bool:
    return _CAPTION.search(named) is not None


@lru_cache(4096)
def _names_credit(named: str) -> bool:
    return _CREDIT.search(named) is not None


@lru_cache(4096)
def _names_source(named: str) -> bool:
    return _SOURCE.search(named) is not None


@dataclass(frozen=True, slots=True)
class Found:
    """A text at its place."""

    text: str
    locator: str


def texts_of(document: Document, holder: etree._Element) -> tuple[Found | None, Found | None]:
    """Caption and credit of a holder."""
    credit_at = credit_of(holder)
    caption_at = caption_of(holder)
    credit = _credit_at(document, credit_at) if credit_at is not None else None
    if caption_at is None and credit_at is not None and holder.tag != "figure":
        caption_at = _beside(credit_at, holder)
    if caption_at is None or caption_at is credit_at:
        return None, credit or _attribute_credit(document, holder)
    text = text_of(caption_at)
    if len(text) > LONGEST_CAPTION:
        return None, credit or _attribute_credit(document, holder)
    if credit is None:
        cut = cut_credit(text)
    elif credit_at is not None and caption_at not in credit_at.iterancestors() and not _ends_with(text, credit.text):
        # The caption names the agency too.
        cut = Cut((0, len(text)), None)
    else:
        cut = _cut_known(text, credit.text)
    if credit is None and cut.credit is not None:
        credit = Found(text[slice(*cut.credit)], document.locate(caption_at, span=cut.credit))
    caption = None
    if cut.caption is not None and text[slice(*cut.caption)].strip():
        whole = cut.caption == (0, len(text))
        caption = Found(text[slice(*cut.caption)], document.locate(caption_at, span=None if whole else cut.caption))
    return caption, credit or _attribute_credit(document, holder)


def _credit_at(document: Document, credit: etree._Element) -> Found:
    """The credit, with the agency that stands behind a slash and is marked apart ("Photo by X" / "Agency")."""
    after, parent = credit.getnext(), credit.getparent()
    if after is None or parent is None or not _SLASH.match(credit.tail or "") or not _marked_credit(after):
        return Found(text_of(credit), document.locate(credit))
    whole, first, last = text_of(parent), text_of(credit), text_of(after)
    start = whole.find(first)
    end = whole.find(last, start + len(first)) + len(last)
    return Found(whole[start:end], document.locate(parent, span=(start, end)))


def _beside(credit: etree._Element, holder: etree._Element) -> etree._Element | None:
    """The paragraph that stands alone with the picture and its credit: what else would it be than the caption?"""
    others = [e for e in holder.iter("p") if e is not credit and text_of(e) and credit not in e.iterdescendants()]
    return others[0] if credit.tag == "p" and len(others) == 1 and len(text_of(others[0])) <= _LONGEST_BESIDE else None


def _ends_with(text: str, credit: str) -> bool:
    """Whether a credit is the end or the beginning of a text."""
    return text.rstrip(" .)]").endswith(credit.rstrip(" .)]")) or text.startswith(credit)


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
    if named.isspace() and not itemprop and element.tag not in ("small", "cite"):
        return False
    if itemprop in ("caption", "description") or (_names_caption(named) and not _PLAIN_CREDIT.search(named)):
        return False
    named_credit = (
        _names_credit(named)
        or itemprop in ("copyrightholder", "credittext", "author", "creator")
        or (_names_source(named) and _in_caption(element))
    )
    if not (named_credit or element.tag in ("small", "cite")):
        return False
    text = text_of(element)
    if not named_credit:
        caption = next(element.iterancestors("figcaption"), None)
        # Small print that is the whole caption is no mark of a credit.
        if caption is None or (text_of(caption) == text and len(text) > _LONGEST_NAMES):
            return False
    return 1 < len(text) <= _LONGEST_CREDIT and may_be_credit(text) and not _inner_caption(element)


def _in_caption(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and (parent.tag == "figcaption" or _names_caption(marks(parent)))


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
    return next(iter(_placed(holder)[1:]), None)


def _inner_caption(element: etree._Element) -> bool:
    return any(_names_caption(marks(inner)) for inner in element.iterdescendants() if isinstance(inner.tag, str))


def caption_of(holder: etree._Element) -> etree._Element | None:
    marked = None
    for element in holder.iterdescendants():
        if not isinstance(element.tag, str) or element.tag in ("img", "button", "script", "style"):
            continue
        itemprop = (element.get("itemprop") or "").lower()
        if itemprop in ("caption", "description") and element.tag != "meta" and text_of(element):
            return element
        own = element.get("class") or ""
        if marked is None and _names_caption(own) and not _names_credit(own) and text_of(element):
            marked = element
    if marked is not None:
        if _own_text(marked):
            return marked
        inner = ((e, e.get("class") or "") for e in marked.iterdescendants() if isinstance(e.tag, str))
        named = (e for e, own in inner if _names_caption(own) and not _names_credit(own))
        half = len(text_of(marked)) / 2
        return next((e for e in named if len(text_of(e)) > half), marked)
    figcaption = next((e for e in holder.iter("figcaption") if text_of(e) and not _names_credit(marks(e))), None)
    if figcaption is None:
        figcaption = captioned_by_alt(holder)
    return figcaption if figcaption is not None else next(iter(_placed(holder)), None)


def _own_text(element: etree._Element) -> bool:
    return any((text or "").strip() for text in (element.text, *(child.tail for child in element)))


def captioned_by_alt(holder: etree._Element) -> etree._Element | None:
    """An unmarked paragraph beside the picture that begins with the picture's alternative text."""
    for picture in holder.iter("img", "amp-img"):
        alt = key(picture.get("alt") or "")
        if len(alt) >= 25:
            for element in holder.iter("p", "div", "span"):
                text = text_of(element) if next(element.iterdescendants("img"), None) is None else ""
                if len(alt) / 2 <= len(text) <= 2 * len(alt) + 120:
                    folded = key(text)
                    if folded.startswith(alt) and len(folded) <= len(alt) + 80:
                        return element
    return None


def _placed(holder: etree._Element) -> tuple[etree._Element, ...]:
    """Caption and credit without marks: the only two texts of a picture's block, the second nothing but names.

    Systems that make class names by machine leave no other sign.
    """
    if holder.tag != "div" or next(holder.iter("a", "p", "h2", "h3", "h4", "li", "button"), None) is not None:
        return ()
    if next(holder.iter("img"), None) is None:
        return ()
    leaves = [e for e in holder.iter("div", "span", "small") if len(e) == 0 and (e.text or "").strip()]
    texts = [text_of(leaf) for leaf in leaves]
    if len(leaves) != 2 or sum(map(len, texts)) + 1 < len(text_of(holder)):
        return ()
    fits = (
        _SHORTEST_BESIDE <= len(texts[0]) <= _LONGEST_BESIDE and len(texts[1]) <= _LONGEST_NAMES and are_names(texts[1])
    )
    return tuple(leaves) if fits else ()


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
