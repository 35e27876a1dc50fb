"""Fit the weights that tell a line of the article from a line of the site, cross-validated by site.

usage: line_weights.py FOLDER [--sources A,B] [--write]

FOLDER holds `gold.jsonl` (fields `id`, `url`, `site`, `source`, `body`) and `html/<id>.html.gz`. A line counts as the
article's where it stands in the gold text, and weighs as many words as it has, relative to its page's. Printed are, for
each of five parts of the sites, words right and wrong before and after, judged by weights fitted on the other four;
`--write` stores the weights fitted on all as newscrawl/extract/data/line_weights.toml. Nothing of the pages is printed.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import hashlib
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from newscrawl.cli.reading.extract import read
from newscrawl.errors import UnreadablePage
from newscrawl.extract import evidence
from newscrawl.extract.blocks import TextBlock
from newscrawl.extract.text import key

WEIGHTS = Path(evidence.__file__).parent / "data" / "line_weights.toml"
Matrix = NDArray[np.float64]
PARTS = 5
# The weights' squares count so much: any value from 1 to 5 gave the same lines on nearly all pages.
PENALTY = 2.0


@dataclass
class Line:
    """A line of a page's text, before any is left out."""

    features: evidence.Features
    right: bool
    share: float
    """Words of the line to words of the page's gold."""
    part: int


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--sources", default="", help="only these sources, parted by commas")
    arguments.add_argument("--write", action="store_true", help="store the weights fitted on all")
    given = arguments.parse_args()
    lines = list(lines_of(given.folder, set(filter(None, given.sources.split(",")))))
    names = sorted({name for line in lines for name in line.features})
    table = np.array([[line.features.get(name, 0.0) for name in names] + [1.0] for line in lines])
    right = np.array([line.right for line in lines], dtype=float)
    shares = np.array([line.share for line in lines])
    parts = np.array([line.part for line in lines])
    threshold = tomllib.loads(WEIGHTS.read_text("utf-8"))["threshold"]
    print("part  of the article: kept, lost   of the site: kept, left out   (sum of shares of pages)")
    for part in range(PARTS):
        weights = fit(table[parts != part], right[parts != part], shares[parts != part])
        keeps = probability(table, weights) >= threshold
        groups = [
            (right == r) & (keeps == k) & (parts == part) for r, k in ((1, True), (1, False), (0, True), (0, False))
        ]
        print(part, *(f"{shares[group].sum():12.3f}" for group in groups))
    weights = fit(table, right, shares)
    text = written(dict(zip([*names, "bias"], map(float, weights), strict=True)), threshold)
    print(text)
    if given.write:
        WEIGHTS.write_text(text, "utf-8")


def lines_of(folder: Path, sources: set[str]) -> Iterator[Line]:
    """The lines of all pages with a gold text."""
    with (folder / "gold.jsonl").open(encoding="utf-8") as file:
        rows = [json.loads(row) for row in file]
    for row in rows:
        if "body" not in row or (sources and row["source"] not in sources):
            continue
        page = gzip.decompress((folder / "html" / f"{row['id']}.html.gz").read_bytes())
        gold = key(row["body"])
        words = len(row["body"].split()) or 1
        part = int(hashlib.sha1((row.get("site") or "").encode()).hexdigest(), 16) % PARTS
        for line, found in candidates(page, row.get("url")):
            same = key(line)
            share = min(1.0, len(line.split()) / words)
            yield Line(found, same in gold or mostly_in(line, gold), share, part)


def candidates(page: bytes, url: str | None) -> list[tuple[str, evidence.Features]]:
    """The lines that the model is asked about, with their features."""
    asked: list[tuple[str, evidence.Features]] = []

    def note(lines: list[str], blocks: list[TextBlock], declared: str) -> list[str]:
        asked.extend(zip(lines, evidence.features(lines, blocks, declared), strict=True))
        return lines

    with patch("newscrawl.extract.body.likely", note), contextlib.suppress(UnreadablePage):
        read(page, url)
    return asked


def mostly_in(line: str, gold: str) -> bool:
    """Whether half of a long line's runs of four words stand in the gold text."""
    words = [key(word) for word in line.split()]
    runs = ["".join(words[i : i + 4]) for i in range(len(words) - 3)]
    return len(line) > 60 and bool(runs) and sum(run in gold for run in runs) >= len(runs) / 2


def fit(table: Matrix, right: Matrix, shares: Matrix) -> Matrix:
    """Weights of a logistic regression with squared penalty, the last the bias (Newton's method)."""
    weights = np.zeros(table.shape[1])
    shares = shares / shares.mean()
    penalty = np.full(table.shape[1], PENALTY)
    penalty[-1] = 1e-3
    for _ in range(40):
        p = probability(table, weights)
        slope = table.T @ (shares * (p - right)) + penalty * weights
        curve = (table * (shares * p * (1 - p))[:, None]).T @ table + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def probability(table: Matrix, weights: Matrix) -> Matrix:
    result: Matrix = 1 / (1 + np.exp(-np.clip(table @ weights, -30, 30)))
    return result


def written(weights: dict[str, float], threshold: float) -> str:
    """The data file's text."""
    version = tomllib.loads(WEIGHTS.read_text("utf-8"))["version"]
    lines = [
        "# Weights of newscrawl.extract.evidence: what speaks for (> 0) and against a line being the article's.",
        "# Written by bench/line_weights.py. A line stays where its probability is at least the threshold: from 0.15",
        "# to 0.3 the figures on sites the weights were not fitted on were the same within 0.0005.",
        f"version = {version}",
        f"threshold = {threshold}",
        f"bias = {weights.pop('bias'):.3f}",
        "",
        "[weights]",
        *(f"{name} = {value:.3f}" for name, value in sorted(weights.items())),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
