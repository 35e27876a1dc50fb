"""Which part of a page is the article, and which parts of it belong to other articles or to the site."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from lxml import etree

from newscrawl.extract.document import Document, text_of

# An element with fewer characters holds a headline or a teaser, not an article.
_WHOLE = 500
_SURROUNDINGS = frozenset({"nav", "footer"})
_MARKS = re.compile(
    r"(?:^|[\s_-])(?:related|recommend\w*|teasers?|sidebar|widget|promo\w*|newsletter|comments?|footer|navbar|navigation|menu|"
    r"most-?(?:read|popular)|more-?(?:stories|on|from|news)|read-?(?:also|more|next)|also-?read|see-?also|baca-?juga|"
    r"next-?(?:article|story)|outbrain|taboola|sponsor\w*|advert\w*|author\w*|byline|avatar|"
    r"trending|up-?next|you-?may|suggested|breadcrumbs?|latest|paywall|inline-?teaser|recirc\w*|\w*sign-?up)(?:$|[\s_-])",
    re.IGNORECASE,
)
# The picture that an article is teased with elsewhere is its own first one.
_TEASER_PICTURE = re.compile(
    r"(?<![a-z])teasers?[_-]+(?:image|img|media|picture|photo|foto|bild)\b|(?:image|img|media|picture|photo|foto|bild)[_-]+teaser\b",
    re.I,
)


def region_of(document: Document) -> etree._Element:
    """The element that holds the article: around the headline, else the only article element, else the body."""
    body = document.root.find("body")
    whole: etree._Element = document.root if body is None else body
    around: list[etree._Element] = [a for h in document.root.iter("h1") for a in h.iterancestors("article", "main")]
    for above in around:
        if _is_whole(above):
            return above
    articles: list[etree._Element] = [
        a for a in document.root.iter("article") if next(a.iterancestors("article"), None) is None
    ]
    texts = sorted(((len(text_of(a)), i) for i, a in enumerate(articles)), reverse=True)
    if texts and texts[0][0] > _WHOLE and (len(texts) == 1 or texts[0][0] > 2 * texts[1][0]):
        return articles[texts[0][1]]
    mains: list[etree._Element] = list(document.root.iter("main"))
    return next((main for main in mains if _is_whole(main)), whole)


def _is_whole(element: etree._Element) -> bool:
    """Whether it holds more text than a teaser. Its first paragraphs mostly tell, at a tenth of reading it all."""
    length = 0
    for paragraph in element.iter("p"):
        length += len((paragraph.text or "").strip())
        if length > _WHOLE:
            return True
    return len(text_of(element)) > _WHOLE


def marks(element: etree._Element) -> str:
    """Class and id of an element, in which themes say what it is for."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def elsewhere(
    element: etree._Element,
    region: etree._Element | None = None,
    *,
    widgets: bool = True,
    kept: Collection[etree._Element] = (),
) -> bool:
    """Whether an element belongs to teasers, navigation, comments or the like and not to the article.

    With `widgets` False a block called a widget is none of these: editors' systems call every figure of a text so.
    Blocks in `kept` are the article's whatever they are called.
    """
    for above in _self_and_above(element):
        if above is region or above in kept or above.tag in ("body", "html"):
            return False
        if above.tag in _SURROUNDINGS or _is_surrounding(marks(above), widgets):
            return True
    return False


@lru_cache(4096)
def _is_surrounding(named: str, widgets: bool) -> bool:
    """Remembered, as every block of a page is asked again for each of the texts in it."""
    found = _MARKS.search(_TEASER_PICTURE.sub(" ", named))
    return found is not None and (widgets or found[0].strip(" _-").lower() != "widget")


def text_blocks(region: etree._Element) -> frozenset[etree._Element]:
    """The element below or at `region` whose own paragraphs hold most text, and all around it.

    A paywall's "teaser" can hold the whole article, as can what a theme calls a widget.
    """
    lengths: dict[etree._Element, int] = {}
    for paragraph in region.iter("p"):
        parent = paragraph.getparent()
        if parent is not None:
            own = len(paragraph.text or "") + sum(len(child.tail or "") for child in paragraph)
            lengths[parent] = lengths.get(parent, 0) + own
    if not lengths:
        return frozenset()
    most = max(lengths, key=lambda element: lengths[element])
    return frozenset((most, *most.iterancestors()))


def _self_and_above(element: etree._Element) -> Iterator[etree._Element]:
    yield element
    yield from element.iterancestors()
