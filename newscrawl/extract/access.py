"""Whether the whole text is to be had without paying, as the page declares or shows it, with what says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from newscrawl.extract.blocks import TextBlock
from newscrawl.extract.declared import Declared
from newscrawl.extract.document import Document, text_of
from newscrawl.extract.offers import is_offer
from newscrawl.extract.text import key
from newscrawl.items import Access, Sign
from newscrawl.selectors import elements

_TIERS = {"free": Access.FREE, "metered": Access.METERED, "locked": Access.LOCKED}
_TIER_METAS = ("article:content_tier", "og:article:content_tier", "content_tier")
_WALL = re.compile(
    r"(?:^|\s)(?:paywall|pay-wall|paywall-(?:overlay|barrier|container|offer)|article-?paywall|premium-?barrier)(?:\s|$)",
    re.IGNORECASE,
)
# A longer text in front of an offer to subscribe is as often all of it: readers with scripts see less than we do.
_LONGEST_STUB = 4000
# Blocks behind the last line of the text in which the offer stands; headings and buttons come between.
_NEAR = 8
# Declared words that are that many times as many as the text's; counts differ by headline, captions and boxes.
_WORDS_MORE, _FEWEST_WORDS = 1.5, 30
_SOME_TEXT = 40


def find_access(
    document: Document, declared: Declared, body: str, blocks: Sequence[TextBlock]
) -> tuple[Access, tuple[Sign, ...]]:
    """How the text is to be had, and everything that says so; the publisher's tier before schema.org's yes or no.

    schema.org: `isAccessibleForFree` of the article, or of the part of it that `cssSelector` names; Facebook's
    `article:content_tier`. A wall's class alone is the weakest sign: themes carry it on free pages too, so it is asked
    only where nothing is declared. Signs whose rule begins with `stub-` say that `body` is not the whole text: an offer
    to subscribe right behind it, a part for subscribers that the page does not have, or far more words declared. They
    make the text locked unless the page declares it free.
    """
    claims = [*_tiers(declared), *_accessible(declared), *_parts(declared)]
    claims = claims or list(_walls(document))
    access, signs = (claims[0][0] if claims else Access.UNKNOWN), [sign for _, sign in claims]
    stub = [*_offer(document, body, blocks)]
    if stub or access in (Access.LOCKED, Access.METERED):
        stub += [*_absent_parts(document, body, signs), *_fewer_words(declared, body)]
    if stub and access is not Access.FREE:
        access = Access.LOCKED
    return access, (*signs, *stub)


def _tiers(declared: Declared) -> Iterator[tuple[Access, Sign]]:
    for meta in declared.meta(*_TIER_METAS):
        if tier := _TIERS.get(meta.content.lower()):
            place = declared.document.locate(meta.element, "content")
            yield tier, Sign(rule="content-tier", quote=meta.content, locator=place)


def _accessible(declared: Declared) -> Iterator[tuple[Access, Sign]]:
    node = declared.article
    if node is None or (said := _free(node.data)) is None:
        return
    quote = "true" if said else "false"
    access = Access.FREE if said else Access.LOCKED
    yield access, Sign(rule="accessible-for-free", quote=quote, locator=node.at("isAccessibleForFree"))


def _free(data: dict[str, Any]) -> bool | None:
    said = str(data.get("isAccessibleForFree")).strip().lower().rsplit("/", 1)[-1]
    return {"true": True, "false": False}.get(said)


def _parts(declared: Declared) -> Iterator[tuple[Access, Sign]]:
    """Parts of the article that are for subscribers; `quote` is the selector of their elements."""
    node = declared.article
    parts = node.data.get("hasPart") if node is not None else None
    many = isinstance(parts, list)
    for i, part in enumerate(parts if isinstance(parts, list) else [parts]):
        if node is not None and isinstance(part, dict) and _free(part) is False:
            selectors = part.get("cssSelector")
            for selector in selectors if isinstance(selectors, list) else [selectors]:
                if isinstance(selector, str) and selector.strip():
                    place = node.at("hasPart", *([i] if many else []), "cssSelector")
                    yield Access.LOCKED, Sign(rule="locked-part", quote=selector.strip(), locator=place)


def _walls(document: Document) -> Iterator[tuple[Access, Sign]]:
    for element in document.root.iter("div", "section", "aside"):
        named = element.get("class") or ""
        if found := _WALL.search(named):
            place = document.locate(element, "class")
            yield Access.LOCKED, Sign(rule="wall-class", quote=found[0].strip(), locator=place)
            return


def _offer(document: Document, body: str, blocks: Sequence[TextBlock]) -> Iterator[Sign]:
    """The offer to subscribe behind the last line of a short text."""
    if not body or len(body) > _LONGEST_STUB:
        return
    last = {key(line) for line in body.split("\n")[-2:]}
    end = next((i for i in range(len(blocks) - 1, -1, -1) if blocks[i].folded in last), None)
    for block in islice(blocks, end, end + _NEAR + 1) if end is not None else ():
        if is_offer(block.text):
            yield Sign(rule="stub-offer", quote=block.text, locator=document.locate(block.element))
            return


def _absent_parts(document: Document, body: str, signs: Sequence[Sign]) -> Iterator[Sign]:
    """Parts for subscribers that a page with a short text lacks; some sites name them by scripts, once it is shown."""
    for sign in signs if len(body) <= _LONGEST_STUB else ():
        if sign.rule != "locked-part":
            continue
        try:
            found = elements(sign.quote, document.root)
        except ValueError:  # what sites write there is not always a selector
            continue
        if sum(len(text_of(element)) for element in found) < _SOME_TEXT:
            yield Sign(rule="stub-part", quote=sign.quote, locator=sign.locator)


def _fewer_words(declared: Declared, body: str) -> Iterator[Sign]:
    node = declared.article
    said = str(node.data.get("wordCount", "")) if node is not None else ""
    words = len(body.split())
    # Of a script without spaces nobody knows how its words were counted.
    if (
        node is not None
        and said.isascii()
        and said.isdigit()
        and words >= _FEWEST_WORDS
        and int(said) > _WORDS_MORE * words
    ):
        yield Sign(rule="stub-words", quote=said, locator=node.at("wordCount"))
