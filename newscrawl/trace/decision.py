"""From features to a probability, and from that to an attribution or none.

Two logistic regressions of `data/match.toml`: the first ranks the candidates, the second says how likely the first of
them is the original, from the same features and its lead over the next. Both are fitted by `bench/fit_matching.py`.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from newscrawl.trace.encoder import Encoder, fitted_as
from newscrawl.trace.matching import Comparison
from newscrawl.trace.similarity import Gain

# A lead beyond this (in log odds) makes a candidate no surer.
_LEAD_MOST = 8.0


@dataclass(frozen=True, slots=True)
class Regression:
    intercept: float
    weights: Mapping[str, float]
    """By feature; products of two are written `a*b`."""

    def log_odds(self, features: Mapping[str, float]) -> float:
        return self.intercept + sum(weight * value_of(name, features) for name, weight in self.weights.items())


@dataclass(frozen=True, slots=True)
class Model:
    """What was fitted for one encoder and one group of languages."""

    name: str
    gain: Gain
    rank: Regression
    decide: Regression
    attribute_from: float
    """Least confidence of an attribution."""
    covered_from: float
    """Least share of the copy's sentences that the original must answer: the gate."""


@dataclass(frozen=True, slots=True)
class Decision:
    ranked: tuple[tuple[Comparison, float], ...]
    """Best first, each with the probability of the first regression."""
    confidence: float
    """Probability that the first is the original."""
    attributed: bool


def value_of(name: str, features: Mapping[str, float]) -> float:
    if name in features:
        return features[name]
    value = 1.0
    for factor in name.split("*"):
        value *= features[factor]
    return value


def decide(comparisons: Sequence[Comparison], model: Model) -> Decision:
    """An empty list is decided too: nothing, with confidence 0."""
    if not comparisons:
        return Decision((), 0.0, False)
    odds = sorted(
        ((model.rank.log_odds(c.features), n) for n, c in enumerate(comparisons)),
        # The last bits depend on what else is compared at the same time.
        key=lambda o: (-round(o[0], 6), o[1]),
    )
    ranked = tuple((comparisons[n], sigmoid(value)) for value, n in odds)
    first = comparisons[odds[0][1]]
    lead = odds[0][0] - odds[1][0] if len(odds) > 1 else _LEAD_MOST
    confidence = sigmoid(model.decide.log_odds(with_lead(first.features, odds[0][0], lead)))
    # In a small corpus one name in common stands out like an original; a sentence must be answered at least.
    sure = confidence >= model.attribute_from and first.features["covered_any"] >= max(model.covered_from, 1e-9)
    return Decision(ranked, confidence, sure)


def with_lead(features: Mapping[str, float], odds: float, lead: float) -> dict[str, float]:
    """The features of the second regression: those of the first, its log odds and the lead over the next, bounded."""
    return {**features, "odds": max(-_LEAD_MOST, min(odds, _LEAD_MOST)), "lead": min(lead, _LEAD_MOST)}


def model_for(encoder: Encoder, language: str | None) -> Model:
    """By what the encoder knows: `<encoder>`, or `<encoder>-foreign` for languages it was not trained on."""
    foreign = bool(encoder.languages) and language is not None and language not in encoder.languages
    name = fitted_as(encoder, models())
    return models()[f"{name}-foreign" if foreign else name]


def version() -> str:
    return str(_data()["version"])


@cache
def models() -> dict[str, Model]:
    return {name: model_of(name, table) for name, table in _data()["model"].items()}


def model_of(name: str, table: Mapping[str, Any]) -> Model:
    """From a table of the data file."""
    return Model(
        name=name,
        gain=Gain(**table["gain"]),
        rank=Regression(**table["rank"]),
        decide=Regression(**table["decide"]),
        attribute_from=table["attribute_from"],
        covered_from=table["covered_from"],
    )


def sigmoid(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(value, 60.0))))


@cache
def _data() -> dict[str, Any]:
    path = resources.files("newscrawl.trace") / "data" / "match.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
