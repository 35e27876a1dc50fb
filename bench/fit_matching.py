"""Fits the regressions of `newscrawl match` on a tracing benchmark and writes them as data.

usage: python -m bench.fit_matching FOLDER [--encoder use|none] [--cache DIR] [--out newscrawl/trace/data/match.toml]

FOLDER is as `python -m bench.tracing --help` tells. What is written was fitted on all of it; how well such a fit does
on documents and languages it has not seen is what bench/tracing.py reports.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.tracing_data import Array, Query, design, fit, is_original, load
from newscrawl.trace.decision import Model, Regression, model_of, with_lead
from newscrawl.trace.encoder import make_encoder
from newscrawl.trace.matching import Comparison, compare
from newscrawl.trace.pool import Pool
from newscrawl.trace.prepared import Prepared

# Weight of the penalty against that of all queries together. The languages that the encoder lacks have a tenth of the
# queries: chosen for them by cross-validation over documents, among 1e-3 and 1e-2.
RIDGE = {"use-multilingual-v3-foreign": 1e-2}
_RIDGE = 1e-3
OUT = Path("newscrawl/trace/data/match.toml")
Seen = list[tuple[Query, list[Comparison]]]
"""Queries with what the matcher found for them."""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--encoder", choices=("use", "none"), default="use")
    arguments.add_argument("--cache", type=Path)
    arguments.add_argument("--out", type=Path, default=OUT)
    given = arguments.parse_args()
    encoder = make_encoder(given.encoder)
    originals, queries = load(given.folder, encoder, given.cache)
    pool = Pool.of(originals)
    data = tomllib.loads(given.out.read_text(encoding="utf-8"))
    for name, table in data["model"].items():
        if name.removesuffix("-foreign") == encoder.name:
            chosen = [
                q
                for q in queries
                if not encoder.languages or is_foreign(q, encoder.languages) == name.endswith("-foreign")
            ]
            model = model_of(name, table)
            seen = [(query, compare(query.copy, pool, model.gain)) for query in chosen]
            data["model"][name] = table_of(refit(model, seen, originals))
    given.out.write_text(written(data), encoding="utf-8")


def is_foreign(query: Query, languages: frozenset[str]) -> bool:
    return query.copy.language not in languages


def refit(model: Model, seen: Seen, originals: list[Prepared]) -> Model:
    """The same features, gains and thresholds with weights fitted on these queries.

    The second regression learns from odds that the first gives to documents it was not fitted on (five folds by
    source), because those it was fitted on look surer than any that come later.
    """
    crossed: list[tuple[dict[str, float], float]] = []
    for fold in range(5):
        ranker = _rank(model, [one for one in seen if one[0].fold != fold], originals)
        crossed += [_first(ranker, one, originals) for one in seen if one[0].fold == fold and one[1]]
    names = list(model.decide.weights)
    intercept, weights = fit(
        design([row for row, _ in crossed], names), np.array([y for _, y in crossed]), RIDGE.get(model.name, _RIDGE)
    )
    return Model(
        name=model.name,
        gain=model.gain,
        rank=_rank(model, seen, originals),
        decide=_regression(intercept, names, weights),
        attribute_from=model.attribute_from,
        covered_from=model.covered_from,
    )


def _rank(model: Model, seen: Seen, originals: list[Prepared]) -> Regression:
    """Every candidate of every query is a row, and each query weighs the same."""
    names = list(model.rank.weights)
    rows = [comparison.features for _, found in seen for comparison in found]
    labels = np.array([float(is_original(c, query, originals)) for query, found in seen for c in found])
    shares = np.array([1 / len(found) for _, found in seen for _ in found])
    intercept, weights = fit(design(rows, names), labels, RIDGE.get(model.name, _RIDGE), shares)
    return _regression(intercept, names, weights)


def _first(
    ranker: Regression, one: tuple[Query, list[Comparison]], originals: list[Prepared]
) -> tuple[dict[str, float], float]:
    query, found = one
    scored = sorted(((ranker.log_odds(c.features), n) for n, c in enumerate(found)), key=lambda o: (-o[0], o[1]))
    lead = scored[0][0] - scored[1][0] if len(scored) > 1 else 99.0
    first = found[scored[0][1]]
    return with_lead(first.features, scored[0][0], lead), float(is_original(first, query, originals))


def _regression(intercept: float, names: Sequence[str], weights: Array) -> Regression:
    return Regression(round(intercept, 4), {name: round(float(w), 4) for name, w in zip(names, weights, strict=True)})


def table_of(model: Model) -> dict[str, Any]:
    return {
        "attribute_from": model.attribute_from,
        "covered_from": model.covered_from,
        "gain": {"threshold": model.gain.threshold, "lexical": model.gain.lexical, "half": model.gain.half},
        "rank": {"intercept": model.rank.intercept, "weights": dict(model.rank.weights)},
        "decide": {"intercept": model.decide.intercept, "weights": dict(model.decide.weights)},
    }


def written(data: dict[str, Any]) -> str:
    """The data file: TOML with one table a regression."""
    lines = [
        "# Fitted by bench/fit_matching.py; read by newscrawl.trace.decision. A weight belongs to a feature of",
        "# newscrawl.trace.features, `a*b` to the product of two.",
        f'version = "{data["version"]}"',
    ]
    for name, table in data["model"].items():
        lines += ["", f'[model."{name}"]']
        lines += [f"{key} = {table[key]}" for key in ("attribute_from", "covered_from")]
        lines += [f"gain = {{ {', '.join(f'{key} = {value}' for key, value in table['gain'].items())} }}"]
        for part in ("rank", "decide"):
            lines += [
                "",
                f'[model."{name}".{part}]',
                f"intercept = {table[part]['intercept']}",
                f'[model."{name}".{part}.weights]',
            ]
            lines += [f'"{key}" = {value}' for key, value in table[part]["weights"].items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
