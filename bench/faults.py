"""Crawl invented newspapers while everything goes wrong, and compare with a crawl that nobody disturbed.

    python -m bench.faults [--pages 3000] [--kills 20] [--processes 1] [--trace none] …

kills     SIGKILL at random moments, each time started again; with several processes each crawls some of the papers
postgres  PostgreSQL stopped, and restarted, under the crawl (needs PostgreSQL's programs)
disk      database or archive on a disk that is full half-way (a tmpfs; without the right to mount, a file-size limit)
server    pages, then sources, that hang, close early, send garbage, never end, or redirect in circles; then heal

All but `kills` use at most 600 pages. Each is compared by natural keys in page states, discoveries, articles, versions,
credits, dates, images, relations, origins and evidence. Exit code 1 where anything is lost, doubled or different.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.crawling import Crawl
from bench.fault_runs import RUNS, Runs
from bench.paper_server import serve
from tests.support.snapshot import Content, differences

# Pages of all runs but the kills.
FEW = 600
_SHOWN = 3


@dataclass(frozen=True)
class Result:
    """One line of the table."""

    name: str
    pages: int
    articles: int
    codes: list[int]
    lost: int
    doubled: int
    different: dict[str, int]
    note: str
    wrong: str

    @property
    def good(self) -> bool:
        return not (self.lost or self.doubled or self.different or self.wrong)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=3000, help="article addresses of the run that is killed")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--database", help="a PostgreSQL server to kill crawls on; SQLite without")
    parser.add_argument("--processes", type=int, default=1, help="crawls at a time, of the run that is killed")
    parser.add_argument("--trace", default="none", metavar="ENCODER", help='as NEWSCRAWL_TRACE; "" compares no texts')
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="+", choices=RUNS, default=list(RUNS), metavar="RUN", help=", ".join(RUNS))
    parser.add_argument("--folder", type=Path, help="where databases and logs are kept; a temporary one without")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="newscrawl-faults-") as temporary:
        folder = arguments.folder or Path(temporary)
        results = []
        for result in run(folder, arguments):
            results.append(result)
            show(result)
    bad = [result.name for result in results if not result.good]
    print(f"\n{len(results)} runs" + (f"; failed: {', '.join(bad)}" if bad else ": nothing lost, nothing doubled"))
    return 1 if bad else 0


def run(folder: Path, asked: argparse.Namespace) -> Iterator[Result]:
    """Each chosen run's result as it comes, the undisturbed crawls in between."""
    print(HEAD, flush=True)
    sizes = {name: asked.pages if name == "kills" else min(asked.pages, FEW) for name in RUNS if name in asked.only}
    for size in sorted(set(sizes.values()), reverse=True):
        chosen = [name for name in sizes if sizes[name] == size]
        with serve(size, asked.seed) as service:
            started = time.monotonic()
            reference = Crawl(folder / f"undisturbed-{size}", service, settings={"NEWSCRAWL_TRACE": asked.trace})
            started_all = [(part, part.start()) for part in reference.parts(asked.processes)]
            code = max(part.end(running) for part, running in started_all)
            expected = reference.content()
            wrong = "" if code == 0 else f"exit code {code}"
            note = f"{time.monotonic() - started:.0f} s"
            yield judged(f"undisturbed ({size})", size, expected, expected, [code], note, wrong)
            runs = Runs(folder, service, reference, asked.kills, asked.seed, asked.processes, asked.database)
            for name in chosen:
                for run in RUNS[name](runs):
                    yield judged(run.name, size, expected, run.content, run.codes, run.note, run.wrong, run.tables)
            reference.close()


def judged(
    name: str,
    pages: int,
    expected: Content,
    found: Content,
    codes: list[int],
    note: str,
    wrong: str,
    tables: tuple[str, ...] = (),
) -> Result:
    """Lost and doubled articles and versions, and how many rows differ by table."""
    kept = differences(expected, found)
    kept = {table: rows for table, rows in kept.items() if not tables or table in tables}
    for table, (missing, more) in kept.items():
        for sign, rows in (("-", missing), ("+", more)):
            for row in rows[:_SHOWN]:
                print(f"    {sign} {table}: {row!r:.200}", file=sys.stderr)
    missing, more = kept.get("version", ([], []))
    keys = {row[:2] for row in expected["version"]}
    return Result(
        name=name,
        pages=pages,
        articles=len({row[0] for row in found["version"]}),
        codes=codes,
        lost=len({row[:2] for row in missing} - {row[:2] for row in found["version"]}),
        doubled=len([row for row in more if row[:2] not in keys or found["version"][row] > 1]),
        different={table: len(missing) + len(more) for table, (missing, more) in kept.items()},
        note=note,
        wrong=wrong,
    )


HEAD = f"{'run':<24} {'pages':>5} {'articles':>8} {'lost':>4} {'doubled':>7} {'rows that differ':<24} verdict"


def show(result: Result) -> None:
    rows = ", ".join(f"{number} {table}" for table, number in result.different.items()) or "0"
    codes = " ".join(map(str, result.codes[-8:]))
    more = "… " if len(result.codes) > 8 else ""
    verdict = "ok" if result.good else f"FAILED {result.wrong}".strip()
    print(
        f"{result.name:<24} {result.pages:>5} {result.articles:>8} {result.lost:>4} {result.doubled:>7} {rows:<24} "
        f"{verdict} (exit codes {more}{codes}{'; ' if result.note else ''}{result.note})",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
