"""The article's images with caption, credit and the places where these stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from newscrawl.extract.credit_text import Cut, cut_credit, labelled_credit, may_be_credit, reads_as_names
from newscrawl.extract.declared import Declared, Node
from newscrawl.extract.document import Document, text_of
from newscrawl.extract.image_url import address_of, same_picture
from newscrawl.extract.lone_credits import lone_credits
from newscrawl.extract.regions import elsewhere, marks, region_of
from newscrawl.extract.text import key, squeeze
from newscrawl.items import Image

_CREDIT = re.compile(
    r"(?:^|[\s_-])(?:\w*credits?|\w*copyright\w*|rights?|bildautor|fotocredit|pictsrc|caption[_-]?author|photographer|"
    r"photo[_-]?(?:author|source|by)|(?:image|img|bild|media|figure|figcaption|caption|picture)[_-]*(?:source|author|quelle|rights|by|agency)|"
    r"distributor|attribution|creator|quelle|fotograf|photo-?credits?)(?:$|[\s_-])|(?i:credit|copyright)",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"caption|legend|bildunterschrift|bildtext|image[_-]?(?:text|description)|photo[_-]?desc|\bbu\b", re.IGNORECASE
)
_HOLDER = re.compile(
    r"(?:^|[\s_-])(?:image|img|photo|picture|figure|media|wp-caption|bild|foto|gallery|slide)", re.IGNORECASE
)
_NO_PICTURE = re.compile(
    r"avatar|gravatar|logo|(?:^|[\s/_-])icons?(?:$|[\s/_.-])|pixel|spacer|emoji|\.svg(?:$|\?)|author", re.IGNORECASE
)
_ATTRIBUTES = ("data-copyright", "data-credit", "data-caption-credit", "data-attrib", "data-photographer")
_PLAIN_CREDIT = re.compile(r"credit|copyright|caption[_-]?author|source|quelle", re.IGNORECASE)
_NO_TEXT = frozenset({"img", "source", "script", "style", "meta", "svg", "path", "button", "noscript", "picture"})
_LONGEST_CREDIT = 200
_LONGEST_CAPTION = 1200


@dataclass(frozen=True, slots=True)
class _Found:
    """A text at its place."""

    text: str
    locator: str


def find_images(document: Document, declared: Declared) -> tuple[Image, ...]:
    """Images of the article in the page's order; teasers, portraits of authors, logos are left out."""
    region = region_of(document)
    seen: list[Image] = []
    for holder, in_text in _holders(document, region):
        image = _read(document, declared, holder)
        if image is None or _repeated(image, seen):
            continue
        # Below the text and in links to other pages stand teasers, which have no caption.
        if image.caption or (in_text and next(holder.iterancestors("a"), None) is None):
            seen.append(replace(image, position=len(seen)))
    seen = _with_lone_credits(document, region, seen)
    return tuple(_completed(image, declared) for image in _with_declared(seen, declared))


def _holders(document: Document, region: etree._Element) -> list[tuple[etree._Element, bool]]:
    """The element around each picture that also holds its caption and credit, and whether text follows it."""
    taken: set[etree._Element] = set()
    found: list[tuple[etree._Element, int]] = []
    paragraphs = 0
    for picture in document.root.iter("img", "amp-img", "video", "figcaption", "p"):
        if picture.tag == "p":
            paragraphs += _is_text(picture, region)
            continue
        if picture.tag != "figcaption" and _decoration(picture):
            continue
        holder = _holder(picture)
        if holder in taken or any(above in taken for above in holder.iterancestors()):
            continue
        inside = region in holder.iterancestors() or _lead_picture(holder)
        if inside and not elsewhere(holder, region) and not _teaser(holder):
            taken.add(holder)
            found.append((holder, paragraphs))
    return [(holder, before < paragraphs or not paragraphs) for holder, before in found]


def _is_text(paragraph: etree._Element, region: etree._Element) -> bool:
    """Whether a paragraph belongs to the article's running text."""
    return (
        len(text_of(paragraph)) > 80
        and region in paragraph.iterancestors()
        and next(paragraph.iterancestors("figcaption", "li", "a"), None) is None
        and not elsewhere(paragraph, region)
    )


def _holder(picture: etree._Element) -> etree._Element:
    figure = next(picture.iterancestors("figure"), None)
    if figure is not None:
        outer = next(figure.iterancestors("figure"), figure)
        return outer if len(list(outer.iter("img"))) <= 1 else figure
    best = picture
    for steps, above in enumerate(picture.iterancestors()):
        if (
            steps > 6
            or above.tag in ("body", "article", "main", "section")
            or len(list(above.iter("img", "amp-img"))) > 1
        ):
            break
        if _caption_of(above) is not None or _credit_of(above) is not None:
            return above if len(text_of(above)) < _LONGEST_CAPTION else best
    return best


def _decoration(picture: etree._Element) -> bool:
    told = f"{marks(picture)} {picture.get('src') or ''} {picture.get('alt') or ''}"
    if _NO_PICTURE.search(told):
        return True
    sizes = [picture.get(name) or "" for name in ("width", "height")]
    return any(size.isdigit() and int(size) < 90 for size in sizes)


def _lead_picture(holder: etree._Element) -> bool:
    """A picture with a caption of its own outside the article element: themes put the first one there."""
    return holder.tag == "figure" and holder.find(".//figcaption") is not None


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


def _read(document: Document, declared: Declared, holder: etree._Element) -> Image | None:
    picture = (
        holder if holder.tag in ("img", "amp-img", "video") else next(holder.iter("img", "amp-img", "video"), None)
    )
    if (
        picture is None
        and next(holder.iter("iframe", "picture", "object"), None) is None
        and holder.find(".//blockquote") is not None
    ):
        return None
    caption, credit = _texts(document, holder)
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


def _texts(document: Document, holder: etree._Element) -> tuple[_Found | None, _Found | None]:
    """Caption and credit of a holder."""
    credit_at = _credit_of(holder)
    caption_at = _caption_of(holder)
    credit = _Found(text_of(credit_at), document.locate(credit_at)) if credit_at is not None else None
    if caption_at is None or caption_at is credit_at:
        return None, credit or _attribute_credit(document, holder)
    text = text_of(caption_at)
    if len(text) > _LONGEST_CAPTION:
        return None, credit or _attribute_credit(document, holder)
    cut = _cut_known(text, credit.text) if credit else cut_credit(text)
    if credit is None and cut.credit is not None:
        credit = _Found(text[slice(*cut.credit)], document.locate(caption_at, span=cut.credit))
    caption = None
    if cut.caption is not None and text[slice(*cut.caption)].strip():
        whole = cut.caption == (0, len(text))
        caption = _Found(text[slice(*cut.caption)], document.locate(caption_at, span=None if whole else cut.caption))
    return caption, credit or _attribute_credit(document, holder)


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


def _credit_of(holder: etree._Element) -> etree._Element | None:
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
    """The last element of a figcaption where it holds nothing but names and something else stands before it."""
    for caption in holder.iter("figcaption"):
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


def _caption_of(holder: etree._Element) -> etree._Element | None:
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
    return next((e for e in holder.iter("figcaption") if text_of(e) and not _CREDIT.search(e.get("class") or "")), None)


def _attribute_credit(document: Document, holder: etree._Element) -> _Found | None:
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
                    return _Found(value, document.locate(element, name))
            for name in ("title", "alt"):
                value = " ".join((element.get(name) or "").split())
                cut = cut_credit(value) if element.tag in ("img", "amp-img") and value else None
                if cut and cut.credit:
                    return _Found(
                        value[slice(*cut.credit)],
                        document.locate(element, name) + f"#char={cut.credit[0]},{cut.credit[1]}",
                    )
    return None


def _repeated(image: Image, seen: list[Image]) -> bool:
    """The same picture again, as galleries and previews hold it."""
    for other in seen:
        if same_picture(image.url, other.url) and (
            image.caption is None or key(image.caption) == key(other.caption or "")
        ):
            return True
        if (
            image.caption
            and key(image.caption) == key(other.caption or "")
            and (image.credit or "") == (other.credit or "")
        ):
            return True
    return False


def _with_lone_credits(document: Document, region: etree._Element, images: list[Image]) -> list[Image]:
    """Credits and captions that lost their marks and stand as paragraphs of their own."""
    known = {key(text) for image in images for text in (image.credit, image.caption) if text}
    for lone in lone_credits(document, region):
        if key(lone.credit) in known and (lone.caption is None or key(lone.caption) in known):
            continue
        bare = next(
            (
                i
                for i, m in enumerate(images)
                if lone.picture and same_picture(m.url, lone.picture) and m.credit is None
            ),
            None,
        )
        if bare is not None:
            images[bare] = replace(images[bare], credit=lone.credit, credit_locator=lone.credit_locator,
                                   caption=images[bare].caption or lone.caption,
                                   caption_locator=images[bare].caption_locator or lone.caption_locator)  # fmt: skip
        else:
            images.append(Image(url=None, position=len(images), caption=lone.caption, caption_locator=lone.caption_locator,
                                credit=lone.credit, credit_locator=lone.credit_locator))  # fmt: skip
    return images


def _with_declared(images: list[Image], declared: Declared) -> list[Image]:
    """Caption and credit from JSON-LD's ImageObject for pictures that show none; the cover where no picture was found."""
    objects = [n for n in declared.nodes if "ImageObject" in n.types and not n.aside]
    result = list(images)
    for node in objects:
        url = declared.absolute(node.text("contentUrl") or node.text("url"))
        credit = next(
            (f for f in (_field(node, name) for name in ("creditText", "copyrightHolder", "author", "creator")) if f),
            None,
        )
        caption = _field(node, "caption")
        if not (credit or caption) or (credit and key(credit.text) == key(declared.site_name or "")):
            continue
        at = next((i for i, image in enumerate(result) if same_picture(image.url, url)), None)
        if at is None:
            continue
        image = result[at]
        if credit and image.credit is None:
            image = replace(image, credit=credit.text, credit_locator=credit.locator)
        if caption and image.caption is None:
            image = replace(image, caption=caption.text, caption_locator=caption.locator)
        result[at] = image
    return result


def _field(node: Node, name: str) -> _Found | None:
    value = node.data.get(name)
    where = node.at(name)
    if isinstance(value, list) and value:
        value, where = value[0], node.at(name, 0)
    if isinstance(value, dict):
        value, where = value.get("name"), where + "/name"
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST_CAPTION:
        return None
    return _Found(" ".join(value.split()), where)


def _completed(image: Image, declared: Declared) -> Image:
    """The cover's address where the picture itself has none."""
    if image.url is None and image.position == 0:
        return replace(image, url=declared.absolute(declared.first("og:image", "twitter:image")))
    return image
