"""The standfirst: the summary above the text, where the page shows one."""

from __future__ import annotations

import re

from lxml import etree

from newscrawl.extract.declared import Declared
from newscrawl.extract.document import Document, text_of
from newscrawl.extract.regions import elsewhere, region_of
from newscrawl.extract.text import key, plain

_MARK = re.compile(
    r"(?:^|[\s_-])(?:stand-?first|lead|lede|intro(?:duction)?|teaser-?text|sub-?(?:title|heading|headline|head)|deck|dek|"
    r"vorspann|anreisser|chapo|chapeau|ingress|excerpt|summary|kicker-?text|sapo|sommario|occhiello|bajada|copete|entradilla|"
    r"article-?(?:lead|intro|summary|description|subtitle|excerpt|teaser)|(?:head|story)-?(?:intro|deck|summary)|perex|preamble)"
    r"(?:$|[\s_-]|__?(?:text|content|body|lead|intro|p)\b)", re.IGNORECASE,
)  # fmt: skip
_ITEMPROP = frozenset({"description", "alternativeheadline", "abstract"})
_SHORTEST, _LONGEST = 30, 900


def find_lead(document: Document, declared: Declared, title: str | None) -> str | None:
    """The standfirst as shown; None where the page shows none (a declared description alone is no standfirst)."""
    region = region_of(document)
    described = [key(plain(m.content)) for m in declared.meta("og:description", "description", "twitter:description")]
    if declared.article is not None and (text := declared.article.text("description")):
        described.append(key(plain(text)))
    marked: list[str] = []
    for element in document.root.iter("p", "div", "h2", "h3", "span", "strong", "header", "section"):
        named = f"{element.get('class') or ''} {element.get('data-testid') or ''}"
        fits = _MARK.search(named) or (element.get("itemprop") or "").lower() in _ITEMPROP
        if not fits and element.tag not in ("p", "h2"):
            continue
        text = _short_text(element)
        if text is None or key(text) == key(title or "") or _away(element, region):
            continue
        if _described(key(text), described) and (fits or not _in_text(element)):
            return text
        if fits and element.find(".//a/h3") is None:
            marked.append(text)
    return marked[0] if marked and _near_headline(document, marked[0]) else None


def _short_text(element: etree._Element) -> str | None:
    if len(element) > 12 or element.find(".//h1") is not None or element.find(".//img") is not None:
        return None
    text = text_of(element)
    return text if _SHORTEST <= len(text) <= _LONGEST else None


def _away(element: etree._Element, region: etree._Element) -> bool:
    return (
        elsewhere(element, region)
        or next(element.iterancestors("figure", "figcaption", "a", "aside", "li"), None) is not None
    )


def _in_text(element: etree._Element) -> bool:
    """Whether an unmarked paragraph has enough siblings to be the text's own first paragraph."""
    parent = element.getparent()
    return parent is not None and sum(1 for child in parent if child.tag == "p") >= 3


def _described(text: str, described: list[str]) -> bool:
    """Whether a declared description says the same, possibly cut short."""
    return any(
        d and (d == text or (len(d) >= 40 and (text.startswith(d[:-3]) or d.startswith(text)))) for d in described
    )


def _near_headline(document: Document, text: str) -> bool:
    """Whether a marked text stands within the page's first texts after a headline."""
    heading = next(document.root.iter("h1"), None)
    return heading is not None and bool(text)
