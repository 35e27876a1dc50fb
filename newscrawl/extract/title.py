"""The headline: chosen among what the page calls its title, by how many of these agree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from newscrawl.extract.declared import Declared
from newscrawl.extract.document import Document, text_of
from newscrawl.extract.text import key, plain, visible

_SEPARATOR = re.compile(
    r"\s+[|–—·•»:\-]{1,2}\s+|\s*[|｜»]\s*|:\s+|\s-(?=[^\s-]+$)|[_＿](?=[^_＿]{2,20}$)|：(?=[^：]{2,12}$)"
    r"|-(?=[^-\s]{2,6}[|｜ㅣ][^-]{2,12}$)"
)
_OTHER = ("dc.title", "parsely-title", "headline")
# Longer than any headline of the benchmarks' news pages.
_LONGEST = 300
# Letters and digits that no section's or site's name has; fewer may be one.
_SHORTEST = 8
# How far each is to be believed where they differ. JSON-LD's is written by the newsroom's system for the article alone
# and outweighs the others together: where heading and JSON-LD differed, it was right on 20 pages of three sources and
# the heading on 10. Else the social title was right on 87 of 106 news pages, the heading on 77, the window's on 72
# after cutting; on 900 others the heading more often. Twitter's is mostly a copy of the social one.
_WEIGHTS = {"jsonld": 2.8, "social": 1.0, "heading": 0.9, "window": 0.35, "twitter": 0.3, "other": 0.2}


def find_title(document: Document, declared: Declared) -> tuple[str | None, tuple[str, ...]]:
    """The article's headline without the site's name, None where the page names none; and all spellings of it.

    The spellings are headings and declared titles, also those not chosen.
    """
    headings = [visible(text_of(heading)) for heading in _headings(document)]
    candidates = list(_candidates(document, declared, next(filter(None, headings), None)))
    return _chosen(candidates, declared.site_name), tuple(dict.fromkeys([*(t for t, _ in candidates), *headings]))


def _chosen(candidates: list[tuple[str, str]], site: str | None) -> str | None:
    candidates = [(text, source) for text, source in candidates if 0 < len(text) <= _LONGEST]
    known = {key(text) for text, source in candidates if source != "window"}
    votes: dict[str, float] = {}
    spelled: dict[str, str] = {}
    alone = ""
    for text, source in candidates:
        text = _without_site(text, site, known)
        same = key(text)
        if same and same != key(site or ""):
            told = source if len(same) >= _SHORTEST else "other"
            votes[same] = votes.get(same, 0.0) + _WEIGHTS[told]
            spelled.setdefault(same, text)
            alone = alone or (same if source == "social" else "")
    if not votes:
        return None
    # A social title stands without the page around it: what others set before the same words is a kicker.
    if len(alone) >= _SHORTEST:
        votes[alone] += sum(vote for same, vote in votes.items() if same != alone and same.endswith(alone))
    return spelled[max(votes, key=lambda same: votes[same])]


def _candidates(document: Document, declared: Declared, heading: str | None) -> Iterator[tuple[str, str]]:
    """Everything that may be the headline, with its source; the heading first, as it is spelled best."""
    if heading:
        yield heading, "heading"
    if declared.article is not None and (headline := declared.article.text("headline")):
        yield visible(plain(headline)), "jsonld"
    sources = (("og:title", "social"), ("twitter:title", "twitter"), *((name, "other") for name in _OTHER))
    for name, source in sources:
        if claim := declared.first(name):
            yield visible(plain(claim)), source
    if (title := document.root.find("head/title")) is not None:
        yield visible(plain(text_of(title))), "window"


def _headings(document: Document) -> Iterator[etree._Element]:
    """First-level headings, those of an article element first; then elements marked as headline."""
    headings = list(document.root.iter("h1"))
    yield from (h for h in headings if next(h.iterancestors("article", "main"), None) is not None)
    yield from (h for h in headings if next(h.iterancestors("article", "main"), None) is None)
    marked = (h for h in document.root.iter("h2") if _is_headline(h))
    yield from islice(marked, 3)


def _is_headline(heading: etree._Element) -> bool:
    return "headline" in (heading.get("itemprop") or "") or "entry-title" in (heading.get("class") or "")


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
        if key(before) in known and len(key(before)) >= _SHORTEST:
            return before
    return title
