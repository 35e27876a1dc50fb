"""The tracing benchmark's files, prepared once, and logistic regression on what the matcher sees in them."""

from __future__ import annotations

import gzip
import hashlib
import json
import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newscrawl.cli.tracing.match import read_articles
from newscrawl.trace.encoder import Encoder
from newscrawl.trace.matching import Comparison
from newscrawl.trace.prepared import Prepared, prepare

FOLDS = 5
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Query:
    """A copy with what the benchmark knows of it."""

    copy: Prepared
    gold: str | None
    labels: dict[str, Any]

    @property
    def fold(self) -> int:
        """By source document, so that no two copies of one article are on both sides."""
        return hashlib.sha256(self.labels["source"].encode()).digest()[0] % FOLDS


def load(folder: Path, encoder: Encoder, cache: Path | None) -> tuple[list[Prepared], list[Query]]:
    """Originals and queries. `cache` keeps what was prepared; delete it when sentences, anchors or encoder change."""
    originals = _prepared(folder / "candidates.jsonl.gz", encoder, cache)
    copies = {copy.id: copy for copy in _prepared(folder / "queries.jsonl.gz", encoder, cache)}
    with gzip.open(folder / "gold.jsonl.gz", "rt", encoding="utf-8") as lines:
        labels = [json.loads(line) for line in lines]
    return originals, [Query(copies[label["id"]], label["gold"], label) for label in labels]


def _prepared(file: Path, encoder: Encoder, cache: Path | None) -> list[Prepared]:
    kept = cache / f"{file.name}.{encoder.name}.pickle" if cache else None
    if kept is not None and kept.exists():
        found: list[Prepared] = pickle.loads(kept.read_bytes())
        return found
    found = list(prepare(read_articles(str(file)), encoder))
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(pickle.dumps(found))
    return found


def design(rows: list[dict[str, float]], names: list[str]) -> Array:
    """One row for each set of features; products of two are named `a*b`."""
    columns = [np.prod([[row[factor] for row in rows] for factor in name.split("*")], axis=0) for name in names]
    return np.stack(columns, axis=1) if rows else np.zeros((0, len(names)))


def fit(x: Array, y: Array, ridge: float, weights: Array | None = None) -> tuple[float, Array]:
    """Ridge logistic regression by Newton's method on standardised columns: intercept and weights of the raw ones."""
    mean, spread = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-9)
    z = np.hstack([np.ones((len(x), 1)), (x - mean) / spread])
    share = np.ones(len(x)) if weights is None else weights
    penalty = np.diag([0.0, *[ridge * share.sum()] * x.shape[1]])
    beta = np.zeros(z.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(z @ beta, -50, 50)))
        slope = z.T @ (share * (y - p)) - penalty @ beta
        step = np.linalg.solve((z * (share * p * (1 - p))[:, None]).T @ z + penalty + 1e-9 * np.eye(len(beta)), slope)
        beta += step
        if np.abs(step).max() < 1e-7:
            break
    raw = beta[1:] / spread
    return float(beta[0] - raw @ mean), raw


def is_original(comparison: Comparison, query: Query, originals: list[Prepared]) -> bool:
    return originals[comparison.original].id == query.gold
