"""Is the page an article at all?"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from newscrawl.extract.declared import ARTICLE_TYPES, Declared
from newscrawl.extract.document import Document, text_of
from newscrawl.extract.text import key
from newscrawl.items import DateClaim, DateKind

_LISTS = frozenset({"CollectionPage", "SearchResultsPage", "ImageGallery", "ProfilePage", "ContactPage", "AboutPage"})
_BODY_CLASS = re.compile(
    r"(?:^|\s)(?:home|archive|category|tag|search|search-results|author|page-template-home\S*|error404)(?:\s|$)"
)
_SINGLE = re.compile(r"(?:^|\s)(?:single|single-post|postid-\d+)(?:\s|$)")
# A text of this many characters is one whatever surrounds it; the shortest brief among the benchmarks' news has 150.
_LONG, _SHORT = 1500, 400
# Teasers of a list; an article page's own are counted too, which its text outweighs.
_MANY = 8


def is_article(document: Document, declared: Declared, body: str, dates: tuple[DateClaim, ...]) -> bool:
    """False only where the page shows itself to be a list, a home page or a gallery; doubt counts as an article."""
    if declared.article is not None or (declared.first("og:type") or "").lower() == "article":
        return True
    if declared.first("article:published_time") or len(body) >= _LONG:
        return True
    page = document.root.find("body")
    classes = (page.get("class") or "") if page is not None else ""
    if _SINGLE.search(classes):
        return True
    if _BODY_CLASS.search(classes) or any(
        n.types & _LISTS and not n.types & ARTICLE_TYPES and not n.aside for n in declared.nodes
    ):
        return False
    teasers = _teasers(document)
    headlines = sum(len(line) for line in body.splitlines() if key(line) in teasers)
    listed = len(teasers) >= _MANY and (len(body) < _SHORT or 2 * headlines >= len(body))
    # Saved pages often come with their site's address only, so a root address alone proves nothing.
    if listed and _is_home(document.url):
        return False
    dated = any(c.kind is DateKind.PUBLISHED and c.source != "text" for c in dates)
    return dated or not listed


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
