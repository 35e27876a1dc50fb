"""Figures of clusters: pairwise precision, recall and F1, adjusted Rand index, recall by edit, false merges by kind."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

Row = Mapping[str, Any]
# Edits that make another text of it.
_OTHER_TEXT = ("update", "shared_quote")


@dataclass(frozen=True)
class Score:
    precision: float
    recall: float
    f1: float
    ari: float
    by_edit: dict[str, float]
    """Share of copies that stand with what they were made from; of `natural` ones, of their pairs."""
    merged: dict[str, float]
    """Share of the pairs that must stay apart and don't, by kind."""


def score(gold: Iterable[Row], apart: Iterable[Row], clusters: Mapping[str, str]) -> Score:
    """gold: {"id", "cluster", "op", "of"}; apart: {"kind", "a", "b"}; a document without a cluster is alone."""
    rows = list(gold)
    given = {
        row["id"]: f"given {clusters[row['id']]}" if row["id"] in clusters else f"alone {row['id']}" for row in rows
    }
    wanted = {row["id"]: row["cluster"] for row in rows}
    both = _pairs(Counter((wanted[i], given[i]) for i in given))
    found, right, all_pairs = _pairs(Counter(given.values())), _pairs(Counter(wanted.values())), _pair(len(rows))
    chance = found * right / all_pairs if all_pairs else 0.0
    most = (found + right) / 2
    return Score(
        precision=both / found if found else 1.0,
        recall=both / right if right else 1.0,
        f1=2 * both / (found + right) if found + right else 1.0,
        ari=(both - chance) / (most - chance) if most != chance else 1.0,
        by_edit=_shares((row["op"], given[row["id"]] == given[other]) for row, other in _copies(rows)),
        merged=_shares((row["kind"], given[row["a"]] == given[row["b"]]) for row in apart),
    )


def _copies(rows: list[Row]) -> Iterable[tuple[Row, str]]:
    natural: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["op"] == "natural":
            natural[row["cluster"]].append(row)
        elif row["of"] and row["op"] not in _OTHER_TEXT:
            yield row, row["of"]
    for members in natural.values():
        yield from ((one, other["id"]) for one, other in combinations(members, 2))


def _shares(told: Iterable[tuple[str, bool]]) -> dict[str, float]:
    seen: dict[str, list[bool]] = defaultdict(list)
    for name, yes in told:
        seen[name].append(yes)
    return {name: sum(all_of_it) / len(all_of_it) for name, all_of_it in sorted(seen.items())}


def _pairs(sizes: Counter[Any]) -> int:
    return sum(_pair(n) for n in sizes.values())


def _pair(n: int) -> int:
    return n * (n - 1) // 2
