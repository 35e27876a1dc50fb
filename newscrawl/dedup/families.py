"""Families of texts: clusters that neither merged texts, updates nor what everyone prints chain together.

A link of two texts says that they are one; a chain of links does not. Three findings tell texts apart, and no cluster
holds two that one of them tells apart:

- a text put together from two is no bridge between them: whatever is of its main part, and whatever is of the others;
- an update and the version before it;
- texts that share a short text, as a notice or an agency's brief is printed in many, and are not linked otherwise.

Links are taken with the strongest first, so that each text goes where it belongs most.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping

from newscrawl.dedup.clusters import components
from newscrawl.dedup.model import Kind
from newscrawl.dedup.pairs import Key, Pair
from newscrawl.dedup.parents import parents

UPDATES = frozenset({Kind.UPDATE_OF, Kind.UPDATED_BY})
# A part of less than this share of the text that holds it says little of that text.
_SMALL = 0.5


def parts_of(text: Key, pairs: Iterable[Pair[Key]]) -> dict[Key, bool]:
    """Which others a text was put together from, given all its pairs; see `parents`."""
    own = list(pairs)
    return parents(max(pair.words_of(text) for pair in own), [pair.seen_from(text) for pair in own]) if own else {}


def families(pairs: Collection[Pair[Key]], order: Callable[[Key], str]) -> dict[Key, Key]:
    """Each text that is linked with another → its cluster, named after the smallest key in it.

    pairs: all of some texts and of those linked with them, directly or not.
    order: a name that does not depend on when a text arrived; it decides between links of one strength.
    """
    links = [pair for pair in pairs if pair.joins]
    groups = _groups(pairs, links)
    if groups:
        links.sort(key=lambda p: (*(-s for s in p.strength), *sorted((order(p.a), order(p.b)))))
    return components(((pair.a, pair.b) for pair in links), groups)


def _groups(pairs: Collection[Pair[Key]], links: Collection[Pair[Key]]) -> Mapping[Key, dict[str, int]]:
    """Text → reason → group; texts in different groups of one reason are told apart."""
    found: dict[Key, dict[str, int]] = defaultdict(dict)
    for pair in pairs:
        for whole, part, side in ((pair.a, pair.b, pair.a_part), (pair.b, pair.a, pair.b_part)):
            if side is not None:
                found[part][f"merged {whole}"] = int(side)
        if pair.kind in UPDATES:
            reason = f"updated {pair.a} {pair.b}"
            found[pair.a][reason], found[pair.b][reason] = 0, 1
    linked_with: dict[Key, list[Key]] = defaultdict(list)
    for pair in links:
        linked_with[pair.a].append(pair.b)
    for brief, holders in _printed_in(links).items():
        linked = components((one, other) for one in holders for other in linked_with[one] if other in holders)
        numbers = {top: number for number, top in enumerate({linked.get(h, h) for h in holders})}
        if len(numbers) > 1:
            for holder in holders:
                found[holder][f"holds {brief}"] = numbers[linked.get(holder, holder)]
    return found


def _printed_in(links: Iterable[Pair[Key]]) -> dict[Key, set[Key]]:
    """Short text → the much longer ones that hold it."""
    found: dict[Key, set[Key]] = defaultdict(set)
    for pair in links:
        if pair.kind is Kind.CONTAINS and pair.b_words < _SMALL * pair.a_words:
            found[pair.b].add(pair.a)
        elif pair.kind is Kind.PART_OF and pair.a_words < _SMALL * pair.b_words:
            found[pair.a].add(pair.b)
    return {brief: holders for brief, holders in found.items() if len(holders) > 1}
