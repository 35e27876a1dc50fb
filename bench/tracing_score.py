"""Figures of a tracing run: recall, attribution, false attributions, calibration."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bench.tracing_data import Query


@dataclass(frozen=True)
class Answer:
    query: Query
    ranked: tuple[str, ...]
    confidence: float
    attributed: str | None

    @property
    def first_right(self) -> bool:
        return bool(self.ranked) and self.ranked[0] == self.query.gold


@dataclass(frozen=True)
class Score:
    n: int
    recall_at_1: float
    precision: float
    recall: float
    f1: float
    false_share: float
    """Of the queries without an original, those that were attributed all the same."""

    def row(self) -> str:
        figures = (self.recall_at_1, self.precision, self.recall, self.f1, self.false_share)
        return f"{self.n:6}" + "".join(f"{'-':>9}" if np.isnan(f) else f"{f:9.4f}" for f in figures)


HEAD = f"{'':36}{'n':>6}" + "".join(f"{name:>9}" for name in ("R@1", "P", "R", "F1", "false"))


def score(answers: Sequence[Answer]) -> Score:
    """Shares that have no queries are not a number."""
    answerable = [a for a in answers if a.query.gold is not None]
    without = [a for a in answers if a.query.gold is None]
    made = [a for a in answers if a.attributed is not None]
    right = sum(a.attributed == a.query.gold for a in made)
    precision = right / len(made) if made and answerable else float("nan")
    recall = _share(right, len(answerable))
    f1 = 2 * precision * recall / (precision + recall) if right else (0.0 if answerable else float("nan"))
    return Score(
        n=len(answers),
        recall_at_1=_share(sum(a.first_right for a in answerable), len(answerable)),
        precision=precision,
        recall=recall,
        f1=f1,
        false_share=_share(sum(a.attributed is not None for a in without), len(without)),
    )


def groups(foreign: Callable[[Query], bool]) -> dict[str, Callable[[Query], bool]]:
    """The strata worth a line each."""
    return {
        "all": lambda _: True,
        "clean": lambda q: q.labels["variant"] == "clean",
        "damaged": lambda q: q.labels["variant"] == "damaged",
        "German, machine-translated": lambda q: q.labels["lang"] == "de" and q.labels["kind"] != "human",
        "languages the encoder knows": lambda q: not foreign(q),
        "languages it does not know": foreign,
        "same-event rival, answerable": lambda q: bool(q.gold and q.labels["same_event"]),
        "update rival, answerable": lambda q: bool(q.gold and q.labels["update"]),
        "no original: native articles": lambda q: q.labels["case"] == "native",
        "no original: held out": lambda q: q.labels["case"] == "held_out",
        "no original: same-event rival": lambda q: q.labels["case"] == "held_out_same_event",
        "no original: update rival": lambda q: bool(not q.gold and q.labels["update"]),
    }


def table(answers: Sequence[Answer], foreign: Callable[[Query], bool]) -> Iterable[str]:
    yield HEAD
    for name, belongs in groups(foreign).items():
        if chosen := [answer for answer in answers if belongs(answer.query)]:
            yield f"{name:36}{score(chosen).row()}"
    for language in sorted({answer.query.labels["lang"] for answer in answers}):
        yield f"{'language ' + language:36}{score([a for a in answers if a.query.labels['lang'] == language]).row()}"


def calibration(answers: Sequence[Answer], bins: int = 10) -> Iterable[str]:
    """Brier score, calibration error over equally filled bins, the bins, and how the confidences are spread."""
    ordered = sorted((a.confidence, float(a.first_right)) for a in answers)
    said, true = np.array(ordered).T
    parts = [part for part in np.array_split(np.arange(len(said)), bins) if len(part)]
    error = sum(abs(said[part].sum() - true[part].sum()) for part in parts) / len(said)
    yield f"Brier {np.mean((said - true) ** 2):.4f}   calibration error {error:.4f}"
    yield "confidence of a tenth   said   true"
    for part in parts:
        bar = "#" * round(40 * float(true[part].mean()))
        means = f"{said[part].mean():.3f}  {true[part].mean():.3f}"
        yield f"{said[part[0]]:.3f} to {said[part[-1]]:.3f}       {means}  {bar}"
    edges = np.linspace(0, 1, 11)
    counts = np.histogram(said, edges)[0]
    yield "confidences by tenths from 0 to 1: " + " ".join(str(count) for count in counts)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")
