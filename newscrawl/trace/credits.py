"""Credits of a page: which names stand where, and in which form."""

from __future__ import annotations

from newscrawl.extract.document import Document
from newscrawl.items import Article, Credit
from newscrawl.sites import Site


def read_credits(document: Document, *, article: Article | None = None, site: Site | None = None) -> tuple[Credit, ...]:
    """Every credit of the page in the order of its places; empty where the page names nobody."""
    return ()
