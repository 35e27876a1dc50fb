"""Attribution of real pages, from the page alone: writes predictions and prints what it cost.

usage: attribution.py FOLDER [--out predictions.jsonl] [--no-url] [--growth]

FOLDER holds `labels.jsonl` (fields `id`, `url`, `site`) and `html/<id with / as __>.html.gz`. Nothing of the pages is
printed. `--no-url` withholds the address, as callers may. Trafilatura reads the same bytes in the same run, as the
measure of what a page costs: its plain `extract`, and `bare_extraction` with metadata as our own extraction pays for.
`--growth` instead prints the CPU time for three pages of middling size whose body is repeated 1 to 64 times.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import re
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import trafilatura

from newscrawl.extract.document import Document, parse
from newscrawl.items import Credit, Origin
from newscrawl.trace import TRACER_VERSION, attribution, judge, read_credits

_BODY = re.compile(r"(<body\b[^>]*>)(.*)(</body>)", re.IGNORECASE | re.DOTALL)
_TIMES = (1, 2, 4, 8, 16, 32, 64)
Label = dict[str, str]
T = TypeVar("T")


def _body(folder: Path, label: Label) -> bytes:
    return gzip.decompress((folder / "html" / f"{label['id'].replace('/', '__')}.html.gz").read_bytes())


def _cpu_ms(work: Callable[[], T]) -> tuple[T, float]:
    start = time.process_time()
    done = work()
    return done, (time.process_time() - start) * 1000


def _trace(document: Document, url: str | None) -> tuple[tuple[Credit, ...], tuple[Origin, ...]]:
    credits = read_credits(document)
    return credits, judge(None, credits, url=url)


def _fields(label: Label, body: bytes, with_url: bool) -> tuple[dict[str, object], tuple[float, ...]]:
    # Labels without an address still say which site shows the page.
    url = (label["url"] or f"https://{label['site']}/") if with_url else None
    document, parse_ms = _cpu_ms(lambda: parse(body, url=url))
    (credits, origins), trace_ms = _cpu_ms(lambda: _trace(document, url))
    _, plain_ms = _cpu_ms(lambda: trafilatura.extract(body, url=url))
    _, full_ms = _cpu_ms(lambda: trafilatura.bare_extraction(body, url=url, with_metadata=True))
    found = attribution(credits, origins)
    answer: dict[str, object] = {
        "id": label["id"],
        "text_agencies": found.text_agencies,
        "cited_agencies": found.cited_agencies,
        "image_agencies": found.image_agencies,
        "origin_publisher": [found.origin_publisher] if found.origin_publisher else None,
        "original_url": found.original_url,
    }
    return answer, (parse_ms, trace_ms, plain_ms, full_ms)


def predict(folder: Path, labels: list[Label], out: Path, with_url: bool) -> None:
    """Write the predictions and print the cost of parsing, tracing and trafilatura."""
    # The first pages only load tables and compile patterns.
    for label in labels[:3]:
        _fields(label, _body(folder, label), with_url)
    costs = []
    with out.open("w", encoding="utf-8") as lines:
        for label in labels:
            answer, cost = _fields(label, _body(folder, label), with_url)
            costs.append(cost)
            lines.write(json.dumps(answer, ensure_ascii=False) + "\n")
    print(f"tracer {TRACER_VERSION}, {len(labels)} pages, predictions in {out}")
    names = ("parse", "trace", "trafilatura", "with metadata")
    columns = dict(zip(names, zip(*costs, strict=True), strict=True))
    for name, times in columns.items():
        mean, p95 = statistics.mean(times), statistics.quantiles(times, n=20)[-1]
        print(f"{name:13} mean {mean:.1f} ms CPU a page, p95 {p95:.1f}, max {max(times):.1f}")
    for name in names[2:]:
        print(f"trace against trafilatura{'' if name == names[2] else ' ' + name}: ", end="")
        median = statistics.median(a / b for a, b in zip(columns["trace"], columns[name], strict=True) if b)
        print(f"{sum(columns['trace']) / sum(columns[name]):.3f} in total, {median:.3f} for the median page")


def _repeated(html: str, times: int) -> str:
    found = _BODY.search(html)
    return f"{html[: found.end(1)]}{found[2] * times}{html[found.start(3) :]}" if found else html


def grow(folder: Path, labels: list[Label]) -> None:
    """Print what tracing costs as three pages grow; a linear pass has the same cost for each repetition."""
    sized = sorted(((len(body := _body(folder, label)), body) for label in labels), key=lambda pair: pair[0])
    middle = [body for _, body in sized[len(sized) // 2 - 1 : len(sized) // 2 + 2]]
    _trace(parse(middle[0]), None)
    print("times    KB  trace ms  ms for each")
    for times in _TIMES:
        pages = [_repeated(body.decode(errors="replace"), times) for body in middle]
        documents = [parse(page, url="https://page.example/a") for page in pages]
        spent = sum(_cpu_ms(partial(_trace, document, document.url))[1] for document in documents)
        size = sum(map(len, pages)) / len(pages) / 1000
        print(f"{times:5} {size:6.0f} {spent / len(pages):9.1f} {spent / len(pages) / times:12.2f}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--out", type=Path, default=Path("predictions.jsonl"))
    arguments.add_argument("--no-url", action="store_true")
    arguments.add_argument("--growth", action="store_true")
    given = arguments.parse_args()
    logging.disable(logging.CRITICAL)
    labels = [json.loads(line) for line in (given.folder / "labels.jsonl").read_text(encoding="utf-8").splitlines()]
    if given.growth:
        grow(given.folder, labels)
    else:
        predict(given.folder, labels, given.out, not given.no_url)


if __name__ == "__main__":
    main()
