"""Fits the weights of `newscrawl/dedup/data/same_text.toml` and says how well they do on what they have not seen.

    python -m bench.fit_dedup FOLDER [--write] [--cache FILE]

FOLDER holds docs.jsonl.gz ({"id", "title", "paragraphs", "lang"}), gold.jsonl.gz ({"id", "cluster", "op", "of",
"source"}) and hard_negatives.jsonl.gz ({"kind", "a", "b"}). Pairs are all that share sampled shingles, all copies of
one text and all hard negatives; those whose sketches share too little to be compared are weighed but never joined. Each
fold's clusters are those of its own texts, decided by weights that were fitted without them: once by folds of clusters
chosen at random, once by collection.
"""

from __future__ import annotations

import argparse
import gzip
import json
import pickle
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from newscrawl.dedup.bulk import SHARE, SHARED
from newscrawl.dedup.decide import features, fills_a_form
from newscrawl.dedup.measures import measure
from newscrawl.dedup.model import Document, Text
from newscrawl.dedup.prepare import LEAD_WORDS, prepare, sketch
from newscrawl.dedup.relate import SAME

TARGET = Path(__file__).parents[1] / "newscrawl" / "dedup" / "data" / "same_text.toml"
HEAD = """\
# Weights of decide.features: logistic regression on {pairs} labelled pairs of English and German news ({same} of one
# text). Written by `python -m bench.fit_dedup FOLDER --write`, which says how they do on what they have not seen.
version = "2"

[weights]
"""
COLLECTIONS = ("reuters", "abp", "gnad", "mt")
# Of a value that more texts hold, no pairs are made: it is a phrase.
_HOLDERS = 24
FOLDS = 5
# Strength of the penalty on weights (of features scaled to unit variance).
_RIDGE = 1.0


@dataclass(frozen=True, slots=True)
class Pair:
    a: str
    b: str
    same: bool
    kind: str | None
    """Of a hard negative."""
    features: dict[str, float]
    form: bool
    """Decided before anything is weighed."""
    near: bool
    """Whether their sketches share enough for the two to be compared."""


@dataclass(frozen=True, slots=True)
class Data:
    pairs: list[Pair]
    cluster: dict[str, str]
    source: dict[str, str]
    op: dict[str, str]
    of: dict[str, str | None]


def load(folder: Path) -> Data:
    gold = {row["id"]: row for row in lines(folder / "gold.jsonl.gz")}
    hard = [(row["a"], row["b"], row["kind"]) for row in lines(folder / "hard_negatives.jsonl.gz")]
    texts = {row["id"]: prepare(document(row)) for row in lines(folder / "docs.jsonl.gz")}
    cluster = {ident: row["cluster"] for ident, row in gold.items()}
    kinds = {tuple(sorted((a, b))): kind for a, b, kind in hard}
    sketches = {ident: frozenset(sketch(text).values) for ident, text in texts.items()}
    pairs = []
    for a, b in sorted({*candidates({ident: dense(text) for ident, text in texts.items()}), *copies(cluster), *kinds}):
        kind = kinds.get((a, b))
        found = measure(texts[a], texts[b])
        near = shares_enough(sketches[a], sketches[b])
        pairs.append(Pair(a, b, cluster[a] == cluster[b], kind, features(found), fills_a_form(found), near))
    return Data(
        pairs,
        cluster,
        {ident: row["source"] for ident, row in gold.items()},
        {ident: row["op"] for ident, row in gold.items()},
        {ident: row["of"] for ident, row in gold.items()},
    )


def lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        yield from map(json.loads, stream)


def document(row: dict[str, Any]) -> Document:
    return Document(id=row["id"], title=row["title"], paragraphs=tuple(row["paragraphs"]), lang=row["lang"])


def dense(text: Text) -> frozenset[int]:
    """More of a text's sequences than its sketch has: one in eight, in the opening one in two. There is more to learn
    from pairs that share a little than from those alone that are compared."""
    chosen = text.shingles < np.uint64((1 << 64) // 8)
    chosen[:LEAD_WORDS] = text.shingles[:LEAD_WORDS] < np.uint64(1 << 63)
    return frozenset(text.shingles[chosen].astype(np.uint32).view(np.int32).tolist())


def shares_enough(one: AbstractSet[int], other: AbstractSet[int]) -> bool:
    return len(one & other) >= max(SHARED, SHARE * min(len(one), len(other)))


def candidates(sketches: dict[str, frozenset[int]]) -> set[tuple[str, str]]:
    holders: dict[int, list[str]] = defaultdict(list)
    for ident in sorted(sketches):
        for value in sketches[ident]:
            holders[value].append(ident)
    shared: Counter[tuple[str, str]] = Counter()
    for who in holders.values():
        if len(who) <= _HOLDERS:
            shared.update(combinations(who, 2))
    return {pair for pair, number in shared.items() if number >= SHARED}


def copies(cluster: dict[str, str]) -> set[tuple[str, str]]:
    members: dict[str, list[str]] = defaultdict(list)
    for ident in sorted(cluster):
        members[cluster[ident]].append(ident)
    return {pair for who in members.values() for pair in combinations(who, 2)}


Predict = Callable[[Pair], float]


def fit(given: Sequence[Pair]) -> tuple[list[str], np.ndarray]:
    """Names and weights, the intercept last: ridge logistic regression by Newton's method."""
    pairs = [pair for pair in given if not pair.form]
    names = list(pairs[0].features)
    x = np.array([[pair.features[name] for name in names] for pair in pairs])
    y = np.array([pair.same for pair in pairs], dtype=float)
    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-9
    z = np.hstack([(x - mean) / spread, np.ones((len(x), 1))])
    weights = np.zeros(z.shape[1])
    penalty = np.full(len(weights), _RIDGE)
    penalty[-1] = 0.0
    for _ in range(40):
        p = 1 / (1 + np.exp(-np.clip(z @ weights, -30, 30)))
        slope = z.T @ (p - y) + penalty * weights
        curve = (z * (p * (1 - p))[:, None]).T @ z + np.diag(penalty + 1e-9)
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < 1e-6:
            break
    own = weights[:-1] / spread
    return names, np.append(own, weights[-1] - own @ mean)


def predictor(names: list[str], weights: np.ndarray) -> Predict:
    def predict(pair: Pair) -> float:
        if pair.form:
            return 0.0
        z = weights[-1] + sum(w * pair.features[name] for name, w in zip(names, weights, strict=False))
        return float(1 / (1 + np.exp(-np.clip(z, -30, 30))))

    return predict


def by_folds(data: Data) -> dict[str, int]:
    """Document → fold; a cluster and whatever was made of it stay together."""
    roots = {ident: data.of[ident] or ident for ident in data.cluster}
    names = sorted({data.cluster[roots[ident]] for ident in data.cluster})
    random.Random(7).shuffle(names)
    fold = {name: n % FOLDS for n, name in enumerate(names)}
    return {ident: fold[data.cluster[roots[ident]]] for ident in data.cluster}


def by_collection(data: Data) -> dict[str, int]:
    """Document → number of the collection that its text, or that of the document it was made from, comes from."""
    return {
        ident: next(n for n, name in enumerate(COLLECTIONS) if name in source.split("/"))
        for ident, source in data.source.items()
    }


def judged(data: Data, fold: dict[str, int] | None) -> set[tuple[str, str]]:
    """Pairs held to be one text, each decided by weights fitted without the folds of its two texts."""
    if fold is None:
        predict = predictor(*fit(data.pairs))
        return {(p.a, p.b) for p in data.pairs if p.near and predict(p) >= SAME}
    found = set()
    groups = {tuple(sorted({fold[p.a], fold[p.b]})) for p in data.pairs}
    for group in groups:
        train = [p for p in data.pairs if fold[p.a] not in group and fold[p.b] not in group]
        if len({p.same for p in train}) < 2:
            continue
        predict = predictor(*fit(train))
        mine = [p for p in data.pairs if p.near and tuple(sorted({fold[p.a], fold[p.b]})) == group]
        found |= {(p.a, p.b) for p in mine if predict(p) >= SAME}
    return found


def report(name: str, data: Data, joined: Collection[tuple[str, str]]) -> None:
    """Pairwise figures of the clusters, recall by edit, false merges by kind."""
    given = linked(data.cluster, joined)
    both = Counter((data.cluster[i], given[i]) for i in data.cluster)
    hits, gold, found = (
        sum(n * (n - 1) // 2 for n in c.values())
        for c in (both, Counter(data.cluster.values()), Counter(given.values()))
    )
    precision, recall = hits / max(found, 1), hits / max(gold, 1)
    print(f"{name}: P {precision:.4f} R {recall:.4f} F1 {2 * precision * recall / (precision + recall):.4f}")
    seen: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for ident, of in data.of.items():
        if of and data.op[ident] not in ("update", "shared_quote"):
            seen[data.op[ident]] += 1
            right[data.op[ident]] += given[ident] == given[of]
    low = {op: right[op] / n for op, n in seen.items() if right[op] < n}
    print("  recall below 1:", ", ".join(f"{op} {share:.3f}" for op, share in sorted(low.items(), key=lambda r: r[1])))
    kinds: Counter[str] = Counter(p.kind for p in data.pairs if p.kind)
    merged = Counter(p.kind for p in data.pairs if p.kind and given[p.a] == given[p.b])
    print("  false merges:", ", ".join(f"{kind} {merged[kind] / n:.3f} of {n}" for kind, n in sorted(kinds.items())))


def linked(ids: Collection[str], joined: Collection[tuple[str, str]]) -> dict[str, str]:
    parent = {ident: ident for ident in ids}

    def root(ident: str) -> str:
        while parent[ident] != ident:
            parent[ident] = parent[parent[ident]]
            ident = parent[ident]
        return ident

    for a, b in joined:
        parent[root(a)] = root(b)
    return {ident: root(ident) for ident in ids}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cache", type=Path, help="keep the measured pairs in this file")
    parser.add_argument("--write", action="store_true", help="write the weights fitted on all pairs")
    arguments = parser.parse_args()
    if arguments.cache and arguments.cache.exists():
        data = pickle.loads(arguments.cache.read_bytes())
    else:
        data = load(arguments.folder)
        if arguments.cache:
            arguments.cache.write_bytes(pickle.dumps(data))
    print(f"{len(data.pairs)} pairs, {sum(p.same for p in data.pairs)} of one text")
    report("fitted on all", data, judged(data, None))
    report(f"{FOLDS} folds", data, judged(data, by_folds(data)))
    report("by collection", data, judged(data, by_collection(data)))
    if arguments.write:
        write(data)


def write(data: Data) -> None:
    names, weights = fit(data.pairs)
    rows = [*zip(("intercept", *names), (weights[-1], *weights[:-1]), strict=True)]
    TARGET.write_text(
        HEAD.format(pairs=len(data.pairs), same=sum(p.same for p in data.pairs))
        + "".join(f"{n} = {w:.4f}\n" for n, w in rows)
    )


if __name__ == "__main__":
    main()
