"""Authors as written. Whether a name is a person, a desk or an agency is for `newscrawl.trace.authors` to say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree
from trafilatura.metadata import extract_author

from newscrawl.extract.datetext import parse_time
from newscrawl.extract.declared import Declared
from newscrawl.extract.document import Document, elements_by, text_of
from newscrawl.extract.text import key, plain

PREFIX = re.compile(
    r"^(?:(?:written|posted|reported|published|story|words|article|text|texte)\s+by|by|von|vom|par|por|di|de|door|av|af|"
    r"autor(?:in|en|es|a)?|author|auteur|autore|text|textes?|автор|tekst|przez|od|oleh|yazan|kirjoittaja|από|του)\s*[:：]?\s+(?=\S)"
    r"|^(?:autor(?:in|en)?|author|auteur|автор|tekst|text|oleh|記者|作者|来源)\s*[:：]\s*",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s*(?:[;|•·]|,\s(?!(?:jr|sr|ph\.?d|md|dr)\b)|\s(?:and|und|et|y|e|en|och|og|i)\s(?=[^\W\d_]))\s*", re.IGNORECASE
)
_WEEKDAY = re.compile(r"\s(?:Mo|Di|Mi|Do|Fr|Sa|So|Mon|Tue|Wed|Thu|Fri|Sat|Sun)$")
_INITIALS = re.compile(r"\s*\([a-zäöü]{2,5}\.?\)$")
_NO_NAME = re.compile(
    r"^(?:https?:|www\.|@|/|\()|\w@\w|\.(?:com|html?)/|^\d+$|[{}<>=]|^(?:null|none|undefined|admin|unknown)$",
    re.IGNORECASE,
)
_META = ("author", "article:author", "parsely-author", "sailthru.author", "byl", "dc.creator", "dcterms.creator",
         "article.author", "dc.contributor", "authors", "creator", "cxenseparse:author")  # fmt: skip
_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:byline|author|autor|auteur|autore|writer|redakteur)(?:[\s_-]|s?$|__?name|name)", re.IGNORECASE
)
# One look for all item properties: paths that name the values cost 1.6 ms a page.
_ITEMS = etree.XPath("descendant::*[@itemprop]")
_ASIDE = re.compile(r"comment|related|sidebar|teaser|footer|newsletter|widget|recommend|bio\b|box", re.IGNORECASE)


def find_authors(
    document: Document, declared: Declared, *, own: Iterable[str] = ()
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names in the page's order, each once, without "By", dates and the like; and the bylines they were read from.

    Both are empty where nobody is named. `own` are bylines by the site's own layout.
    """
    site = key(declared.site_name or "")
    sites: tuple[dict[str, str], tuple[str, ...]] = {}, ()
    for source in (own, _json_ld(declared), _metas(declared), _bylines(document)):
        bylines = tuple(dict.fromkeys(map(plain, source)))
        found = _names_in(bylines)
        # The publisher as its own author says little where a byline names somebody.
        if found and not all(_is_site_s(name, site) for name in found):
            return tuple(found.values()), bylines
        sites = sites if sites[0] else (found, bylines)
    if not sites[0]:
        bylines = tuple(_searched(document))
        sites = _names_in(bylines, whole=True), bylines
    return tuple(sites[0].values()), sites[1]


def _names_in(bylines: Iterable[str], *, whole: bool = False) -> dict[str, str]:
    """Clean names by their `key`; with `whole` a byline is one name."""
    found: dict[str, str] = {}
    for name in (name for byline in bylines for name in ([byline] if whole else _parts(byline))):
        if clean := _clean(name):
            found.setdefault(key(clean), clean)
    return found


def _is_site_s(name: str, site: str) -> bool:
    """Whether a name, both as `key`, is the site's own or the beginning of it."""
    return name == site or (len(name) >= 8 and site.startswith(name))


def is_no_name(text: str) -> bool:
    """Whether a text is an address, a number, code or a placeholder."""
    return _NO_NAME.search(text) is not None


def _clean(name: str) -> str | None:
    name = _INITIALS.sub("", PREFIX.sub("", plain(name)).strip(" ,;:|–—-•·/"))
    if not 2 <= len(name) <= 80 or is_no_name(name) or len(name.split()) > 8:
        return None
    return None if parse_time(name) else name


def _json_ld(declared: Declared) -> Iterator[str]:
    if declared.article is not None:
        for field in ("author", "creator"):
            names = list(_names(declared, declared.article.data.get(field)))
            yield from names
            if names:
                return


def _names(declared: Declared, value: Any) -> Iterator[str]:
    """Texts of an author value: a text, an object, a reference, or a list of these."""
    for item in value if isinstance(value, list) else [value]:
        item = declared.resolve(item)
        name = item.get("name") if isinstance(item, dict) else item
        for part in name if isinstance(name, list) else [name]:
            if isinstance(part, str):
                yield part


def _parts(text: str) -> list[str]:
    """The names of one text; "Last, First" is left whole."""
    text = PREFIX.sub("", plain(text))
    parts = [part for part in _SPLIT.split(text) if part]
    if len(parts) == 2 and ", " in text and all(" " not in part for part in parts):
        return [text]
    return parts


def _metas(declared: Declared) -> Iterator[str]:
    for name in _META:
        bylines = [meta.content for meta in declared.meta(name)]
        if _names_in(bylines):
            yield from bylines
            return


def _bylines(document: Document) -> Iterator[str]:
    """Elements marked as the byline, the most explicit marks first."""
    for marked in _marked(document.root):
        elements = [e for e in marked if not _aside(e)][:8]
        if elements:
            for element in elements:
                yield element.get("content") or text_of(element)
            return
    for element in document.root.iter("span", "div", "p", "a", "address", "li"):
        if _BYLINE.search(element.get("class") or "") and len(element) < 10 and not _aside(element):
            text = text_of(element)
            if 3 <= len(text) <= 100:
                yield _WEEKDAY.sub("", re.split(r"\s[|•·–—-]\s|\d", text)[0].rstrip(" ,"))
                return


def _marked(root: etree._Element) -> Iterator[list[etree._Element]]:
    """Names of authors, authors, and links to authors, as the page marks them for machines."""
    items = [(element, element.get("itemprop") or "") for element in elements_by(_ITEMS, root)]
    authors = [element for element, says in items if "author" in says]
    inside = set(authors)
    yield [e for e, says in items if "name" in says and not inside.isdisjoint(e.iterancestors())] if authors else []
    yield authors
    yield [link for link in root.iter("a") if "author" in (link.get("rel") or "")]


def _searched(document: Document) -> Iterator[str]:
    """What trafilatura finds by its list of bylines' class names, asked only where nothing else names anybody."""
    found = extract_author(document.root)
    for name in (found or "").split(";"):
        # It writes every name without full stops; a name of one word is as often a label.
        if 2 <= len(name.split()) <= 4:
            yield name.strip()


def _aside(element: etree._Element) -> bool:
    return any(above.tag in ("aside", "footer", "nav") or _ASIDE.search(f"{above.get('class')} {above.get('id')}")
               for above in element.iterancestors() if above.tag not in ("html", "body"))  # fmt: skip
