"""Whether two texts are one: a logistic model over their measures, its weights in `data/same_text.toml`."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib import resources
from math import exp, log1p, sqrt
from typing import Any

from newscrawl.dedup.measures import Measures


@lru_cache(maxsize=1)
def table() -> dict[str, Any]:
    """Weights with and without vectors, and the table's version. Treat it as read-only."""
    return tomllib.loads((resources.files("newscrawl.dedup") / "data" / "same_text.toml").read_text(encoding="utf-8"))


def features(m: Measures) -> dict[str, float]:
    """What the model weighs; the same whichever text comes first. Cosines only where both texts have vectors."""
    covers, leads = sorted((m.a_cover, m.b_cover)), sorted((m.a_lead, m.b_lead))
    passages, sizes = sorted((m.a_passages, m.b_passages)), sorted((m.a_words, m.b_words))
    told = m.conflicts + m.agreements
    given = {
        "cover_high": covers[1],
        "cover_low": covers[0],
        "cover_root": sqrt(covers[1]),
        "lead_high": leads[1],
        "lead_low": leads[0],
        "passages_high": passages[1],
        "passages_square": passages[1] ** 2,
        "passages_low": passages[0],
        "passages_vocabulary": passages[1] * m.vocabulary,
        "inner": m.inner,
        "vocabulary": m.vocabulary,
        "figures": m.figures if m.figure_count >= 3 else 1.0,
        "figure_count": min(m.figure_count, 10) / 10,
        "conflicts": m.conflicts / told if told >= 2 else 0.0,
        "conflicts_any": min(m.conflicts, 4) / 4,
        "replaced": m.replaced / max(1, sizes[0]) * 24,
        "title": m.title,
        "order": m.order,
        "run": log1p(m.run),
        "run_share": m.run / max(1, sizes[0]),
        "ratio": sizes[0] / max(1, sizes[1]),
        "size": log1p(sizes[0]),
    }
    if m.text_cosine:
        given |= {
            "opening_cosine": max(m.opening_cosine, 0.6),
            "text_cosine": max(m.text_cosine, 0.7),
        }
    return given


def same_text(m: Measures) -> float:
    """Probability that both hold one text, from 0 to 1."""
    weights: dict[str, float] = table()["with_vectors" if m.text_cosine else "without_vectors"]
    z = weights["intercept"] + sum(weights[name] * value for name, value in features(m).items())
    return 1 / (1 + exp(-max(-30.0, min(30.0, z))))
