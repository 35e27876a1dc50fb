"""Attribution of real pages, from the page alone: writes predictions and prints what it cost.

usage: attribution.py FOLDER [--out predictions.jsonl] [--no-url]

FOLDER holds `labels.jsonl` (fields `id`, `url`, `site`) and `html/<id with / as __>.html.gz`. Nothing of the pages is
printed. `--no-url` withholds the address, as callers may.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import time
from pathlib import Path

from newscrawl.extract.document import parse
from newscrawl.trace import TRACER_VERSION, attribution, judge, read_credits


def _fields(label: dict[str, str], body: bytes, with_url: bool) -> tuple[dict[str, object], float, float]:
    # Labels without an address still say which site shows the page.
    url = (label["url"] or f"https://{label['site']}/") if with_url else None
    start = time.process_time()
    document = parse(body, url=url)
    parsed = time.process_time()
    credits = read_credits(document)
    found = attribution(credits, judge(None, credits, url=url))
    end = time.process_time()
    answer = {
        "id": label["id"],
        "text_agencies": found.text_agencies,
        "cited_agencies": found.cited_agencies,
        "image_agencies": found.image_agencies,
        "origin_publisher": [found.origin_publisher] if found.origin_publisher else None,
        "original_url": found.original_url,
    }
    return answer, parsed - start, end - parsed


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--out", type=Path, default=Path("predictions.jsonl"))
    arguments.add_argument("--no-url", action="store_true")
    given = arguments.parse_args()
    labels = [json.loads(line) for line in (given.folder / "labels.jsonl").read_text(encoding="utf-8").splitlines()]
    parsing, tracing = [], []
    with given.out.open("w", encoding="utf-8") as out:
        for label in labels:
            page = given.folder / "html" / f"{label['id'].replace('/', '__')}.html.gz"
            answer, parse_s, trace_s = _fields(label, gzip.decompress(page.read_bytes()), not given.no_url)
            parsing.append(parse_s)
            tracing.append(trace_s)
            out.write(json.dumps(answer, ensure_ascii=False) + "\n")
    print(f"tracer {TRACER_VERSION}, {len(labels)} pages, predictions in {given.out}")
    for name, times in (("parse", parsing), ("trace", tracing)):
        mean, p95 = statistics.mean(times), statistics.quantiles(times, n=20)[-1]
        print(f"{name}: mean {mean * 1000:.1f} ms CPU a page, p95 {p95 * 1000:.1f}, max {max(times) * 1000:.1f}")


if __name__ == "__main__":
    main()
