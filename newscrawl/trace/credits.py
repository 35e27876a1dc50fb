"""Credits of a page: which names stand where, and in which form."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from newscrawl.extract.document import Document
from newscrawl.items import Article, Credit
from newscrawl.sites import Site
from newscrawl.trace import bylines, cited, closings, datelines, images, links, notices, sources
from newscrawl.trace.page import Page, read_page

Rule = Callable[[Page], Iterator[Credit]]

# In this order, since a line that one rule has read as a credit is not read again by those that come later.
RULES: tuple[Rule, ...] = (
    bylines.from_meta,
    bylines.from_json_ld,
    bylines.from_containers,
    notices.outlet_lines,
    bylines.from_lines,
    datelines.find,
    sources.find,
    closings.desk_lines,
    closings.contributions,
    closings.marks,
    notices.find,
    closings.find,
    images.find,
    links.canonical,
    links.read_original,
    cited.find,
)


def read_credits(document: Document, *, article: Article | None = None, site: Site | None = None) -> tuple[Credit, ...]:
    """Every credit of the page, by rule and place; empty where the page names nobody.

    Reads the raw page before extraction, since extraction drops bylines, captions and credit lines. `article` gives
    the language where it is known; `site` says whose page it is and adds the site's own rules.
    """
    page = read_page(document, article, site)
    found: dict[tuple[str, str, str], Credit] = {}
    for rule in RULES:
        for credit in rule(page):
            found.setdefault((credit.kind, credit.locator, credit.quote), credit)
    return tuple(found.values())
