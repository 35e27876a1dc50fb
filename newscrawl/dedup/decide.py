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
    """The weights and the table's version. Treat it as read-only."""
    return tomllib.loads((resources.files("newscrawl.dedup") / "data" / "same_text.toml").read_text(encoding="utf-8"))


def features(m: Measures) -> dict[str, float]:
    """What the model weighs; the same whichever text comes first."""
    covers, leads = sorted((m.a_cover, m.b_cover)), sorted((m.a_lead, m.b_lead))
    passages, sizes = sorted((m.a_passages, m.b_passages)), sorted((m.a_words, m.b_words))
    told = m.conflicts + m.agreements
    short = max(0.0, 1.0 - sizes[0] / 200)
    return {
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
        "names": m.names if m.name_count >= 2 else 1.0,
        "short_figures": (1.0 - m.figures) * short if m.figure_count else 0.0,
        "short_names": (1.0 - m.names) * short if m.name_count >= 2 else 0.0,
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


# A short report of which every second figure is another is a form filled in again, however much of its wording is the
# same, and so is a longer one with hardly a figure in common. Three figures, because one or two may be a date that a
# copy leaves out.
FORM_WORDS, FORM_FIGURES, FORM_AGREE = 200, 3, 0.5
TABLE_FIGURES, TABLE_AGREE = 8, 0.25


def fills_a_form(m: Measures) -> bool:
    """Whether the two are one form with other figures: weather, markets, results."""
    short = min(m.a_words, m.b_words) < FORM_WORDS
    form = short and m.figure_count >= FORM_FIGURES and m.figures <= FORM_AGREE
    return form or (m.figure_count >= TABLE_FIGURES and m.figures < TABLE_AGREE)


def same_text(m: Measures) -> float:
    """Probability that both hold one text, from 0 to 1."""
    if fills_a_form(m):
        return 0.0
    weights: dict[str, float] = table()["weights"]
    z = weights["intercept"] + sum(weights[name] * value for name, value in features(m).items())
    return 1 / (1 + exp(-max(-30.0, min(30.0, z))))
