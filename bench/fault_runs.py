"""What goes wrong in `bench.faults`: each function disturbs crawls of the papers and yields what came of it."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from sqlalchemy import and_, make_url, update

from bench import paper_server
from bench.crawling import DECIDED, TRACED, Crawl
from bench.paper_server import Fault, Service
from newscrawl import query
from newscrawl.items import State
from newscrawl.store.models import Page
from tests.support import postgres
from tests.support.snapshot import Content

# Part of the kills that strike the tracing at the end.
_TRACING = 0.15
_TRIES = 4
# No crawl of these sizes takes so long, whatever it meets; one that does hangs.
_PATIENCE = 1200.0


@dataclass(frozen=True)
class Run:
    """What a disturbed crawl came to."""

    name: str
    content: Content
    codes: list[int]
    note: str = ""
    wrong: str = ""
    tables: tuple[str, ...] = ()
    """Those that are compared; all without."""


@dataclass(frozen=True)
class Runs:
    """What the runs of one size share."""

    folder: Path
    service: Service
    reference: Crawl
    kills: int
    seed: int
    processes: int
    database: str | None


def kills(runs: Runs) -> Iterator[Run]:
    """SIGKILL at random moments of reading sources, fetching, storing and tracing, and once more at each start."""
    with ExitStack() as stack:
        url = ""
        if runs.database:
            admin = make_url(runs.database)
            url = stack.enter_context(postgres.database(admin, f"newscrawl_faults_{uuid4().hex[:12]}"))
        crawl = Crawl(runs.folder / "kills", runs.service, url, settings=runs.reference.settings)
        stack.callback(crawl.close)
        parts = crawl.parts(runs.processes)
        with ThreadPoolExecutor(len(parts)) as threads:
            killed = sum(threads.map(lambda n: _killed(runs, parts[n], n), range(len(parts))))
        wrong = _until_finished(crawl) or ("" if killed else "it was never killed")
        codes = [code for part in parts for code in part.codes] + crawl.codes
        note = f"{crawl.engine.dialect.name}, {len(parts)} processes at a time"
        yield Run(f"{killed} × SIGKILL", crawl.content(), codes, note, wrong)


def _killed(runs: Runs, crawl: Crawl, number: int) -> int:
    """Kill a crawl again and again; how often it was still there to be killed."""
    moments = _moments(runs, crawl, random.Random(runs.seed + number))
    return sum(crawl.act_at(*when, lambda one: one.send_signal(signal.SIGKILL), pause) for *when, pause in moments)


def _moments(runs: Runs, crawl: Crawl, chosen: random.Random) -> Iterator[tuple[str, int, float]]:
    """Which count at which number says when, and seconds after that; in the order of the work."""
    decided, traced = crawl.decided(), runs.reference.count(TRACED)
    pages, tracing = runs.reference.count(decided), _TRACING if traced else 0.0
    for part in sorted(chosen.random() for _ in range(runs.kills // runs.processes)):
        pause = chosen.uniform(0, 1.5)
        if part < 1 - tracing:
            yield decided, int(part / (1 - tracing) * pages), pause
        else:
            yield TRACED, int((part - 1 + tracing) / tracing * traced * 0.9), pause / 5


def postgres_runs(runs: Runs) -> Iterator[Run]:
    """The server is stopped under a crawl, which ends, and restarted under another, which may go on."""
    programs = postgres.binaries()
    if programs is None:
        print("postgres: left out, no PostgreSQL in /usr/lib/postgresql")
        return
    with postgres.instance(programs) as server:
        for name, at_once in (("PostgreSQL stopped", False), ("PostgreSQL restarted", True)):
            with postgres.database(server.url, f"newscrawl_faults_{uuid4().hex[:12]}") as url:
                crawl = Crawl(runs.folder / name.replace(" ", "-"), runs.service, url, settings=runs.reference.settings)

                def strike(_: object, at_once: bool = at_once) -> None:
                    server.stop()
                    if at_once:
                        server.start()

                struck = crawl.act_at(DECIDED, runs.reference.count(DECIDED) // 3, strike)
                if not at_once:
                    server.start()
                wrong = "" if struck else "the crawl ended before"
                if not at_once and not wrong and crawl.codes[0] in (0, -signal.SIGKILL):
                    wrong = f"ended with {crawl.codes[0]} without its database"
                wrong = wrong or _until_finished(crawl)
                yield Run(name, crawl.content(), crawl.codes, wrong=wrong)
                crawl.close()


def disk(runs: Runs) -> Iterator[Run]:
    """Database or archive on a disk that is full when about half is done, and later larger."""
    for name in ("database", "archive"):
        folder = runs.folder / f"full-disk-{name}"
        with _small_disk(folder / "small", _half(runs.reference, name)) as (kind, before, enlarge):
            place = folder / "small"
            url = f"sqlite:///{place}/newscrawl.db" if name == "database" else ""
            archive = place / "archive" if name == "archive" else None
            crawl = Crawl(folder, runs.service, url, archive, runs.reference.settings)
            code = crawl.end(crawl.start(before), _PATIENCE)
            done = crawl.count(DECIDED)
            enlarge()
            wrong = "it did not notice that the disk was full" if code in (0, -signal.SIGKILL) else ""
            wrong = wrong or _until_finished(crawl)
            yield Run(f"disk full ({name})", crawl.content(), crawl.codes, f"{kind}; {done} decided then", wrong)
            crawl.close()


def _half(reference: Crawl, name: str) -> int:
    """Bytes that the reference's crawl had when about half was done."""
    if name == "archive":
        assert reference.archive is not None
        return sum(file.stat().st_size for file in reference.archive.iterdir()) // 2
    full = (reference.folder / "newscrawl.db").stat().st_size
    empty = Crawl(reference.folder / "empty", reference.service)
    empty.close()
    size = (reference.folder / "empty" / "newscrawl.db").stat().st_size
    # The write-ahead log is on the same disk.
    return size + (full - size) // 2 + 4_200_000


@contextmanager
def _small_disk(place: Path, size: int) -> Iterator[tuple[str, Callable[[], None] | None, Callable[[], None]]]:
    """What it is, what a process on it does before it starts, and how it becomes larger."""
    place.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:

        def limit() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

        yield f"files of at most {size / 1e6:.1f} MB", limit, lambda: None
        return
    try:
        larger = ["mount", "-o", "remount,size=4G", str(place)]
        yield f"tmpfs of {size / 1e6:.1f} MB", None, lambda: subprocess.run(larger, check=True) and None
        shutil.copytree(place, place.with_name("copy"))
    finally:
        subprocess.run(["umount", str(place)], check=True)


PAGE_FAULTS: tuple[Fault, ...] = (
    paper_server.hang,
    paper_server.hang_midway,
    paper_server.close_early,
    paper_server.close_at_once,
    paper_server.no_http,
    paper_server.no_gzip,
    paper_server.drip,
    paper_server.endless,
    paper_server.circle,
    paper_server.overloaded,
)
# Two pages of each paper are slow to be given up, so that few will do.
_EACH = 10


def server(runs: Runs) -> Iterator[Run]:
    """Pages that misbehave; then sources and robots.txt do; then all is well again."""
    papers = runs.service.papers
    numbers = [n for n in range(papers.each) if n % 40 > 20][:_EACH]
    pages = {
        (f"{name}.test", papers.path(number)): PAGE_FAULTS[(number + shift) % len(PAGE_FAULTS)]
        for shift, name in enumerate(papers.names)
        for number in numbers
    }
    yield _healed(runs, "pages misbehave", pages, tables=())
    sources: dict[tuple[str, str], Fault] = {
        ("herald.test", "/feed"): paper_server.hang,
        ("herald.test", "/sitemap.xml"): paper_server.no_http,
        ("courier.test", "/latest"): paper_server.close_early,
        ("courier.test", "/sitemap-0.xml"): paper_server.no_gzip,
        ("bulletin.test", "/sitemap.xml"): paper_server.circle,
        ("bulletin.test", "/latest?page=2"): paper_server.drip,
        ("digest.test", "/robots.txt"): paper_server.hang,
    }
    # What a source says of a page (its time, its own source) is not read again for pages that are stored already.
    yield _healed(runs, "sources misbehave", sources, tables=("page", "version"))


def _healed(runs: Runs, name: str, faults: dict[tuple[str, str], Fault], tables: tuple[str, ...]) -> Run:
    settings = {**runs.reference.settings, "DOWNLOAD_TIMEOUT": "6"}
    crawl = Crawl(runs.folder / name.replace(" ", "-"), runs.service, settings=settings)
    # What is usual in the texts is learned once, from all of them, as for the reference.
    crawl.settings = {**settings, "NEWSCRAWL_TRACE": ""}
    runs.service.faults = faults
    try:
        code = crawl.end(crawl.start(), _PATIENCE)
    finally:
        runs.service.faults = {}
        crawl.settings = settings
    wrong = "it never ended" if code == -signal.SIGKILL else "it could not start" if code == 1 else ""
    checks = [check for ledger in query.ledgers(crawl.engine) for check in ledger.checks]
    wrong = wrong or ", ".join(f"not so: {check.says}" for check in checks if not check.holds)
    left = crawl.count("SELECT count(*) FROM page WHERE state = 'failed' AND reason <> 'answered 500'")
    # Those that the papers mean to answer so stay as they are; the others' time has come.
    meant = Page.reason.in_(("answered 500", "forbidden (403)"))
    struck = and_(Page.due_at.is_not(None), Page.state.in_((State.FAILED, State.BLOCKED)), ~meant)
    crawl.write(update(Page).where(struck).values(due_at=Page.first_seen_at, tries=0))
    wrong = wrong or _until_finished(crawl)
    found = Run(name, crawl.content(), crawl.codes, f"{left} failed then", wrong, tables)
    crawl.close()
    return found


def _until_finished(crawl: Crawl) -> str:
    """Start it until it says that it is finished; what is wrong where it never does."""
    for _ in range(_TRIES):
        if crawl.end(crawl.start(), _PATIENCE) == 0:
            return ""
    return f"not finished after {_TRIES} more starts: exit code {crawl.codes[-1]}"


RUNS: dict[str, Callable[[Runs], Iterator[Run]]] = {
    "kills": kills,
    "postgres": postgres_runs,
    "disk": disk,
    "server": server,
}
