"""The standfirst: the summary between headline and text, where the page shows one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from newscrawl.extract.boilerplate import is_boilerplate
from newscrawl.extract.datetext import parse_time
from newscrawl.extract.declared import Declared
from newscrawl.extract.document import Document, text_of
from newscrawl.extract.regions import elsewhere
from newscrawl.extract.text import key, plain, visible

_WORDS = """standfirst lead lede intro introduction teaser subtitle subheading subheadline subhead deck dek vorspann
anreisser chapo chapeau ingress excerpt summary sapo sommario occhiello bajada copete entradilla perex preamble synopsis
epigraph abstract kicker-text midtitle sottotitolo underrubrik undertittel manchet dachzeile-text"""
_MARKS = frozenset(_WORDS.split())
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_ITEMPROP = frozenset({"description", "alternativeheadline", "abstract"})
_CARRIERS = ("p", "div", "h2", "h3", "span", "strong", "section", "header")
_SHORTEST, _LONGEST = 30, 900
# Elements looked at behind the headline: between it and the text stand share buttons, bylines and the first picture.
_WINDOW = 600


def find_lead(document: Document, declared: Declared, title: str | None, *, region: etree._Element) -> str | None:
    """The standfirst as shown in the article's `region`; None where the page shows none.

    A declared description alone is no standfirst.
    What repeats the declared description wins over what is marked as standfirst by its class.
    """
    described = _descriptions(declared)
    marked: str | None = None
    for element in _behind_headline(document):
        text = _short_text(element)
        if text is None or key(text) == key(title or "") or _in_another(element):
            continue
        is_described, is_marked = _described(key(text), described), _marked(element)
        # Themes call the standfirst's block "header-teaser" or "widget" too: the page's own description outweighs it.
        if elsewhere(element, region) and not (is_described and is_marked and not _is_site_s(element)):
            continue
        if _is_running_text(element) and not is_marked:
            return marked
        if is_described:
            return text
        if marked is None and is_marked and not is_boilerplate(text) and parse_time(text) is None:
            marked = text
    return marked


def _descriptions(declared: Declared) -> list[str]:
    texts = [m.content for m in declared.meta("og:description", "description", "twitter:description")]
    if declared.article is not None:
        texts += filter(None, map(declared.article.text, ("description", "abstract")))
    return [d for d in (key(visible(plain(text))) for text in texts) if len(d) >= 20]


def _behind_headline(document: Document) -> Iterator[etree._Element]:
    heading = next(document.root.iter("h1"), None)
    behind = heading is None
    seen = 0
    for element in document.root.iter():
        behind = behind or element is heading
        if behind and isinstance(element.tag, str):
            seen += 1
            if seen > _WINDOW:
                return
            if element.tag in _CARRIERS or "-" in element.tag:
                yield element


def _short_text(element: etree._Element) -> str | None:
    if len(element) > 12 or any(inner.tag in ("h1", "img", "time", "p") for inner in element.iterdescendants()):
        return None
    text = visible(text_of(element))
    return text if _SHORTEST <= len(text) <= _LONGEST else None


def _in_another(element: etree._Element) -> bool:
    return next(element.iterancestors("figure", "figcaption", "a", "aside", "p"), None) is not None


def _is_site_s(element: etree._Element) -> bool:
    return next(element.iterancestors("nav", "footer"), None) is not None


def _marked(element: etree._Element) -> bool:
    """Whether class or role of the element, of all it holds or of what holds only it, say it is the standfirst."""
    if (element.get("itemprop") or "").lower() in _ITEMPROP or _named(element):
        return True
    if len(element) == 1 and not (element.text or "").strip() and _named(element[0]):
        return True
    parent = element.getparent()
    return parent is not None and (len(parent) <= 3 and _named(parent) and element.tag in ("p", "h2", "span", "div"))


def _named(element: etree._Element) -> bool:
    named = f"{element.get('class') or ''} {element.get('data-testid') or ''}"
    return any(part.lower() in _MARKS for part in _PART.findall(named)) or any(
        w in _MARKS for w in named.lower().split()
    )


def _is_running_text(element: etree._Element) -> bool:
    """Whether an element is one of the text's own paragraphs, so that no standfirst can follow."""
    parent = element.getparent()
    same = sum(1 for child in parent if child.tag == element.tag) if parent is not None else 0
    return element.tag in ("p", "div") and len(text_of(element)) > 80 and same >= 3


def _described(text: str, described: list[str]) -> bool:
    """Whether a declared description says the same, cut short or with a place before it."""
    return any(
        d == text or (len(d) >= 40 and (d[:-3] in text[: len(d) + 40] or (len(text) >= 40 and d.startswith(text))))
        for d in described
    )
