"""Paragraphs that are a site's and no article's: subscription notices, disclaimers, menus that extraction left in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from statistics import median

PER_SITE = 300
"""Texts of a site that are read for it, so that memory does not grow with the corpus."""
# Texts of a site that must show a paragraph; of each, what nearly all of them show must be the smaller part. Where it
# is the larger one, they are copies of one text, and what is copied most must not be taken for boilerplate.
_HOLDERS = 5
_NEARLY_ALL, _SMALLER = 0.8, 0.5

Page = Mapping[int, int]
"""Key of each paragraph of a text (`Text.paragraph_keys`, but for those without words) → its length."""


def boilerplate(pages: Sequence[Page]) -> dict[int, list[int]]:
    """Keys of the paragraphs that are the site's, each with the numbers of the pages that show it."""
    holders: dict[int, list[int]] = defaultdict(list)
    for number, page in enumerate(pages):
        for key in page:
            holders[key].append(number)
    return {
        key: who
        for key, who in sorted(holders.items())
        if len(who) >= _HOLDERS and _common_part([pages[number] for number in who]) < _SMALLER
    }


def _common_part(pages: Sequence[Page]) -> float:
    """Which share of the median page is paragraphs that nearly all of the pages show."""
    counted = Counter(key for page in pages for key in page)
    common = {key for key, number in counted.items() if number >= _NEARLY_ALL * len(pages)}
    shares = (sum(page[key] for key in common & page.keys()) / (sum(page.values()) or 1) for page in pages)
    return median(shares)
