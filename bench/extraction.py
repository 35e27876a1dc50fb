"""What extraction costs: ours and trafilatura's default, paired page by page in CPU time of this process.

usage: extraction.py FOLDER [--pages N] [--sources A,B]

FOLDER holds `gold.jsonl` (fields `id`, `url`, `source`) and `html/<id>.html.gz`. Both read the same bytes and both pay
for metadata; which one goes first alternates, so that warm caches help both alike. Nothing of the pages is printed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import trafilatura

from newscrawl.errors import UnreadablePage
from newscrawl.extract import EXTRACTOR, extract_article, parse

Reader = Callable[[bytes, str | None], object]


def ours(body: bytes, url: str | None) -> object:
    try:
        return extract_article(parse(body, url=url))
    except UnreadablePage:
        return None


def theirs(body: bytes, url: str | None) -> object:
    return trafilatura.bare_extraction(body, url=url, with_metadata=True)


def cost(reader: Reader, body: bytes, url: str | None) -> float:
    """Milliseconds of CPU time for one page."""
    start = time.process_time()
    reader(body, url)
    return (time.process_time() - start) * 1000


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--pages", type=int, default=None, help="only the first N")
    arguments.add_argument("--sources", default="", help="only these sources, parted by commas")
    given = arguments.parse_args()
    logging.disable(logging.CRITICAL)
    with (given.folder / "gold.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    wanted = set(filter(None, given.sources.split(",")))
    rows = [row for row in rows if not wanted or row["source"] in wanted][: given.pages]
    pairs: list[tuple[float, float]] = []
    for number, row in enumerate([*rows[:3], *rows]):
        body = gzip.decompress((given.folder / "html" / f"{row['id']}.html.gz").read_bytes())
        readers = (ours, theirs) if number % 2 else (theirs, ours)
        times = {reader: cost(reader, body, row.get("url")) for reader in readers}
        pairs.append((times[ours], times[theirs]))
    # The first three only load models and compile patterns.
    pairs = pairs[min(3, len(rows)) :]
    print(f"{len(pairs)} pages, {EXTRACTOR}")
    for name, values in zip(("newscrawl", "trafilatura"), zip(*pairs, strict=True), strict=True):
        p95 = statistics.quantiles(values, n=20)[-1]
        print(f"{name:11} mean {statistics.mean(values):.1f} ms CPU a page, p95 {p95:.1f}, max {max(values):.1f}")
    ratios = [a / b for a, b in pairs if b]
    total = sum(a for a, _ in pairs) / sum(b for _, b in pairs)
    print(f"newscrawl/trafilatura: {total:.2f} in total, {statistics.median(ratios):.2f} for the median page")


if __name__ == "__main__":
    main()
