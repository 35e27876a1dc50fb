"""Crawl invented newspapers with one worker, two and four, quietly and while workers die and PostgreSQL restarts.

    python -m bench.cluster [--pages 6000] [--sites 12] [--delay 0.2] [--workers 1 2 4] [--only …]

delays    the sites ask for pauses, so that more workers are faster on one machine: ratios to the first number
fast      without pauses: what the processors allow, with one extraction process a worker
killed    a worker and its crawl end by SIGKILL a third of the way, and another one begins
restart   PostgreSQL stops as if it were killed, and starts again

Printed are seconds until no page is pending and no job waits, what differs from a single `newscrawl crawl` of the same
sites (page states, articles, versions, credits, …: lost, doubled, other rows), and the pauses that each host saw, from
the server's log over all workers. Exit code 1 where anything is lost, doubled, or a host was asked too fast. Needs
PostgreSQL's programs and the extra `cluster`.
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from uuid import uuid4

from bench.crawling import DECIDED, Crawl
from bench.faults import Result, judged
from bench.paper_server import Service, serve
from newscrawl.work import tables
from tests.support import postgres
from tests.support.snapshot import Content

RUNS = ("delays", "fast", "killed", "restart")
_LEFT = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'crawl-site' AND status IN ('todo', 'doing')"
_DONE = """
    SELECT count(DISTINCT args ->> 'site') FROM procrastinate_jobs
    WHERE task_name = 'crawl-site' AND status = 'succeeded'"""
_ATTEMPTS = "SELECT COALESCE(sum(attempts), 0) FROM procrastinate_jobs WHERE task_name = 'crawl-site'"
# Scrapy waits for half to one and a half times the delay; below that somebody did not wait for another.
_LEAST = 0.5
# Two requests that were sent with a pause may arrive nearer to each other on a busy machine.
_EARLY = 0.05
# Of few pauses of chance length the mean may be less than the delay.
_MEAN = 0.9
_DEAD = 6.0
_PATIENCE = 3600.0


@dataclass
class Cluster:
    """A database and the workers on it."""

    crawl: Crawl
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def add(self, number: int = 1) -> None:
        for _ in range(number):
            self.workers.append(self.crawl.begin("worker", "--loglevel", "WARNING"))

    def kill(self) -> None:
        """The first worker and its crawl, as when its machine dies."""
        worker = self.workers.pop(0)
        children = Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text(encoding="ascii").split()
        worker.kill()
        for child in children:
            os.kill(int(child), signal.SIGKILL)
        worker.wait()

    def until(self, done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not done():
            if time.monotonic() > deadline:
                raise SystemExit(f"the crawl hangs; see {self.crawl.folder}/crawl.log")
            time.sleep(0.2)

    def is_done(self) -> bool:
        sites = len(self.crawl.service.papers.names)
        return self.crawl.count(_DONE) == sites and self.crawl.count(_LEFT) == 0

    def stop(self) -> list[int]:
        for worker in self.workers:
            worker.send_signal(signal.SIGTERM)
        return [worker.wait() for worker in self.workers]


@dataclass(frozen=True)
class Bench:
    """What the runs share."""

    folder: Path
    server: postgres.Instance
    service: Service
    expected: Content

    @contextmanager
    def cluster(self, name: str, delay: float) -> Iterator[Cluster]:
        settings = {
            "NEWSCRAWL_TRACE": "",
            "NEWSCRAWL_CLUSTER_DEAD_SECONDS": str(_DEAD),
            "NEWSCRAWL_CLUSTER_CRAWL": "* * * * * */2",
            # Nothing is due a second time.
            "NEWSCRAWL_SOURCE_MIN_MINUTES": "600",
            "DOWNLOAD_DELAY": str(delay),
            "CONCURRENT_REQUESTS_PER_DOMAIN": "1" if delay else "4",
        }
        with postgres.database(self.server.url, f"newscrawl_cluster_{uuid4().hex[:12]}") as url:
            crawl = Crawl(self.folder / name.replace(" ", "-"), self.service, url, settings=settings)
            tables.make(crawl.engine)
            cluster = Cluster(crawl)
            try:
                yield cluster
            finally:
                for worker in cluster.workers:
                    worker.kill()
                crawl.close()

    def run(
        self, name: str, workers: int, delay: float, strike: Callable[[Cluster], None] | None = None
    ) -> tuple[float, Result, str]:
        """Seconds, what differs, and what the hosts saw."""
        self.service.asked.clear()
        with self.cluster(name, delay) as cluster:
            cluster.add(workers)
            # Programs that start are no part of what is compared.
            cluster.until(lambda: bool(self.service.asked))
            began = time.monotonic()
            if strike is not None:
                cluster.until(lambda: cluster.crawl.count(DECIDED) > self.service.papers.pages // 3)
                strike(cluster)
            cluster.until(cluster.is_done)
            seconds = time.monotonic() - began
            note = f"{seconds:.1f} s, {cluster.crawl.count(_ATTEMPTS)} jobs begun to the end"
            codes = cluster.stop()
            found = cluster.crawl.content()
        told, fast = pauses(self.service.asked, delay)
        result = judged(name, self.service.papers.pages, self.expected, found, codes, note, fast)
        return seconds, result, told


def pauses(asked: Sequence[tuple[float, str]], delay: float) -> tuple[str, str]:
    """What the hosts saw, and which was asked too fast."""
    times: dict[str, list[float]] = defaultdict(list)
    for at, host in sorted(asked):
        times[host].append(at)
    gaps = {host: [b - a for a, b in pairwise(own)] for host, own in times.items()}
    every = sorted(gap for own in gaps.values() for gap in own)
    if not every or not delay:
        return f"{len(asked)} requests to {len(times)} hosts", ""
    least = max(0.0, _LEAST * delay - _EARLY)
    early = sum(gap < least for gap in every)
    means = [statistics.fmean(own) for own in gaps.values() if own]
    told = (
        f"{len(asked)} requests to {len(times)} hosts; pauses: mean {min(means):.3f} s at the fastest host,"
        f" least {every[0]:.3f} s, {early} below {least:.2f} s"
    )
    return told, f"a host was asked each {min(means):.3f} s" if min(means) < _MEAN * delay else ""


def strike_worker(cluster: Cluster) -> None:
    cluster.kill()
    cluster.add()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=6000, help="article addresses of all sites (default %(default)s)")
    parser.add_argument("--sites", type=int, default=12)
    parser.add_argument("--delay", type=float, default=0.2, help="seconds between two requests to a host")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--only", nargs="+", choices=RUNS, default=list(RUNS))
    parser.add_argument("--folder", type=Path, help="where archives and logs are kept; a temporary one without")
    given = parser.parse_args()
    programs = postgres.binaries()
    if programs is None:
        print("no PostgreSQL in /usr/lib/postgresql")
        return 2
    os.environ["NEWSCRAWL_WORKERS"] = "1"
    names = tuple(f"paper{n:02d}" for n in range(given.sites))
    good = True
    with (
        tempfile.TemporaryDirectory(prefix="newscrawl-cluster-") as made,
        postgres.instance(programs) as server,
        serve(given.pages, names=names) as service,
    ):
        folder = given.folder or Path(made)
        alone = Crawl(folder / "alone", service, settings={"NEWSCRAWL_TRACE": ""})
        code = alone.run()
        expected = alone.content()
        alone.close()
        print(f"one crawl into SQLite as the reference: exit code {code}, {len(expected['version'])} versions")
        bench = Bench(folder, server, service, expected)
        for name, delay in (("delays", given.delay), ("fast", 0.0)):
            first = 0.0
            for workers in given.workers if name in given.only else ():
                seconds, result, told = bench.run(f"{name} {workers}", workers, delay)
                first = first or seconds
                good &= show(f"{name}, {workers} workers: {seconds / first:.2f} of the first", result, told)

        def restart(_: Cluster) -> None:
            server.stop()
            server.start()

        for name, strike in (("killed", strike_worker), ("restart", restart)):
            if name in given.only:
                _, result, told = bench.run(name, 2, given.delay / 2, strike)
                good &= show(f"{name}, 2 workers", result, told)
    return 0 if good else 1


def show(title: str, result: Result, told: str) -> bool:
    different = ", ".join(f"{number} {table}" for table, number in result.different.items() if number) or "none"
    verdict = "ok" if result.good else f"FAILED {result.wrong}".strip()
    print(f"{title}; {result.note}", flush=True)
    counts = f"{result.articles} articles, {result.lost} lost, {result.doubled} doubled"
    print(f"    {counts}, other rows: {different}: {verdict}")
    print(f"    {told}", flush=True)
    return result.good


if __name__ == "__main__":
    sys.exit(main())
