"""Tracing across languages: `newscrawl match` on a benchmark, cross-validated, against known baselines.

usage: python -m bench.tracing FOLDER [--encoder use|none] [--cache DIR] [--quick] [--predictions FILE]

FOLDER holds `candidates.jsonl.gz` and `queries.jsonl.gz` (lines as `newscrawl match` reads them) and `gold.jsonl.gz`
(fields `id`, `gold` (candidate or null), `source`, `lang`, `variant`, `kind`, `case`, `same_event`, `update`). No text
is printed. `--cache` keeps the prepared articles: encoding takes minutes. `--quick` leaves out what needs further
pools: growth, rare originals, the reverse task.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from bench.fit_matching import Seen, is_foreign, refit
from bench.tracing_data import FOLDS, Query, load
from bench.tracing_score import HEAD, Answer, Score, calibration, score, table
from newscrawl.trace.decision import Model, decide, model_for
from newscrawl.trace.encoder import Encoder, make_encoder
from newscrawl.trace.matching import Comparison, compare
from newscrawl.trace.pool import Pool
from newscrawl.trace.prepared import Prepared, TextArticle, prepare

# Published with the benchmark, thresholds chosen on the same queries: recall at 1, precision, recall, F1, false share.
BASELINES = {
    "BM25 on numbers and names": (0.869, 0.643, 0.821, 0.722, 0.466),
    "mean vector": (0.865, 0.864, 0.726, 0.789, 0.152),
    "sentence alignment, coverage": (0.898, 0.947, 0.827, 0.883, 0.061),
    "hybrid": (0.986, 0.991, 0.948, 0.969, 0.010),
}
# Sizes of the pool at which false attributions are counted, besides all of it.
SIZES = (1000, 3000)
_AT_ONCE = 64
Models = Callable[[Query], Model]


class Run:
    """One pool, and what the matcher finds in it for each query."""

    def __init__(self, originals: Sequence[Prepared], encoder: Encoder) -> None:
        self.encoder = encoder
        self.pool = Pool.of(originals)

    def see(self, queries: Sequence[Query]) -> tuple[Seen, list[float]]:
        """With the milliseconds that each took, some asked at once as `newscrawl match` does."""
        seen: Seen = []
        spent = []
        for first in range(0, len(queries), _AT_ONCE):
            batch = queries[first : first + _AT_ONCE]
            start = time.perf_counter()
            outlines = list(self.pool.outlines([query.copy for query in batch]))
            each = (time.perf_counter() - start) / len(batch)
            for query, outline in zip(batch, outlines, strict=True):
                start = time.perf_counter()
                gain = model_for(self.encoder, query.copy.language).gain
                seen.append((query, compare(query.copy, self.pool, gain, outline=outline)))
                spent.append((time.perf_counter() - start + each) * 1000)
        return seen, spent

    def answers(self, seen: Seen, models: Models) -> list[Answer]:
        return [self._answer(query, found, models(query)) for query, found in seen]

    def _answer(self, query: Query, found: list[Comparison], model: Model) -> Answer:
        decision = decide(found, model)
        ranked = tuple(self.pool.originals[one.original].id for one, _ in decision.ranked)
        return Answer(query, ranked, decision.confidence, ranked[0] if decision.attributed else None)

    def shipped(self, query: Query) -> Model:
        return model_for(self.encoder, query.copy.language)


def crossed(run: Run, seen: Seen, part: Callable[[Query], object]) -> list[Answer]:
    """Each part judged by models that were fitted on the other parts."""
    found = []
    for left_out in sorted({str(part(query)) for query, _ in seen}):
        others = [one for one in seen if str(part(one[0])) != left_out]
        fitted: dict[str, Model] = {}
        for query, _ in seen:
            model = run.shipped(query)
            if str(part(query)) == left_out and model.name not in fitted:
                alike = [one for one in others if run.shipped(one[0]).name == model.name]
                fitted[model.name] = refit(model, alike, list(run.pool.originals))
        here = [one for one in seen if str(part(one[0])) == left_out]
        found += run.answers(here, lambda query, fitted=fitted: fitted[run.shipped(query).name])  # type: ignore[misc]
    return found


def encoding_cost(encoder: Encoder, folder: Path, count: int = 60) -> str:
    """Milliseconds to split and encode single articles."""
    from newscrawl.cli.tracing.match import read_articles

    articles: list[TextArticle] = []
    for article in read_articles(str(folder / "queries.jsonl.gz")):
        articles.append(article)
        if len(articles) == count:
            break
    spent = []
    for article in articles:
        start = time.perf_counter()
        list(prepare([article], encoder))
        spent.append((time.perf_counter() - start) * 1000)
    return f"encoding one article: p50 {np.median(spent):.0f} ms, p95 {np.quantile(spent, 0.95):.0f} ms"


def further(run: Run, queries: list[Query]) -> Iterable[str]:
    """What changes with the pool: its size, how many copies have their original in it, its language."""
    originals = list(run.pool.originals)
    golds = {query.gold for query in queries}
    without = [query for query in queries if query.gold is None]
    others = [original for original in originals if original.id not in golds]
    for size in SIZES:
        smaller = Run(sorted(others, key=lambda o: _digest(o.id))[:size], run.encoder)
        answers = smaller.answers(smaller.see(without)[0], smaller.shipped)
        yield f"{f'no original, pool of {size}':36}{score(answers).row()}"
    for share in (0.5, 0.1):
        kept = {query.gold for query in queries if _digest(query.labels["source"]) < share}
        pool = [original for original in originals if original.id in kept or original.id not in golds]
        rarer = Run(pool, run.encoder)
        relabelled = [Query(q.copy, q.gold if q.gold in kept else None, q.labels) for q in queries]
        answers = rarer.answers(rarer.see(relabelled)[0], rarer.shipped)
        yield f"{f'original there for {share:.0%}':36}{score(answers).row()}"
    yield f"{'reverse: English copies, German pool':36}{_reverse(run, queries).row()}"


def _reverse(run: Run, queries: list[Query]) -> Score:
    """Clean German translations are the pool; their English originals and as many other articles are the copies."""
    pool = {q.gold: q.copy for q in queries if q.gold and q.labels["lang"] == "de" and q.labels["variant"] == "clean"}
    natives = [q.copy for q in queries if q.labels["case"] == "native" and q.labels["variant"] == "clean"]
    reverse = Run([*pool.values(), *natives], run.encoder)
    others = [original for original in run.pool.originals if original.id not in {q.gold for q in queries}]
    copies = [original for original in run.pool.originals if original.id in pool]
    asked = [Query(copy, pool[copy.id].id, {"source": copy.id}) for copy in copies]
    asked += [Query(copy, None, {"source": copy.id}) for copy in others[: len(copies)]]
    return score(reverse.answers(reverse.see(asked)[0], reverse.shipped))


def _digest(text: str) -> float:
    """From 0 to 1, always the same for a text."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6]) / 2**48


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--encoder", choices=("use", "none"), default="use")
    arguments.add_argument("--cache", type=Path)
    arguments.add_argument("--quick", action="store_true")
    arguments.add_argument("--predictions", type=Path)
    given = arguments.parse_args()
    threadpool_limits(limits=1)  # as the command does
    encoder = make_encoder(given.encoder)
    originals, queries = load(given.folder, encoder, given.cache)
    run = Run(originals, encoder)
    seen, spent = run.see(queries)
    for title, part in (("documents", lambda q: q.fold), ("languages", lambda q: q.labels["lang"])):
        answers = crossed(run, seen, part)
        print(f"\nCross-validated by {title}" + (f", {FOLDS} folds" if title == "documents" else ""))
        if title == "documents":
            _print_baselines()
            if given.predictions:
                _write(answers, given.predictions)
        print("\n".join(table(answers, lambda q: is_foreign(q, encoder.languages))))
        print("\n".join(calibration(answers)))
    print(f"\nquery without encoding: p50 {np.median(spent):.1f} ms, p95 {np.quantile(spent, 0.95):.1f} ms")
    print(encoding_cost(encoder, given.folder))
    if not given.quick:
        print("\nOther pools, with the shipped weights (fitted on all queries)\n" + HEAD)
        for line in further(run, queries):
            print(line, flush=True)


def _print_baselines() -> None:
    print(HEAD)
    for name, figures in BASELINES.items():
        print(f"{name:36}{'':6}" + "".join(f"{figure:9.3f}" for figure in figures))


def _write(answers: list[Answer], file: Path) -> None:
    with file.open("w", encoding="utf-8") as lines:
        for a in answers:
            ranked = [[name, 0.0] for name in a.ranked]
            line = {"id": a.query.copy.id, "ranked": ranked, "attributed": a.attributed, "confidence": a.confidence}
            lines.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
