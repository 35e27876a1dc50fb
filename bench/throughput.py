"""How fast pages become stored articles on one machine, beside what bounds it, and what each stage costs.

    python -m bench.throughput DATA [--pages N] [--postgres URL] [--processes N] [--encoder use] [--peer NAME=PYTHON]

DATA is the extraction benchmark's folder; its pages are served on loopback. In one run, so that the ratios hold
whatever the machine does beside it:

- (a) Scrapy bare: the same addresses, fetched and dropped;
- (b) trafilatura's default with metadata, on the same pages from memory, over as many processes: the practical limit of
  a crawler that extracts with it; before and after each of the others, which are compared with the mean of both;
- (c) with `--peer newspaper4k=PYTHON` or `--peer news-please=PYTHON`: the interpreter of an environment that has it;
- newscrawl: `newscrawl crawl` of a site with these pages, into SQLite and, with `--postgres`, an empty database.

Printed are pages a second, milliseconds of processor time a page (the crawl's own process and its workers), memory at
some moments, and milliseconds a stage, measured in one process. `--encoder` adds tracing across languages.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import text

from bench.page_server import HOST, Pages
from bench.process_tree import Cost, run
from newscrawl.errors import StoreError
from newscrawl.store.schema import upgrade
from newscrawl.store.session import open_engine, reading

ROOT = Path(__file__).resolve().parents[1]
SITE = """
from newscrawl.sites import Site, SiteRole
SITE = Site(name="bench", title="Bench", role=SiteRole.OUTLET, domains=("{host}",), documented="a benchmark",
            sitemaps=("http://{host}:{port}/sitemap.xml",), article_pattern=r"^/p/")
"""
BARE = """
import scrapy
class Bare(scrapy.Spider):
    name = "bare"
    async def start(self):
        for number in range({pages}):
            yield scrapy.Request("http://127.0.0.1:{port}/p/%d.html" % number)
    def parse(self, response):
        yield {{"bytes": len(response.body)}}
"""
_SIDE_BY_SIDE = 8


@contextmanager
def serving(data: Path, pages: int) -> Iterator[int]:
    """The port of a server with so many pages, in a process of its own."""
    command = [sys.executable, "-m", "bench.page_server", str(data), str(pages), "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as server:
        assert server.stdout is not None
        yield int(server.stdout.readline())
        server.kill()


def bare(folder: Path, port: int, pages: int) -> Cost:
    """Scrapy without anything of ours."""
    (folder / "bare.py").write_text(BARE.format(port=port, pages=pages), encoding="utf-8")
    options = {"CONCURRENT_REQUESTS_PER_DOMAIN": _SIDE_BY_SIDE, "LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": 0}
    pairs = [part for name, value in options.items() for part in ("-s", f"{name}={value}")]
    command = [sys.executable, "-m", "scrapy", "runspider", str(folder / "bare.py"), *pairs]
    outside = {k: v for k, v in os.environ.items() if not k.startswith(("SCRAPY_", "NEWSCRAWL_"))}
    # In a folder of its own: in the project's, Scrapy would take its settings.
    return run(command, environment=outside, log=folder / "bare.log", folder=folder)


def crawl(folder: Path, url: str, port: int, processes: int, encoder: str) -> Cost:
    """`newscrawl crawl` into a database, which is made."""
    package = folder / "bench_sites"
    package.mkdir(exist_ok=True)
    (package / "__init__.py").touch()
    (package / "bench.py").write_text(SITE.format(host=HOST, port=port), encoding="utf-8")
    engine = open_engine(url)
    upgrade(engine)
    environment = {
        **os.environ,
        "SCRAPY_PROJECT": "test",
        "PYTHONPATH": os.pathsep.join(filter(None, (str(folder), str(ROOT), os.environ.get("PYTHONPATH")))),
        "NEWSCRAWL_DATABASE_URL": url,
        "NEWSCRAWL_ARCHIVE_DIR": str(folder / f"archive-{engine.dialect.name}"),
        "NEWSCRAWL_WORKERS": str(processes),
    }
    options = {
        "NEWSCRAWL_SITES": "bench_sites",
        "NEWSCRAWL_HOSTS": json.dumps({HOST: "127.0.0.1"}),
        "NEWSCRAWL_ALLOWED_PORTS": port,
        "NEWSCRAWL_TRACE": encoder,
        "NEWSCRAWL_RESOLVE": 0,
        "CONCURRENT_REQUESTS_PER_DOMAIN": _SIDE_BY_SIDE,
    }
    pairs = [f"--set={name}={value}" for name, value in options.items()]

    def decided() -> int:
        try:
            with reading(engine) as connection:
                return int(connection.scalar(text(_DECIDED)) or 0)
        except StoreError:
            return 0

    command = [sys.executable, "-m", "newscrawl", "crawl", "bench", "--loglevel", "WARNING", *pairs]
    found = run(command, environment=environment, log=folder / "crawl.log", progress=decided)
    found.pages = decided()
    engine.dispose()
    return found


_DECIDED = "SELECT count(*) FROM page WHERE kind = 'article' AND state <> 'pending'"


def _warm() -> None:
    import trafilatura

    trafilatura.bare_extraction("<html><body><p>Warming up.</p></body></html>", with_metadata=True)


def _extract(body: bytes) -> int:
    import trafilatura

    trafilatura.bare_extraction(body, with_metadata=True)
    return os.getpid()


def limit(pages: Pages, processes: int) -> Cost:
    """trafilatura alone."""
    cost = Cost()
    context = multiprocessing.get_context("forkserver")
    bodies = [pages.body(number) for number in range(pages.count)]
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_warm) as pool:
        list(pool.map(_extract, bodies[: processes * 4]))
        before, began = _children(), time.monotonic()
        list(pool.map(_extract, bodies, chunksize=4))
        cost.seconds = time.monotonic() - began
        cost.cpu = {1: _children() - before}
    cost.pages = pages.count
    return cost


def _children() -> float:
    """Seconds of processor time of this process's children that run."""
    found = 0.0
    for child in multiprocessing.active_children():
        stat = Path(f"/proc/{child.pid}/stat").read_text(encoding="ascii", errors="replace")
        fields = stat.rpartition(")")[2].split()
        found += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return found


def peer(name: str, python: str, pages: Pages) -> Cost:
    """Another extractor in its own environment, one process."""
    from bench.peers import answers

    began = time.monotonic()
    given = ({"id": str(n), "url": None, "html": pages.body(n).decode("utf-8", "replace")} for n in range(pages.count))
    found = list(answers(name, Path(python), given))
    cost = Cost(seconds=time.monotonic() - began, cpu={1: sum(float(answer["cpu"]) for answer in found)})
    cost.pages = pages.count
    return cost


class Bound:
    """Runs of (b), one before and one after what is compared with them: a machine changes its speed within minutes."""

    def __init__(self, pages: Pages, processes: int) -> None:
        self._pages, self._processes = pages, processes
        self._runs: list[Cost] = []

    def measure(self) -> None:
        self._runs.append(limit(self._pages, self._processes))
        print(line(f"(b) trafilatura, {self._processes} processes", self._runs[-1]), flush=True)

    def share(self, cost: Cost) -> str:
        """What of (b) a cost is, by processor time and by pages a second."""
        around = self._runs[-2:]
        each = sum(sum(run.cpu.values()) / run.pages for run in around) / len(around)
        rate = sum(run.pages / run.seconds for run in around) / len(around)
        a_core = each * max(1, cost.pages) / sum(cost.cpu.values())
        return f"  {a_core:5.2f} of (b) a core, {cost.pages / cost.seconds / rate:.2f} by pages"


def line(name: str, cost: Cost) -> str:
    each = 1000 * sum(cost.cpu.values()) / max(1, cost.pages)
    told = f"{name:34} {cost.pages:6} pages {cost.pages / cost.seconds:7.1f}/s  {each:7.1f} ms CPU a page"
    if cost.memory:
        own, workers = (1000 * seconds / max(1, cost.pages) for seconds in (cost.parent, cost.others))
        told += f" ({own:.1f} own, {workers:.1f} workers)"
    return told


def print_memory(cost: Cost, wanted: Sequence[int]) -> None:
    for pages in wanted:
        at = next((moment for moment in cost.memory if moment[0] >= pages), None)
        if at is not None:
            print(f"    memory at {at[0]:6} pages: {at[1]:.0f} MB own, {at[2]:.0f} MB workers")
    if cost.memory:
        own, workers = (max(moment[n] for moment in cost.memory) for n in (1, 2))
        print(f"    memory at most: {own:.0f} MB own, {workers:.0f} MB workers")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--pages", type=int, default=889)
    parser.add_argument("--postgres", help="URL of an empty database")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--encoder", default="", help="use, none; without: texts are not compared across languages")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PYTHON")
    parser.add_argument("--stages", type=int, default=200, help="pages for milliseconds a stage (default %(default)s)")
    parser.add_argument("--only", default="", help="of bare, limit, sqlite, postgres, stages; parted by commas")
    given = parser.parse_args()
    pages = Pages(given.data, given.pages)
    wanted = set(filter(None, given.only.split(","))) or {"bare", "limit", "sqlite", "postgres", "stages"}
    with tempfile.TemporaryDirectory(prefix="newscrawl-bench-") as made, serving(given.data, given.pages) as port:
        folder, bound = Path(made), Bound(pages, given.processes) if "limit" in wanted else None

        def compared(name: str, measure: Callable[[], Cost]) -> Cost:
            cost = measure()
            if bound:
                bound.measure()
            print(line(name, cost) + (bound.share(cost) if bound else ""), flush=True)
            return cost

        if "bare" in wanted:
            cost = bare(folder, port, given.pages)
            cost.pages = given.pages
            print(line("(a) Scrapy bare", cost))
        if bound:
            bound.measure()
        for asked in given.peer:
            name, _, python = asked.partition("=")
            compared(f"(c) {name}, one process", partial(peer, name, python, pages))
        urls = {"sqlite": f"sqlite:///{folder}/newscrawl.db", "postgres": given.postgres}
        for name, url in urls.items():
            if name in wanted and url:
                crawled = partial(crawl, folder, url, port, given.processes, given.encoder)
                cost = compared(f"newscrawl into {name}", crawled)
                if cost.code:
                    print(f"    exit code {cost.code}")
                print_memory(cost, (100, 500, 1000, 5000, 10_000, 20_000))
        if "stages" in wanted:
            from bench.throughput_stages import print_stages

            print_stages(pages, min(given.stages, given.pages), folder, given.postgres)


if __name__ == "__main__":
    main()
