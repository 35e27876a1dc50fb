"""The demo's result beside what the replica's authors know to be true (newscrawl/demo/truth.toml)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from newscrawl import query
from newscrawl.demo import content
from newscrawl.demo.hosts import NAMES

if TYPE_CHECKING:
    from sqlalchemy import Engine

AGGREGATOR = "securnews_replica"
Truth = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Check:
    """How many of something are as they should be, and in words which are not."""

    what: str
    total: int
    wrong: tuple[str, ...]

    def __str__(self) -> str:
        return f"{max(0, self.total - len(self.wrong))} of {self.total} {self.what}"


def equal_pairs(engine: Engine, articles: Iterable[query.ArticleRow]) -> set[tuple[str, str]]:
    """Addresses of articles with the same words, each pair once, in alphabetical order."""
    equal = (row.url for row in articles if row.equal_texts)
    copies = ((url, copy.other_url) for url in equal for copy in query.article(engine, url).copies)
    return {(min(pair), max(pair)) for pair in copies}


def check(engine: Engine, truth: Truth, articles: Iterable[query.ArticleRow]) -> list[Check]:
    """States, origins and equal texts as found, against the truth."""
    stored = {url: row for url, row in truth.items() if row["state"] == "stored"}
    wanted = {(min(u, r["duplicate_of"]), max(u, r["duplicate_of"])) for u, r in truth.items() if "duplicate_of" in r}
    totals = content.totals().values()
    addresses = sum(number for counts in totals for state, number in counts.items() if state != "sources")
    return [
        Check("addresses ended in the expected state", addresses, tuple(_wrong_states(engine, truth))),
        Check(
            "articles of securnews have the expected origin, or are rightly unknown",
            len(stored),
            tuple(_wrong_origins(stored, articles)),
        ),
        Check(
            "pairs of equal texts were found", len(wanted), tuple(_wrong_pairs(wanted, equal_pairs(engine, articles)))
        ),
        _families(engine, truth),
        _originals(engine, stored),
    ]


def _originals(engine: Engine, stored: Truth) -> Check:
    """Each copy leads to the very article it was made from, wherever that is stored."""
    wanted = {url: row["original"] for url, row in stored.items() if "original" in row}
    found = {url: [o.original_url for o in query.article(engine, url).origins] for url in wanted}
    lines = [f"{_path(url)}: its original was not found" for url in sorted(wanted) if wanted[url] not in found[url]]
    return Check("copies lead to the article they were made from, across languages", len(wanted), tuple(lines))


def _families(engine: Engine, truth: Truth) -> Check:
    """Copies that were cut, merged or dressed up stand in one family with their source, and nothing else does."""
    wanted = {tuple(sorted((url, source))) for url, row in truth.items() for source in _sources(row)}
    found = {pair for family in query.families(engine, AGGREGATOR) for pair in combinations(family, 2)}
    lines = [f"{_path(a)} and {_path(b)} are copies, which was not found" for a, b in sorted(wanted - found)]
    lines += [f"{_path(a)} and {_path(b)} were taken for copies" for a, b in sorted(found - wanted)]
    return Check("copies are with their source, cut, merged or dressed up", len(wanted), tuple(lines))


def _sources(row: dict[str, Any]) -> list[str]:
    """What an article was copied from; of several texts the main one."""
    near: list[str] = row.get("near_duplicate_of", [])
    return ([row["duplicate_of"]] if "duplicate_of" in row else []) + near[:1]


def _wrong_states(engine: Engine, truth: Truth) -> Iterable[str]:
    coverage = query.coverage(engine)
    found = {
        row.url: state
        for state in coverage.get(AGGREGATOR, {})
        for row in query.articles(engine, query.Filters(site=AGGREGATOR, state=state), limit=None).items
    }
    for url in sorted({*found, *truth}):
        wanted = truth[url]["state"] if url in truth else "no such address"
        if found.get(url, "not found") != wanted:
            yield f"{_path(url)}: {found.get(url, 'not found')}, expected: {wanted}"
    for short in NAMES:
        site = f"{short}_replica"
        counts = {state: number for state, number in content.totals()[short].items() if state != "sources"}
        if site != AGGREGATOR and coverage.get(site, {}) != counts:
            yield f"{site}: {coverage.get(site, {})}, expected: {counts}"


def _wrong_origins(stored: Truth, articles: Iterable[query.ArticleRow]) -> Iterable[str]:
    rows = {row.url: row for row in articles}
    for url, row in stored.items():
        found = (rows[url].origin_name or "unknown") if url in rows else "not stored"
        wanted = row.get("origin", "unknown")
        if found != wanted:
            yield f"{_path(url)}: origin {found}, expected: {wanted}"


def _wrong_pairs(wanted: set[tuple[str, str]], found: set[tuple[str, str]]) -> Iterable[str]:
    for one, other in sorted(wanted - found):
        yield f"{_path(one)} and {_path(other)} have the same words, which was not found"
    for one, other in sorted(found - wanted):
        yield f"{_path(one)} and {_path(other)} were taken for the same words"


def _path(url: str) -> str:
    return "/" + url.split("/", 3)[3]
