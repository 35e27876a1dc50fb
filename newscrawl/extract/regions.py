"""Which part of a page is the article, and which parts of it belong to other articles or to the site."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
    r"trending|up-?next|you-?may|suggested|breadcrumbs?|latest|paywall|inline-?teaser)(?:$|[\s_-])",
    re.IGNORECASE,
)


def region_of(document: Document) -> etree._Element:
    """The element that holds the article: around the headline, else the only article element, else the body."""
    body = document.root.find("body")
    whole: etree._Element = document.root if body is None else body
    around: list[etree._Element] = [a for h in document.root.iter("h1") for a in h.iterancestors("article", "main")]
    for above in around:
        if len(text_of(above)) > _WHOLE:
            return above
    articles: list[etree._Element] = [
        a for a in document.root.iter("article") if next(a.iterancestors("article"), None) is None
    ]
    texts = sorted(((len(text_of(a)), i) for i, a in enumerate(articles)), reverse=True)
    if texts and texts[0][0] > _WHOLE and (len(texts) == 1 or texts[0][0] > 2 * texts[1][0]):
        return articles[texts[0][1]]
    mains: list[etree._Element] = list(document.root.iter("main"))
    return next((main for main in mains if len(text_of(main)) > _WHOLE), whole)


def marks(element: etree._Element) -> str:
    """Class and id of an element, in which themes say what it is for."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def elsewhere(element: etree._Element, region: etree._Element | None = None, *, widgets: bool = True) -> bool:
    """Whether an element belongs to teasers, navigation, comments or the like and not to the article.

    With `widgets` False a block called a widget is none of these: editors' systems call every figure of a text so.
    """
    for above in _self_and_above(element):
        if above is region or above.tag in ("body", "html"):
            return False
        if above.tag in _SURROUNDINGS or _is_surrounding(marks(above), widgets):
            return True
    return False


@lru_cache(4096)
def _is_surrounding(named: str, widgets: bool) -> bool:
    """Remembered, as every block of a page is asked again for each of the texts in it."""
    found = _MARKS.search(named)
    return found is not None and (widgets or found[0].strip(" _-").lower() != "widget")


def _self_and_above(element: etree._Element) -> Iterator[etree._Element]:
    yield element
    yield from element.iterancestors()
