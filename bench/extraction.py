"""How well pages are read and what it costs, beside other extractors.

usage: python -m bench.extraction FOLDER [--peers A,B] [--environments DIR] [--sources A,B] [--pages N]

FOLDER holds `gold.jsonl` (fields `id`, `url`, `site`, `source`, `body`, and where known `title`, `date`, `authors`,
`images`, `optional`) and `html/<id>.html.gz`. Printed are

- cost: ours (text, metadata and credits) and trafilatura's default with its metadata, paired page by page in this
  process's CPU time, the lower of two readings each, so that what is loaded once (a library for dates takes 2 s) is
  counted for neither; which one goes first alternates, so that warm caches help both alike;
- by source and extractor: text (F1 of four-word shingles), title, day and authors right, captions (F1), pages a CPU
  second. Peers are asked for by name and installed by pip, each into its own environment below DIR; one that can't be
  installed is said to be unavailable;
- ours by fifths of the sites, as rules written from some pages flatter their sites.

Progress goes to standard error. Nothing of the pages is printed.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import logging
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import trafilatura

from bench import measures
from bench.peers import PACKAGES, Unavailable, answers, environment
from newscrawl.errors import UnreadablePage
from newscrawl.extract import EXTRACTOR, extract_article, parse
from newscrawl.trace import credit_lines, read_credits

Row = dict[str, Any]
Answer = dict[str, Any]
Line = tuple[str, int, dict[str, float], float]
"""Name, pages, figures by column, pages a CPU second."""
FOLDS = 5
_EVERY = 100
_COLUMNS = ("body", "title", "day", "authors", "captions")


def ours(body: bytes, url: str | None) -> Answer:
    try:
        document = parse(body, url=url)
    except UnreadablePage:
        return {}
    article = extract_article(document, credit_lines=credit_lines(read_credits(document)))
    date = article.published
    return {
        "body": article.body,
        "title": article.title,
        "date": date and (date.value.date() if date.precision == "day" else date.value).isoformat(),
        "authors": list(article.authors),
        "captions": [image.caption for image in article.images if image.caption],
    }


def theirs(body: bytes, url: str | None) -> object:
    return trafilatura.bare_extraction(body, url=url, with_metadata=True)


def timed(reader: Callable[[bytes, str | None], Any], body: bytes, url: str | None) -> tuple[Any, float]:
    """The answer, and the seconds of CPU time it took."""
    start = time.process_time()
    answer = reader(body, url)
    return answer, time.process_time() - start


def page_of(folder: Path, row: Row) -> bytes:
    return gzip.decompress((folder / "html" / f"{row['id']}.html.gz").read_bytes())


def progress(name: str, rows: list[Row]) -> Iterator[Row]:
    for number, row in enumerate(rows, 1):
        yield row
        if number % _EVERY == 0 or number == len(rows):
            print(f"{name}: {number} of {len(rows)} pages", file=sys.stderr)


def run_ours(folder: Path, rows: list[Row]) -> list[Answer]:
    """Our answers; prints what both cost."""
    found: list[Answer] = []
    pairs: list[tuple[float, float]] = []
    answer: Answer = {}
    for row in rows[:3]:  # loads models and compiles patterns
        ours(page_of(folder, row), row.get("url"))
        theirs(page_of(folder, row), row.get("url"))
    for number, row in enumerate(progress("newscrawl and trafilatura", rows)):
        body, url = page_of(folder, row), row.get("url")
        spent: dict[bool, list[float]] = {True: [], False: []}
        for ours_now in (True, False, False, True) if number % 2 else (False, True, True, False):
            given, seconds = timed(ours if ours_now else theirs, body, url)
            spent[ours_now].append(seconds)
            answer = given if ours_now else answer
        our_time, their_time = min(spent[True]), min(spent[False])
        pairs.append((our_time, their_time))
        found.append({**answer, "cpu": our_time})
    print_costs(pairs)
    return found


def print_costs(pairs: list[tuple[float, float]]) -> None:
    print(f"{len(pairs)} pages, {EXTRACTOR}")
    for name, values in zip(("newscrawl", "trafilatura"), zip(*pairs, strict=True), strict=True):
        parts = statistics.quantiles(values, n=100, method="inclusive") if len(values) > 1 else [values[0]] * 99
        figures = (1000 * value for value in (statistics.mean(values), parts[94], parts[98], max(values)))
        print("{:11} mean {:.1f} ms CPU a page, p95 {:.1f}, p99 {:.1f}, max {:.1f}".format(name, *figures))
    ratios = [a / b for a, b in pairs if b]
    total = sum(a for a, _ in pairs) / sum(b for _, b in pairs)
    print(f"newscrawl/trafilatura: {total:.2f} in total, {statistics.median(ratios):.2f} for the median page\n")


def run_peer(name: str, folder: Path, rows: list[Row], environments: Path) -> list[Answer]:
    """A peer's answers. Raises Unavailable where it can't be installed or ends early."""
    python = environment(name, environments)
    pages = (
        {"id": row["id"], "url": row.get("url"), "html": page_of(folder, row).decode("utf-8", "replace")}
        for row in progress(name, rows)
    )
    found = list(answers(name, python, pages))
    failed = [answer["error"] for answer in found if "error" in answer]
    if failed:
        print(f"{name} failed on {len(failed)} pages, first with {failed[0]}")
    return found


def figures_of(rows: Iterable[Row], found: Iterable[Answer]) -> dict[str, float]:
    """The measures that the gold of these pages allows, by column."""
    kept: dict[str, list[Any]] = defaultdict(list)
    for gold, answer in zip(rows, found, strict=True):
        if gold.get("body"):
            kept["body"].append(measures.body_counts(gold, answer.get("body") or ""))
        if gold.get("title"):
            kept["title"].append(measures.same_words(gold["title"], answer.get("title")))
        if gold.get("date"):
            kept["day"].append(measures.same_day(gold["date"], answer.get("date")))
        if gold.get("authors"):
            kept["authors"].append(measures.same_names(gold["authors"], answer.get("authors") or ()))
        if captions := [image["caption"] for image in gold.get("images") or () if image.get("caption")]:
            kept["captions"].append(measures.caption_counts(captions, answer.get("captions") or []))
    of: dict[str, Callable[[list[Any]], float]] = {"body": measures.body_f1, "captions": measures.micro_f1}
    return {column: of.get(column, statistics.fmean)(values) for column, values in kept.items()}


def fold_of(row: Row) -> int:
    """Which fifth of the sites a page is in."""
    return int(hashlib.sha256(str(row.get("site") or row["id"]).encode()).hexdigest(), 16) % FOLDS


def line_of(name: str, rows: list[Row], found: list[Answer], here: list[int]) -> Line:
    spent = sum(found[i]["cpu"] for i in here)
    figures = figures_of([rows[i] for i in here], [found[i] for i in here])
    return name, len(here), figures, len(here) / spent if spent else 0.0


def print_table(title: str, table: list[Line]) -> None:
    print(f"{title:34} pages " + " ".join(f"{column:>8}" for column in _COLUMNS) + "  pages/CPU s")
    for name, pages, found, speed in table:
        cells = " ".join(f"{found[c]:8.3f}" if c in found else " " * 8 for c in _COLUMNS)
        print(f"{name:34} {pages:5} {cells}  {speed:.1f}")
    print()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--peers", default="", help=f"parted by commas: {', '.join(PACKAGES)}")
    arguments.add_argument("--environments", type=Path, default=Path.home() / ".cache" / "newscrawl-bench",
                           help="where the peers' environments are kept (default %(default)s)")  # fmt: skip
    arguments.add_argument("--pages", type=int, default=None, help="only the first N")
    arguments.add_argument("--sources", default="", help="only these sources, parted by commas")
    given = arguments.parse_args()
    logging.disable(logging.CRITICAL)
    with (given.folder / "gold.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    wanted = set(filter(None, given.sources.split(",")))
    rows = [row for row in rows if not wanted or row["source"] in wanted][: given.pages]
    found = {"newscrawl": run_ours(given.folder, rows)}
    for name in filter(None, given.peers.split(",")):
        try:
            found[name] = run_peer(name, given.folder, rows, given.environments)
        except Unavailable as why:
            print(f"{name} is unavailable: {why}")
    for source in sorted({row["source"] for row in rows}):
        here = [i for i, row in enumerate(rows) if row["source"] == source]
        print_table(source, [line_of(name, rows, one, here) for name, one in found.items()])
    folds = [[i for i, row in enumerate(rows) if fold_of(row) == part] for part in range(FOLDS)]
    fifths = [line_of(f"fifth {n} of the sites", rows, found["newscrawl"], f) for n, f in enumerate(folds, 1) if f]
    print_table("newscrawl, all sources", fifths)


if __name__ == "__main__":
    main()
