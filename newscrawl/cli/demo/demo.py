"""`newscrawl demo`: crawl the bundled replica for real, then show what a user wants to see."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newscrawl.cli.shared.project import project_folder
from newscrawl.errors import ConfigurationError, NewscrawlError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from newscrawl.demo.server import Server

HELP = """Crawl a bundled replica of an aggregator and its originals on loopback, and show who wrote what.

The replica is served under its own host names on one local port (8765, or NEWSCRAWL_DEMO_PORT); nothing leaves this
machine. The database and the archive it leaves in data/demo are real ones: the commands it prints at the end query
them. Exit code 1 when anything is not as it should be.

Examples:

  newscrawl demo

  newscrawl demo --keep     (crawl again into the same database: nothing that is not due is fetched)

  newscrawl demo --serve    (only serve the replica, to crawl it by hand: SCRAPY_PROJECT=demo scrapy crawl …)
"""

FOLDER = Path("data/demo")
_MARK = "made-by-newscrawl-demo"
# Small batches, so that the progress moves; they cost nothing at this size.
_LIVE = ("--set", "NEWSCRAWL_BATCH_SIZE=5", "--set", "NEWSCRAWL_BATCH_SECONDS=0.3")
_LOG_LINES = 20


def demo(
    keep: Annotated[bool, typer.Option("--keep", help="Go on with the database of an earlier demo.")] = False,
    serve: Annotated[bool, typer.Option("--serve", help="Only serve the replica, until Ctrl-C.")] = False,
    folder: Annotated[Path, typer.Option(help="Where database and archive are put.")] = FOLDER,
) -> None:
    """Crawl the bundled replica and show the result."""
    project_folder()
    _require_port()
    from newscrawl.cli.demo.report import Report, introduce
    from newscrawl.cli.shared.output import console
    from newscrawl.demo.hosts import HOSTS

    if serve:
        with _serving() as server:
            console.print(f"Serving {', '.join(HOSTS)} on 127.0.0.1:{server.port}; Ctrl-C ends it.")
            _wait()
        return
    with _serving() as server:
        _prepare(folder, keep)
        url = f"sqlite:///{folder}/newscrawl.db"
        introduce(server.port)
        engine = _migrated(url)
        started = time.monotonic()
        code = _crawl(folder, url, engine)
    # 3: a source or component failed; the report says what came of it.
    if code not in (0, 3):
        raise NewscrawlError(f"the crawl ended with exit code {code}; the end of its log:\n{_log(folder)}")
    report = Report(engine, url if _needs_url(folder) else None, seconds=time.monotonic() - started, kept=keep)
    right = report.show()
    if code or not right:
        raise NewscrawlError(f"not as expected: see above, and {folder}/crawl.log (the crawl's exit code is {code})")


def _require_port() -> None:
    given = os.environ.get("NEWSCRAWL_DEMO_PORT", "8765")
    if not given.isdecimal() or not 1024 <= int(given) <= 65535:
        raise ConfigurationError(f"NEWSCRAWL_DEMO_PORT={given}: give a number from 1024 to 65535, such as 8766")


@contextmanager
def _serving() -> Iterator[Server]:
    """The replica, served. Raises ConfigurationError where its port is taken."""
    from newscrawl.demo.hosts import PORT
    from newscrawl.demo.server import serve

    with ExitStack() as stack:
        try:
            server = stack.enter_context(serve(PORT))
        except OSError as err:
            taken = f"port {PORT} of 127.0.0.1 can't be had ({err.strerror})"
            raise ConfigurationError(f"{taken}; choose another: NEWSCRAWL_DEMO_PORT={PORT + 1}") from None
        yield server


def _prepare(folder: Path, keep: bool) -> None:
    """Remove what an earlier demo left, and nothing else. Raises ConfigurationError for a folder that is no demo's."""
    if folder != FOLDER and folder.exists() and any(folder.iterdir()) and not (folder / _MARK).exists():
        raise ConfigurationError(f"{folder} is not empty and no demo made it; name another folder")
    if not keep:
        for kept in ("archive", "newscrawl.db.locks"):
            shutil.rmtree(folder / kept, ignore_errors=True)
        for path in (*folder.glob("newscrawl.db*"), folder / "crawl.log"):
            path.unlink(missing_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARK).touch()


def _migrated(url: str) -> Engine:
    """The demo's database, ready before the crawl begins, so that its progress can be read."""
    from newscrawl.store.schema import upgrade
    from newscrawl.store.session import open_engine

    engine = open_engine(url)
    upgrade(engine)
    return engine


def _crawl(folder: Path, url: str, engine: Engine) -> int:
    """Run the command a user would run, show how far it is, and return its exit code."""
    from newscrawl.cli.demo.progress import Progress
    from newscrawl.sites import load_sites

    sites = list(load_sites("newscrawl.demo.sites"))
    environment = {
        **os.environ,
        "SCRAPY_PROJECT": "demo",
        "NEWSCRAWL_DATABASE_URL": url,
        "NEWSCRAWL_ARCHIVE_DIR": str(folder / "archive"),
    }
    command = [sys.executable, "-m", "newscrawl", "crawl", *sites, *_LIVE]
    with (folder / "crawl.log").open("w", encoding="utf-8") as log, Progress(engine, sites) as progress:
        running = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            while running.poll() is None:
                progress.update()
                time.sleep(0.2)
        except KeyboardInterrupt:
            running.wait()  # it got the signal too, and ends after what it has begun
            raise NewscrawlError("stopped; `newscrawl demo --keep` goes on from here") from None
        progress.update()
    return running.returncode


def _needs_url(folder: Path) -> bool:
    """True where SCRAPY_PROJECT=demo alone would lead the next commands to another database."""
    return folder != FOLDER or bool(os.environ.get("NEWSCRAWL_DATABASE_URL"))


def _log(folder: Path) -> str:
    lines = (folder / "crawl.log").read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(lines[-_LOG_LINES:])


def _wait() -> None:
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        return
