"""The headline: chosen among what the page calls its title, by how many of them agree."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from newscrawl.extract.declared import Declared
from newscrawl.extract.document import Document, text_of
from newscrawl.extract.text import key, plain, visible

_SEPARATOR = re.compile(r"\s+[|–—·•»:\-]{1,2}\s+|\s*[|｜»]\s*|\s[:–—-]\s|[_＿](?=[^_＿]{2,20}$)|：(?=[^：]{2,12}$)")
# Longer than any headline of the benchmarks' news pages.
_LONGEST = 300


def find_title(document: Document, declared: Declared) -> str | None:
    """The article's headline without the site's name; None where the page names none.

    A heading on the page wins where a declared title says the same; else the declared ones in the order of how
    seldom they are shortened or decorated.
    """
    headings = [text for text in (visible(text_of(h)) for h in _headings(document)) if 0 < len(text) <= _LONGEST]
    claims = [visible(claim) for claim in _claims(declared) if 0 < len(claim) <= _LONGEST]
    page_title = visible(plain(text_of(title))) if (title := document.root.find(".//head/title")) is not None else ""
    for heading in headings:
        if any(_agree(heading, claim) for claim in [*claims, page_title]):
            return heading
    site = declared.site_name
    known = [key(text) for text in headings + claims]
    shortened = [_without_site(claim, site, known) for claim in [*claims, page_title] if claim]
    return next(iter(shortened or headings), None)


def _headings(document: Document) -> Iterator[etree._Element]:
    """First-level headings, those of an article element first; then elements marked as headline."""
    headings = list(document.root.iter("h1"))
    yield from (h for h in headings if next(h.iterancestors("article", "main"), None) is not None)
    yield from (h for h in headings if next(h.iterancestors("article", "main"), None) is None)
    yield from document.root.xpath("//h2[contains(@itemprop, 'headline') or contains(@class, 'entry-title')]")[:3]


def _claims(declared: Declared) -> Iterator[str]:
    if declared.article is not None and (headline := declared.article.text("headline")):
        yield plain(headline)
    for meta in declared.meta("og:title", "twitter:title", "title", "dc.title", "parsely-title", "headline"):
        yield plain(meta.content)


def _agree(heading: str, claim: str) -> bool:
    """Whether a declared title says the heading, with or without a site's name or a section around it."""
    short, long = key(heading), key(claim)
    return (len(short) >= 8 and (short in long and len(short) >= 0.4 * len(long))) or (bool(short) and short == long)


def _without_site(title: str, site: str | None, known: list[str]) -> str:
    """The title without "… | Site" or "Site: …"; other parts are kept unless another claim stops there too."""
    cuts = list(_SEPARATOR.finditer(title))
    for cut in cuts:
        before, after = title[: cut.start()].strip(), title[cut.end() :].strip()
        if site and key(site) and key(after) == key(site) and before:
            return before
        if site and key(site) and key(before) == key(site) and after:
            return after
        if key(before) in known and key(before):
            return before
    return title
