"""The article's images with caption, credit and the places where these stand."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from itertools import islice

from lxml import etree

from newscrawl.extract.boilerplate import is_boilerplate
from newscrawl.extract.captions import LONGEST_CAPTION, Found, caption_of, credit_of, texts_of
from newscrawl.extract.credit_text import is_label
from newscrawl.extract.declared import Declared, Node
from newscrawl.extract.document import Document, text_of
from newscrawl.extract.image_url import address_of, picture_key, same_picture
from newscrawl.extract.lone_credits import lone_credits
from newscrawl.extract.regions import elsewhere, marks
from newscrawl.extract.text import key, squeeze
from newscrawl.items import Image

_NO_PICTURE = re.compile(
    r"avatar|gravatar|logo|(?:^|[\s/_-])icons?(?:$|[\s/_.-])|pixel|spacer|emoji|\.svg(?:$|\?)|author", re.IGNORECASE
)
_PICTURE = re.compile(r"image|photo|picture|figure", re.IGNORECASE)


def find_images(document: Document, declared: Declared, *, region: etree._Element) -> tuple[Image, ...]:
    """Images of the article, which `region` holds, in the page's order, without teasers, portraits and logos."""
    images: list[Image] = []
    seen = _Seen()
    for holder, in_text in _holders(document, region):
        image = _read(document, declared, holder)
        # Below the text and in links to other pages stand teasers, which have no caption.
        if image is None or not (image.caption or (in_text and next(holder.iterancestors("a"), None) is None)):
            continue
        if not seen.again(image):
            images.append(replace(image, position=len(images)))
    images = _with_lone_credits(document, region, images)
    return tuple(_completed(image, declared) for image in _with_declared(images, declared))


def _holders(document: Document, region: etree._Element) -> list[tuple[etree._Element, bool]]:
    """The element around each picture that also holds its caption and credit, and whether text follows it."""
    taken: set[etree._Element] = set()
    found: list[tuple[etree._Element, int, bool]] = []
    paragraphs = 0
    for picture in document.root.iter("img", "amp-img", "video", "figcaption", "p"):
        if picture.tag == "p":
            paragraphs += _is_text(picture, region)
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
            and not elsewhere(holder, region, widgets=not pictured)
            and not _teaser(holder)
            and not _portrait(holder)
        ):
            taken.add(holder)
            found.append((holder, paragraphs, pictured and elsewhere(holder, region)))
    places = ((holder, before < paragraphs or not paragraphs, widget) for holder, before, widget in found)
    return [(holder, in_text) for holder, in_text, widget in places if in_text or not widget]


def _names_picture(holder: etree._Element) -> bool:
    return _PICTURE.search(marks(holder)) is not None


def _is_text(paragraph: etree._Element, region: etree._Element) -> bool:
    """Whether a paragraph belongs to the article's running text."""
    return (
        region in paragraph.iterancestors()
        and len(text_of(paragraph)) > 80
        and next(paragraph.iterancestors("figcaption", "li", "a"), None) is None
        and not elsewhere(paragraph, region)
    )


def _holder(picture: etree._Element) -> etree._Element:
    figure = next(picture.iterancestors("figure"), None)
    if figure is not None:
        outer = next(figure.iterancestors("figure"), figure)
        figure = outer if len(list(outer.iter("img"))) <= 1 else figure
        if text_of(figure):
            return figure
    best = picture if figure is None else figure
    for steps, above in enumerate(best.iterancestors()):
        if steps > 6 or above.tag in ("body", "article", "main", "section") or _holds_more(above):
            break
        if caption_of(above) is not None or credit_of(above) is not None:
            return above if len(text_of(above)) < LONGEST_CAPTION else best
    return best


def _holds_more(element: etree._Element) -> bool:
    """Whether it holds more than one picture with its texts."""
    many = next(islice(element.iter(), 60, None), None) is not None
    return many or next(islice(element.iter("img", "amp-img"), 1, None), None) is not None


def _decoration(picture: etree._Element) -> bool:
    told = f"{marks(picture)} {picture.get('src') or ''} {picture.get('alt') or ''}"
    if _NO_PICTURE.search(told):
        return True
    sizes = [picture.get(name) or "" for name in ("width", "height")]
    return any(size.isdigit() and int(size) < 90 for size in sizes)


def _lead_picture(holder: etree._Element) -> bool:
    """A picture with a caption of its own outside the article element: themes put the first one there."""
    return holder.tag == "figure" and next(holder.iterdescendants("figcaption"), None) is not None


def _teaser(holder: etree._Element) -> bool:
    """Whether it links to another page that it announces with a headline."""
    link = next(holder.iterancestors("a"), None)
    if link is None:
        return False
    if re.search(r"\.(?:jpe?g|png|webp|gif)(?:$|\?)", link.get("href") or "", re.IGNORECASE):
        return False
    near = link.getparent()
    return next(link.iter("h2", "h3", "h4", "h5"), None) is not None or (
        near is not None and next(near.iter("h2", "h3", "h4", "h5"), None) is not None and len(text_of(near)) < 400
    )


def _portrait(holder: etree._Element) -> bool:
    """Whether it shows the author."""
    return any(inner.tag == "address" or inner.get("rel") == "author" for inner in holder.iter("address", "a"))


def _read(document: Document, declared: Declared, holder: etree._Element) -> Image | None:
    picture = (
        holder if holder.tag in ("img", "amp-img", "video") else next(holder.iter("img", "amp-img", "video"), None)
    )
    if (
        picture is None
        and next(holder.iter("iframe", "picture", "object"), None) is None
        and next(holder.iterdescendants("blockquote"), None) is not None
    ):
        return None
    caption, credit = texts_of(document, holder)
    if caption is not None and (is_boilerplate(caption.text) or is_label(caption.text)):
        caption = None
    url = declared.absolute(address_of(holder, picture))
    if url is None and caption is None and credit is None:
        return None
    alt = squeeze((picture.get("alt") if picture is not None else "") or "") or None
    return Image(
        url=url,
        position=0,
        caption=caption.text if caption else None,
        caption_locator=caption.locator if caption else None,
        credit=credit.text if credit else None,
        credit_locator=credit.locator if credit else None,
        alt=alt,
    )


class _Seen:
    """Pictures met so far, to know one again that galleries and previews repeat."""

    def __init__(self) -> None:
        self.captions: dict[str, set[str]] = defaultdict(set)
        self.texts: set[tuple[str, str]] = set()

    def again(self, image: Image) -> bool:
        """Whether it was there before; if not, remember it."""
        picture, caption = picture_key(image.url), key(image.caption or "")
        texts = (caption, image.credit or "")
        known = bool(picture) and picture in self.captions
        if known and (not caption or caption in self.captions[picture]):
            return True
        if caption and texts in self.texts:
            return True
        self.captions[picture].add(caption)
        self.texts.add(texts)
        return False


def _with_lone_credits(document: Document, region: etree._Element, images: list[Image]) -> list[Image]:
    """Add credits and captions that lost their marks and stand as paragraphs of their own."""
    result = list(images)
    known = {key(text) for image in images for text in (image.credit, image.caption) if text}
    for lone in lone_credits(document, region):
        if key(lone.credit) in known and (lone.caption is None or key(lone.caption) in known):
            continue
        at = next((i for i, m in enumerate(result) if m.credit is None and same_picture(m.url, lone.picture)), None)
        if at is None:
            at = len(result)
            result.append(Image(url=None, position=at))
        image = replace(result[at], credit=lone.credit, credit_locator=lone.credit_locator)
        if image.caption is None:
            image = replace(image, caption=lone.caption, caption_locator=lone.caption_locator)
        result[at] = image
    return result


def _with_declared(images: list[Image], declared: Declared) -> list[Image]:
    """Add caption and credit from JSON-LD's ImageObject to pictures that show none on the page."""
    result = list(images)
    at_key: dict[str, int] = {}
    for i, image in enumerate(images):
        if image.url:
            at_key.setdefault(picture_key(image.url), i)
    for node in declared.nodes:
        if "ImageObject" not in node.types or node.aside:
            continue
        url = declared.absolute(node.text("contentUrl") or node.text("url"))
        at = at_key.get(picture_key(url)) if url else None
        if at is None:
            continue
        image, credit, caption = result[at], _declared_credit(node, declared), _field(node, "caption")
        if credit and image.credit is None:
            image = replace(image, credit=credit.text, credit_locator=credit.locator)
        if caption and image.caption is None:
            image = replace(image, caption=caption.text, caption_locator=caption.locator)
        result[at] = image
    return result


def _declared_credit(node: Node, declared: Declared) -> Found | None:
    """The first field that credits somebody else than the site itself."""
    fields = (_field(node, name) for name in ("creditText", "copyrightHolder", "author", "creator"))
    site = key(declared.site_name or "")
    return next((field for field in fields if field and key(field.text) != site), None)


def _field(node: Node, name: str) -> Found | None:
    value = node.data.get(name)
    where = node.at(name)
    if isinstance(value, list) and value:
        value, where = value[0], node.at(name, 0)
    if isinstance(value, dict):
        value, where = value.get("name"), where + "/name"
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_CAPTION:
        return None
    return Found(" ".join(value.split()), where)


def _completed(image: Image, declared: Declared) -> Image:
    """The cover's address where the picture itself has none."""
    if image.url is None and image.position == 0:
        return replace(image, url=declared.absolute(declared.first("og:image", "twitter:image")))
    return image
