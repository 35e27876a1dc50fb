"""The headline: chosen among what the page calls its title, by how many of these agree."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from newscrawl.extract.declared import Declared
from newscrawl.extract.document import Document, text_of
from newscrawl.extract.text import key, plain, visible

_SEPARATOR = re.compile(
    r"\s+[|–—·•»:\-]{1,2}\s+|\s*[|｜»]\s*|:\s+|\s-(?=[^\s-]+$)|[_＿](?=[^_＿]{2,20}$)|：(?=[^：]{2,12}$)"
    r"|-(?=[^-\s]{2,6}[|｜ㅣ][^-]{2,12}$)"
)
# Longer than any headline of the benchmarks' news pages.
_LONGEST = 300
# How far each is to be believed where they differ: counted on 106 news pages, the social title was right on 83,
# JSON-LD's on 79, the heading on 76, the window's on 72 after cutting. Twitter's is mostly a copy of the social one.
# JSON-LD is written by the newsroom's system for the article alone and breaks the tie of the other two.
_WEIGHTS = {"social": 1.0, "jsonld": 1.2, "heading": 0.9, "window": 0.35, "twitter": 0.3, "other": 0.2}


def find_title(document: Document, declared: Declared) -> str | None:
    """The article's headline without the site's name; None where the page names none."""
    candidates = [(text, source) for text, source in _candidates(document, declared) if 0 < len(text) <= _LONGEST]
    site = declared.site_name
    known = {key(text) for text, source in candidates if source != "window"}
    votes: dict[str, float] = {}
    spelled: dict[str, str] = {}
    for text, source in candidates:
        text = _without_site(text, site, known)
        same = key(text)
        if same and same != key(site or ""):
            votes[same] = votes.get(same, 0.0) + _WEIGHTS[source]
            spelled.setdefault(same, text)
    if not votes:
        return None
    return spelled[max(votes, key=lambda same: votes[same])]


def titles_of(document: Document, declared: Declared) -> tuple[str, ...]:
    """All spellings of the headline on the page: headings and declared titles, also those not chosen."""
    texts = [text for text, _ in _candidates(document, declared)]
    return tuple(dict.fromkeys([*texts, *(visible(text_of(h)) for h in _headings(document))]))


def _candidates(document: Document, declared: Declared) -> Iterator[tuple[str, str]]:
    """Everything that may be the headline, with its source; the heading first, as it is spelled best."""
    heading = next((text for text in (visible(text_of(h)) for h in _headings(document)) if text), None)
    if heading:
        yield heading, "heading"
    if declared.article is not None and (headline := declared.article.text("headline")):
        yield visible(plain(headline)), "jsonld"
    sources = (("og:title", "social"), ("twitter:title", "twitter"), ("dc.title", "other"), ("parsely-title", "other"))
    for name, source in sources:
        if claim := declared.first(name):
            yield visible(plain(claim)), source
    if (title := document.root.find(".//head/title")) is not None:
        yield visible(plain(text_of(title))), "window"


def _headings(document: Document) -> Iterator[etree._Element]:
    """First-level headings, those of an article element first; then elements marked as headline."""
    headings = list(document.root.iter("h1"))
    yield from (h for h in headings if next(h.iterancestors("article", "main"), None) is not None)
    yield from (h for h in headings if next(h.iterancestors("article", "main"), None) is None)
    yield from document.root.xpath("//h2[contains(@itemprop, 'headline') or contains(@class, 'entry-title')]")[:3]


def _without_site(title: str, site: str | None, known: set[str]) -> str:
    """The title without "… | Site" or "Site: …"; other parts are kept unless another title stops there too."""
    name = key(site or "")
    for cut in _SEPARATOR.finditer(title):
        before, after = title[: cut.start()].strip(), title[cut.end() :].strip()
        if not key(before) or not key(after):
            continue
        if name and key(after) == name:
            return before
        if name and key(before) == name:
            return after
        if key(before) in known and len(key(before)) >= 8:
            return before
    return title
