"""Is the page an article at all?"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from urllib.parse import urlsplit

from lxml import etree

from newscrawl.extract.containers import marked_texts
from newscrawl.extract.declared import ARTICLE_TYPES, Declared
from newscrawl.extract.document import Document, text_of
from newscrawl.extract.text import key
from newscrawl.items import DateClaim, DateKind

_LISTS = frozenset({"CollectionPage", "SearchResultsPage", "ImageGallery", "ProfilePage", "ContactPage", "AboutPage"})
_COLLECTIONS = frozenset({"CollectionPage", "SearchResultsPage"})
_BODY_CLASS = re.compile(
    r"(?:^|\s)(?:home|archive|category|tag|search|search-results|author|page-template-home\S*|error404)(?:\s|$)"
)
_SINGLE = re.compile(r"(?:^|\s)(?:single|single-post|postid-\d+)(?:\s|$)")
# A text of this many characters is one whatever surrounds it; the shortest brief among the benchmarks' news has 150.
_LONG, _SHORT = 1500, 400
# Teasers of a list; an article page's own are counted too, which its text outweighs.
_MANY = 8
# Of a page that declares itself a list fewer are proof enough.
_SEVERAL = 3
_EXCERPT = 500
# A marked container with so much text is the article's; excerpts and texts of a blog's front page come in numbers.
_OWN = 600


def is_article(document: Document, declared: Declared, body: str, dates: tuple[DateClaim, ...]) -> bool:
    """False only where the page shows itself to be a list, a home page or a gallery; doubt counts as an article."""
    if _is_list(document, declared, dates):
        return False
    if declared.article is not None or (declared.first("og:type") or "").lower() == "article":
        return True
    if declared.first("article:published_time") or len(body) >= _LONG:
        return True
    if _SINGLE.search(_classes(document)):
        return True
    if _BODY_CLASS.search(_classes(document)) or _types(declared) & _LISTS:
        return False
    teasers = _teasers(document)
    headlines = sum(len(line) for line in body.splitlines() if key(line) in teasers)
    listed = len(teasers) >= _MANY and (len(body) < _SHORT or 2 * headlines >= len(body))
    # Saved pages often come with their site's address only, so a root address alone proves nothing.
    if listed and _is_home(document.url):
        return False
    dated = any(c.kind is DateKind.PUBLISHED and c.source != "text" for c in dates)
    return dated or not listed


def _classes(document: Document) -> str:
    page = document.root.find("body")
    return (page.get("class") or "") if page is not None else ""


def _types(declared: Declared) -> frozenset[str]:
    """What the page says in JSON-LD that it is."""
    nodes = (n.types for n in declared.nodes if not n.aside and not n.types & ARTICLE_TYPES)
    return frozenset(name for types in nodes for name in types)


def _is_list(document: Document, declared: Declared, dates: tuple[DateClaim, ...]) -> bool:
    """Whether a page with much text is nothing but teasers: their excerpts add up to an article's length.

    Sites call their lists an "article" in og:type too, so that it proves nothing against JSON-LD and several teasers.
    """
    if declared.article is not None or declared.first("article:published_time") or _SINGLE.search(_classes(document)):
        return False
    if sum(1 for text in marked_texts(document.root) if len(text_of(text)) >= _OWN) == 1:
        return False
    if _types(declared) & _COLLECTIONS:
        return len(_teasers(document)) >= _SEVERAL or _excerpts(document) >= _SEVERAL
    if (declared.first("og:type") or "").lower() == "article" or _dated(dates, ("jsonld", "meta")):
        return False
    many = len(_teasers(document)) >= _MANY
    if _BODY_CLASS.search(_classes(document)):
        return many or _excerpts(document) >= _SEVERAL
    return many and _excerpts(document) >= _MANY


def _dated(dates: tuple[DateClaim, ...], sources: tuple[str, ...]) -> bool:
    return any(c.kind is DateKind.PUBLISHED and c.source in sources for c in dates)


@cache
def _excerpt_end() -> re.Pattern[str]:
    data = tomllib.loads(resources.files("newscrawl.extract").joinpath("data/lists.toml").read_text("utf-8"))
    return re.compile(rf"(?:{'|'.join(data['excerpt_ends'])})\W{{0,4}}$", re.IGNORECASE)


def _excerpts(document: Document) -> int:
    """How many short blocks end as excerpts do: with an ellipsis in brackets or "Read more"."""
    blocks: list[etree._Element] = [e for e in document.root.iter("p", "div") if e.find("p") is None]
    return sum(1 for e in blocks if e.find("div") is None and _is_excerpt(text_of(e)))


def _is_excerpt(text: str) -> bool:
    return 40 <= len(text) <= _EXCERPT and _excerpt_end().search(text[-40:]) is not None


def _is_home(url: str | None) -> bool:
    try:
        return (
            bool(url)
            and urlsplit(url or "").path.strip("/") in ("", "index.html", "index.php")
            and not urlsplit(url or "").query
        )
    except ValueError:
        return False


def _teasers(document: Document) -> frozenset[str]:
    """Headlines that link to other pages, as `key`."""
    headings = document.root.iter("h2", "h3", "h4")
    linked = (h for h in headings if h.find(".//a") is not None or h.getparent().tag == "a")
    return frozenset(key(text) for text in map(text_of, linked) if len(text) > 20)
