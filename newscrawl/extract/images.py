"""The article's images with caption, credit and the places where these stand."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from lxml import etree

from newscrawl.extract.boilerplate import is_boilerplate
from newscrawl.extract.captions import LONGEST_CAPTION, Found, texts_of
from newscrawl.extract.credit_text import is_label, labelled_credit
from newscrawl.extract.declared import Declared, Node
from newscrawl.extract.document import Document
from newscrawl.extract.image_url import address_of, picture_key, same_picture
from newscrawl.extract.lone_credits import lone_credits
from newscrawl.extract.placement import holders
from newscrawl.extract.text import key, squeeze
from newscrawl.items import Image


def find_images(document: Document, declared: Declared, *, region: etree._Element) -> tuple[Image, ...]:
    """Images of the article, which `region` holds, in the page's order, without teasers, portraits and logos."""
    images: list[Image] = []
    seen = _Seen()
    for holder, in_text in holders(document, region):
        image = _read(document, declared, holder)
        # Below the text and in links to other pages stand teasers, which have neither caption nor credit.
        if image is None or not (image.caption or (in_text and (image.credit or not _linked(holder)))):
            continue
        if not seen.again(image):
            images.append(replace(image, position=len(images)))
    images = _with_lone_credits(document, region, images)
    return tuple(_completed(image, declared) for image in _with_declared(images, declared))


def _linked(holder: etree._Element) -> bool:
    return next(holder.iterancestors("a"), None) is not None


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
        image = result[at]
        caption, credit = _declared_caption(node)
        credit = _declared_credit(node, declared) or credit
        if credit and image.credit is None:
            image = replace(image, credit=credit.text, credit_locator=credit.locator)
        # Plugins declare the alternative text where there is no caption.
        if caption and image.caption is None and key(caption.text) != key(image.alt or ""):
            image = replace(image, caption=caption.text, caption_locator=caption.locator)
        result[at] = image
    return result


def _declared_credit(node: Node, declared: Declared) -> Found | None:
    """The first field that credits somebody else than the site itself."""
    fields = (_field(node, name) for name in ("creditText", "copyrightHolder", "author", "creator"))
    site = key(declared.site_name or "")
    return next((field for field in fields if field and key(field.text) != site), None)


def _declared_caption(node: Node) -> tuple[Found | None, Found | None]:
    """Caption, and the credit that ends it."""
    whole = _field(node, "caption")
    if whole is None:
        return None, None
    span = labelled_credit(whole.text)
    if span is None:
        return whole, None
    spans = ((0, len(whole.text[: span[0]].rstrip(" (|–—-/,"))), span)
    places = (span[1] and (whole.text[slice(*span)], f"{whole.locator}#char={span[0]},{span[1]}") for span in spans)
    caption, credit = (Found(*place) if place else None for place in places)
    return caption, credit


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
