"""Where the article's pictures stand: the element around each that also holds its caption and credit."""

from __future__ import annotations

import re
from itertools import islice

from lxml import etree

from newscrawl.extract.captions import LONGEST_CAPTION, caption_of, credit_of
from newscrawl.extract.credit_text import cut_credit
from newscrawl.extract.document import Document, text_of
from newscrawl.extract.regions import elsewhere, marks, text_blocks

_NO_PICTURE = re.compile(
    r"avatar|gravatar|logo|(?:^|[\s/_-])icons?(?:$|[\s/_.-])|pixel|spacer|emoji|\.svg(?:$|\?)|author", re.IGNORECASE
)
# Blocks around a picture in which its texts are looked for.
_STEPS = 6
# Characters of linked words that announce an article; a linked name is shorter.
_HEADLINE = 25
_PICTURE = re.compile(r"image|photo|picture|figure", re.IGNORECASE)


def holders(document: Document, region: etree._Element) -> list[tuple[etree._Element, bool]]:
    """The element around each picture that also holds its caption and credit, and whether text follows it."""
    taken: set[etree._Element] = set()
    found: list[tuple[etree._Element, int, bool]] = []
    paragraphs = 0
    kept = text_blocks(region)
    for picture in document.root.iter("img", "amp-img", "video", "figcaption", "p"):
        if picture.tag == "p":
            paragraphs += _is_text(picture, region, kept)
            continue
        if region not in picture.iterancestors() and next(picture.iterancestors("figure"), None) is None:
            continue
        if picture.tag != "figcaption" and _decoration(picture):
            continue
        holder = _holder(picture)
        if holder in taken or any(above in taken for above in holder.iterancestors()):
            continue
        inside = region in holder.iterancestors() or _lead_picture(holder)
        pictured = region in holder.iterancestors() and (_lead_picture(holder) or _names_picture(holder))
        if (
            inside
            and not elsewhere(holder, region, widgets=not pictured, kept=kept)
            and not _teaser(holder)
            and not _portrait(holder)
        ):
            taken.add(holder)
            found.append((holder, paragraphs, pictured and elsewhere(holder, region, kept=kept)))
    places = ((holder, before < paragraphs or not paragraphs, widget) for holder, before, widget in found)
    return [(holder, in_text) for holder, in_text, widget in places if in_text or not widget]


def _names_picture(holder: etree._Element) -> bool:
    return _PICTURE.search(marks(holder)) is not None


def _is_text(paragraph: etree._Element, region: etree._Element, kept: frozenset[etree._Element]) -> bool:
    """Whether a paragraph belongs to the article's running text."""
    return (
        region in paragraph.iterancestors()
        and len(text_of(paragraph)) > 80
        and next(paragraph.iterancestors("figcaption", "li", "a"), None) is None
        and not elsewhere(paragraph, region, kept=kept)
    )


def _holder(picture: etree._Element) -> etree._Element:
    figure = next(picture.iterancestors("figure"), None)
    if figure is not None:
        outer = next(figure.iterancestors("figure"), figure)
        figure = outer if len(list(outer.iter("img"))) <= 1 else figure
        if text_of(figure):
            return _with_credit_beside(figure)
    best = picture if figure is None else figure
    steps = 0
    for above in best.iterancestors():
        # The parser takes the sources of a picture for nested elements.
        steps += above.tag not in ("source", "picture")
        if steps > _STEPS or above.tag in ("body", "article", "main", "section") or _holds_more(above):
            break
        text = text_of(above)
        if text and (caption_of(above) is not None or credit_of(above) is not None):
            return above if len(text) < LONGEST_CAPTION else best
    return best


def _with_credit_beside(figure: etree._Element) -> etree._Element:
    """The figure, or the block around it that adds nothing but what is marked as its credit."""
    if credit_of(figure) is not None:
        return figure
    for steps, above in enumerate(figure.iterancestors()):
        if steps >= _STEPS or above.tag in ("body", "article", "main") or _holds_more(above):
            break
        if (credit := credit_of(above)) is not None:
            # Some repeat the caption beside the figure for readers of a larger view.
            most = 2 * len(text_of(figure)) + len(text_of(credit)) + _STEPS
            return above if len(text_of(above)) <= most else figure
    return figure


def _holds_more(element: etree._Element) -> bool:
    """Whether it holds more than one picture with its texts."""
    many = next(islice(element.iter(), 60, None), None) is not None
    return many or next(islice(element.iter("img", "amp-img"), 1, None), None) is not None


def _decoration(picture: etree._Element) -> bool:
    source = picture.get("src") or ""
    # A picture written into the page has no name, and up to 100 kB to search for one.
    told = f"{marks(picture)} {'' if source.startswith('data:') else source} {picture.get('alt') or ''}"
    if _NO_PICTURE.search(told):
        return True
    sizes = [picture.get(name) or "" for name in ("width", "height")]
    return any(size.isdigit() and int(size) < 90 for size in sizes)


def _lead_picture(holder: etree._Element) -> bool:
    """A picture with a caption of its own outside the article element: themes put the first one there."""
    figure = next(holder.iter("figure"), None)
    return figure is not None and next(figure.iterdescendants("figcaption"), None) is not None


def _teaser(holder: etree._Element) -> bool:
    """Whether it links to another page that it announces with a headline, or says nothing but links."""
    if _only_links(holder):
        return True
    link = next(holder.iterancestors("a"), None)
    if link is None:
        return False
    if re.search(r"\.(?:jpe?g|png|webp|gif)(?:$|\?)", link.get("href") or "", re.IGNORECASE):
        return False
    near = link.getparent()
    return next(link.iter("h2", "h3", "h4", "h5"), None) is not None or (
        near is not None and next(near.iter("h2", "h3", "h4", "h5"), None) is not None and len(text_of(near)) < 400
    )


def _only_links(holder: etree._Element) -> bool:
    links = list(filter(None, map(text_of, holder.iter("a"))))
    said, whole = sum(map(len, links)), text_of(holder)
    if said < _HEADLINE or said + len(links) < len(whole):
        return False
    # A picture that links to a larger one takes caption and credit along.
    return len(links) > 1 or (credit_of(holder) is None and cut_credit(whole).credit is None)


def _portrait(holder: etree._Element) -> bool:
    """Whether it shows the author."""
    return any(inner.tag == "address" or inner.get("rel") == "author" for inner in holder.iter("address", "a"))
