"""Whether the whole text is to be had without paying, as the page declares it, with what says so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newscrawl.extract.declared import Declared
from newscrawl.extract.document import Document
from newscrawl.items import Access, Sign

_TIERS = {"free": Access.FREE, "metered": Access.METERED, "locked": Access.LOCKED}
_TIER_METAS = ("article:content_tier", "og:article:content_tier", "content_tier")
_WALL = re.compile(
    r"(?:^|\s)(?:paywall|pay-wall|paywall-(?:overlay|barrier|container|offer)|article-?paywall|premium-?barrier)(?:\s|$)",
    re.IGNORECASE,
)


def find_access(document: Document, declared: Declared) -> tuple[Access, tuple[Sign, ...]]:
    """How the text is to be had, and everything that says so; the publisher's tier before schema.org's yes or no.

    schema.org: `isAccessibleForFree` of the article; Facebook's `article:content_tier`. A wall's class alone is the
    weakest sign: themes carry it on free pages too, so it is asked only where nothing is declared.
    """
    claims = [*_tiers(declared), *_accessible(declared)]
    claims = claims or list(_walls(document))
    return (claims[0][0] if claims else Access.UNKNOWN), tuple(sign for _, sign in claims)


def _tiers(declared: Declared) -> Iterator[tuple[Access, Sign]]:
    for meta in declared.meta(*_TIER_METAS):
        if tier := _TIERS.get(meta.content.lower()):
            place = declared.document.locate(meta.element, "content")
            yield tier, Sign(rule="content-tier", quote=meta.content, locator=place)


def _accessible(declared: Declared) -> Iterator[tuple[Access, Sign]]:
    node = declared.article
    if node is None or "isAccessibleForFree" not in node.data:
        return
    said = str(node.data["isAccessibleForFree"]).strip().lower().rsplit("/", 1)[-1]
    if said in ("true", "false"):
        access = Access.FREE if said == "true" else Access.LOCKED
        yield access, Sign(rule="accessible-for-free", quote=said, locator=node.at("isAccessibleForFree"))


def _walls(document: Document) -> Iterator[tuple[Access, Sign]]:
    for element in document.root.iter("div", "section", "aside"):
        named = element.get("class") or ""
        if found := _WALL.search(named):
            place = document.locate(element, "class")
            yield Access.LOCKED, Sign(rule="wall-class", quote=found[0].strip(), locator=place)
            return
