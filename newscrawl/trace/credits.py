"""Credits of a page: which names stand where, and in which form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from newscrawl.extract.document import Document
from newscrawl.items import Article, Credit
from newscrawl.sites import Site
from newscrawl.trace import (
    bylines,
    cited,
    closings,
    datelines,
    images,
    links,
    notices,
    outlets,
    picture_addresses,
    site_rules,
    sources,
)
from newscrawl.trace.directory import Sites
from newscrawl.trace.page import Page, read_page

# Of one rule; no article has so many, and an address of an element among thousands of siblings is slow to write.
_MOST = 150
Rule = Callable[[Page], Iterator[Credit]]

# In this order, since a line that one rule has read as a credit is not read again by those that come later.
RULES: tuple[Rule, ...] = (
    site_rules.find,
    bylines.from_meta,
    bylines.from_own_site,
    bylines.from_json_ld,
    bylines.from_containers,
    outlets.outlet_lines,
    bylines.from_lines,
    datelines.find,
    sources.find,
    closings.desk_lines,
    closings.contributions,
    closings.marks,
    notices.find,
    outlets.title_providers,
    outlets.source_links,
    closings.find,
    images.find,
    links.canonical,
    links.read_original,
    cited.find,
    picture_addresses.find,
)


def read_credits(
    document: Document, *, article: Article | None = None, site: Site | None = None, sites: Sites | None = None
) -> tuple[Credit, ...]:
    """Every credit of the page, by rule and place; empty where the page names nobody.

    Reads the raw page before extraction, since extraction drops bylines, captions and credit lines. `article` only
    spares reading the site's name again; `site` says whose page it is and adds the site's own rules; `sites` are
    the declared sites by name, whose hosts are known beside the gazetteer's.
    """
    page = read_page(document, article, site, sites)
    kept: dict[tuple[str, str], list[str]] = {}
    found = []
    for rule in RULES:
        for credit in islice(rule(page), _MOST):
            places = kept.setdefault((credit.kind, credit.quote), [])
            if not any(_same_place(credit.locator, place) for place in places):
                places.append(credit.locator)
                found.append(credit)
    return tuple(found)


def _same_place(one: str, other: str) -> bool:
    """True where one element holds the other, which has the same text then."""
    one, other = one.partition("#char")[0], other.partition("#char")[0]
    return one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/")
