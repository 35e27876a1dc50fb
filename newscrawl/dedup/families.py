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
from dataclasses import dataclass
from datetime import timedelta

from newscrawl.dedup import times
from newscrawl.dedup.clusters import components
from newscrawl.dedup.kinds import REVERSED, Kind
from newscrawl.dedup.pairs import UPDATES, Key, Pair
from newscrawl.dedup.parents import parents

# A part of less than this share of the text that holds it says little of that text.
_SMALL = 0.5
_HELD = frozenset({Kind.EXACT, Kind.NEAR, Kind.PART_OF})


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a text beside its words."""

    name: str
    """Says nothing of when the text arrived; decides between links of one strength."""
    site: str | None
    date: str | None


def parts_of(text: Key, pairs: Iterable[Pair[Key]]) -> dict[Key, bool]:
    """Which others a text was put together from, given all its pairs; see `parents`."""
    own = list(pairs)
    return parents(max(pair.words_of(text) for pair in own), [pair.seen_from(text) for pair in own]) if own else {}


def families(pairs: Collection[Pair[Key]], facts: Callable[[Key], Facts]) -> dict[Key, Key]:
    """Each text that is linked with another → its cluster, named after the smallest key in it.

    pairs: all of some texts and of those linked with them, directly or not.
    """
    links = [pair for pair in pairs if pair.joins]
    linked: dict[Key, dict[Key, Kind]] = defaultdict(dict)
    for pair in links:
        linked[pair.a][pair.b] = pair.kind
        linked[pair.b][pair.a] = REVERSED.get(pair.kind, pair.kind)
    groups: dict[Key, dict[str, int]] = defaultdict(dict)
    _by_parts(groups, pairs)
    _by_updates(groups, pairs, linked, facts)
    _by_briefs(groups, links, linked)
    if groups:
        links.sort(key=lambda p: (*(-s for s in p.strength), *sorted((facts(p.a).name, facts(p.b).name))))
    return components(((pair.a, pair.b) for pair in links), groups)


# Each of these writes text → reason → group; texts that one reason puts into different groups are told apart.
Groups = dict[Key, dict[str, int]]
Linked = Mapping[Key, Mapping[Key, Kind]]


def _by_parts(groups: Groups[Key], pairs: Iterable[Pair[Key]]) -> None:
    for pair in pairs:
        for whole, part, side in ((pair.a, pair.b, pair.a_part), (pair.b, pair.a, pair.b_part)):
            if side is not None:
                groups[part][f"merged {whole}"] = int(side)


def _by_updates(
    groups: Groups[Key], pairs: Iterable[Pair[Key]], linked: Linked[Key], facts: Callable[[Key], Facts]
) -> None:
    for pair in pairs:
        if pair.kind not in UPDATES:
            continue
        new, old = (pair.a, pair.b) if pair.kind is Kind.UPDATE_OF else (pair.b, pair.a)
        # What stood elsewhere before either of them is no update: both are copies of that.
        before = (text for text, kind in linked[new].items() if kind in _HELD and text in linked[old])
        if not any((times.later(facts(old), facts(text)) or timedelta()) > timedelta() for text in before):
            groups[new][f"update {new} {old}"], groups[old][f"update {new} {old}"] = 1, 0


def _by_briefs(groups: Groups[Key], links: Iterable[Pair[Key]], linked: Linked[Key]) -> None:
    for brief, holders in _printed_in(links).items():
        tops = components((one, other) for one in holders for other in linked[one] if other in holders)
        numbers = {top: number for number, top in enumerate({tops.get(holder, holder) for holder in holders})}
        if len(numbers) > 1:
            for holder in holders:
                groups[holder][f"brief {brief}"] = numbers[tops.get(holder, holder)]


def _printed_in(links: Iterable[Pair[Key]]) -> dict[Key, set[Key]]:
    """Short text → the much longer ones that hold it."""
    found: dict[Key, set[Key]] = defaultdict(set)
    for pair in links:
        if pair.kind is Kind.CONTAINS and pair.b_words < _SMALL * pair.a_words:
            found[pair.b].add(pair.a)
        elif pair.kind is Kind.PART_OF and pair.a_words < _SMALL * pair.b_words:
            found[pair.a].add(pair.b)
    return {brief: holders for brief, holders in found.items() if len(holders) > 1}
