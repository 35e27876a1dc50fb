"""How well headlines alone find a copy's original: fits the weights of `newscrawl.trace.headlines` and judges them.

usage: python -m bench.fit_headlines FOLDER [--encoder use|none] [--cache DIR]

FOLDER is as `python -m bench.tracing --help` tells. Every second copy is compared with the headlines of all originals,
of 500 and of 60. Figures are of weights fitted on the other documents, for each size; the weights printed last are
fitted on all copies and all sizes. Nothing is written: thresholds are a decision.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.tracing_data import FOLDS, Array, Query, fit, load
from newscrawl.trace.encoder import Vectors, make_encoder
from newscrawl.trace.headlines import FEATURES, Headlines
from newscrawl.trace.prepared import Prepared

_RIDGE = 1e-4
_SIZES = ((None, 1), (500, 3), (60, 5))
"""Headlines in a pool, and pools of that size; of a small one every third copy is asked."""
_TOP = 10
"""Headlines that are nearest by each feature; the others are far behind by all."""
_THRESHOLDS = (0.03, 0.3, 0.5, 0.7, 0.9)


@dataclass(frozen=True)
class Asked:
    """A copy with the headlines that look most like it."""

    size: int | None
    query: Query
    features: Array
    right: Array
    """1 for the original's headline."""
    is_there: bool


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--encoder", choices=("use", "none"), default="use")
    arguments.add_argument("--cache", type=Path)
    given = arguments.parse_args()
    originals, queries = load(given.folder, make_encoder(given.encoder), given.cache)
    # What was prepared keeps anchors and no title; those of the titles are read anew.
    asked = list(ask(originals, titles_of(given.folder), queries[::2]))
    for size, _ in _SIZES:
        report(size or len(originals), [judged(one, asked) for one in asked if one.size == size])
    intercept, weights = weights_of(asked)
    print(f"intercept = {intercept:.4f}")
    print("weights = {", ", ".join(f"{name} = {w:.3f}" for name, w in zip(FEATURES, weights, strict=True)), "}")


def titles_of(folder: Path) -> list[str]:
    from newscrawl.cli.tracing.match import read_articles

    return [article.title for article in read_articles(str(folder / "candidates.jsonl.gz"))]


def ask(originals: Sequence[Prepared], titles: Sequence[str], queries: Sequence[Query]) -> Iterator[Asked]:
    vectors = np.stack([original.title_vector for original in originals])
    place = {original.id: n for n, original in enumerate(originals)}
    chance = np.random.default_rng(1)
    for size, pools in _SIZES:
        for number in range(pools):
            everything = np.arange(len(originals))
            pool = everything if size is None else np.sort(chance.choice(everything, size, replace=False))
            shared = _headlines(pool, titles, vectors)
            for n, query in enumerate(queries):
                if size is None or n % 3 == 0:
                    yield _asked(size, number, query, place.get(query.gold or ""), pool, shared, titles, vectors)


def _asked(
    size: int | None,
    number: int,
    query: Query,
    gold: int | None,
    pool: np.ndarray,
    headlines: Headlines,
    titles: Sequence[str],
    vectors: Vectors,
) -> Asked:
    # Half of the copies find their original in a small pool.
    digest = hashlib.sha256(f"{query.copy.id} {number}".encode()).digest()[0]
    if size is not None and gold is not None and gold not in pool and digest % 2 == 0:
        pool = np.append(pool[:-1], gold)
        headlines = _headlines(pool, titles, vectors)
    features = headlines.features(query.copy, np.arange(len(pool))).astype(np.float64)
    right = (pool == (-1 if gold is None else gold)).astype(np.float64)
    nearest = np.argsort(-features, axis=0)[:_TOP]
    chosen = np.union1d(nearest.ravel(), np.flatnonzero(right))
    return Asked(size, query, features[chosen], right[chosen], bool(right.any()))


def _headlines(pool: np.ndarray, titles: Sequence[str], vectors: Vectors) -> Headlines:
    return Headlines([titles[n] for n in pool], vectors[pool])


_FITTED: dict[int, tuple[float, Array]] = {}


def judged(one: Asked, asked: Sequence[Asked]) -> tuple[Asked, Array]:
    """Probabilities by weights that were fitted on other documents."""
    fold = one.query.fold
    if fold not in _FITTED:
        _FITTED[fold] = weights_of([other for other in asked if other.query.fold != fold])
    assert len(_FITTED) <= FOLDS
    intercept, weights = _FITTED[fold]
    return one, 1 / (1 + np.exp(-(one.features @ weights + intercept)))


def weights_of(asked: Sequence[Asked]) -> tuple[float, Array]:
    return fit(np.concatenate([a.features for a in asked]), np.concatenate([a.right for a in asked]), _RIDGE)


def report(size: int, rows: Sequence[tuple[Asked, Array]]) -> None:
    there = [(one, p, int((p > p[one.right > 0].max()).sum())) for one, p in rows if one.is_there]
    absent = [p.max() for one, p in rows if not one.is_there]
    recall = " ".join(f"R@{k} {np.mean([rank < k for *_, rank in there]):.3f}" for k in (1, 3, 5))
    print(f"{size} headlines: {recall} ({len(there)} copies with and {len(absent)} without original)")
    for least in _THRESHOLDS:
        named = [one.right[p.argmax()] for one, p in rows if p.max() >= least]
        reached = {
            kind: np.mean(
                [rank == 0 and p.max() >= least for one, p, rank in there if one.query.labels["variant"] == kind]
            )
            for kind in ("clean", "damaged")
        }
        print(
            f"  from {least:.2f}: precision {np.mean(named) if named else 0:.3f}, reached by {reached['clean']:.3f} of "
            f"the clean and {reached['damaged']:.3f} of the damaged, by {np.mean(np.array(absent) >= least):.3f} of "
            "those without original"
        )


if __name__ == "__main__":
    main()
