"""What themes mark as the article's text, and what they mark as the site's own: its name, head, foot and navigation."""

from __future__ import annotations

import re
from collections import defaultdict

from lxml import etree

from newscrawl.extract.document import text_of
from newscrawl.extract.text import key

_PART = re.compile(
    r"(?:^|\s)(?:article-?_?_?body|story-?body|entry-content|post-content|article-?_?_?(?:text|content)|body-?copy)(?:$|[\s_-])",
    re.IGNORECASE,
)


_SITE = re.compile(
    r"(?:^|\s)(?:site-?_?_?(?:header|title|description|branding|tagline|footer|info)|masthead|colophon)(?:\s|$)",
    re.IGNORECASE,
)
_SITE_ROLES = frozenset({"banner", "contentinfo"})
_NAME = re.compile(r"(?:^|\s)site-?_?_?(?:title|name|description|tagline)(?:\s|$)", re.IGNORECASE)
# A paragraph of this many characters beside an empty container is text that the theme keeps elsewhere.
_PARAGRAPH = 60
_MUCH = 1500
_TAGLINE = 20


def marked_texts(root: etree._Element) -> list[etree._Element]:
    """The outermost elements that are marked as article text."""
    found: dict[etree._Element, None] = {}
    for element in root.iter("div", "section", "article"):
        marked = element.get("itemprop") == "articleBody" or _PART.search(element.get("class") or "")
        if marked and not any(above in found for above in element.iterancestors()):
            found[element] = None
    return list(found)


def is_empty(root: etree._Element) -> bool:
    """Whether the article's text is there by its mark but nothing is written in it nor beside it."""
    marked = marked_texts(root)
    if not marked or any(text_of(element) for element in marked):
        return False
    headed = {above for h in root.iter("h1") for above in h.iterancestors()}
    around = {next((above for above in element.iterancestors() if above in headed), None) for element in marked}
    # A container that shares no headline is a widget's.
    if None in around:
        return False
    paragraphs = (p for above in around if above is not None for p in above.iter("p"))
    return not any(len(text_of(p)) > _PARAGRAPH and not _is_site_s(p) for p in paragraphs)


def _is_site_s(element: etree._Element) -> bool:
    return any(above.tag in ("aside", "nav", "footer", "header") for above in element.iterancestors())


def site_lines(root: etree._Element) -> frozenset[str]:
    """What the site's head and foot say, block by block, as `key`.

    Nothing that holds the headline or the article is such a part, nor is one with much text: themes and unclosed
    elements put both below a header. Short words stand in texts too; only the site's name is known by its mark.
    """
    found: set[str] = set()
    for part in root.iter("header", "footer", "div", "p", "section", "h1"):
        if _is_site(part):
            found.update(key(text_of(block)) for block in (part, *part.iter("p", "li", "div", "h2", "h3", "span")))
    return frozenset(k for k in found if len(k) >= _TAGLINE) | _site_names(root)


def _site_names(root: etree._Element) -> frozenset[str]:
    named = (e for e in root.iter("p", "div", "span", "h1", "a") if _NAME.search(e.get("class") or ""))
    return frozenset(k for e in named if (k := key(text_of(e))))


def _is_site(element: etree._Element) -> bool:
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    if (element.get("role") or "").lower() not in _SITE_ROLES and not _SITE.search(named):
        return False
    inner = next(element.iter("article", "main", "h1"), None)
    return (inner is None or inner is element) and len(text_of(element)) <= _MUCH


def join_parts(root: etree._Element) -> None:
    """Move the parts of a text into the first of them: the choice of the main text takes one container only.

    Parts are containers of the same class that are marked as article text, none in another, none in another article.
    """
    groups: dict[str, list[etree._Element]] = defaultdict(list)
    found: set[etree._Element] = set()
    for element in root.iter("div", "section"):
        marked = element.get("itemprop") == "articleBody" or _PART.search(element.get("class") or "")
        if marked and found.isdisjoint(element.iterancestors()):
            found.add(element)
            groups[element.get("class") or ""].append(element)
    for parts in groups.values():
        articles = {next(part.iterancestors("article"), None) for part in parts}
        if 2 <= len(parts) <= 40 and len(articles) == 1:
            for part in parts[1:]:
                parts[0].extend(list(part))
