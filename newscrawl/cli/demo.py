"""`newscrawl demo`: crawl the bundled replica for real, then show what a user wants to see."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from newscrawl.errors import NewscrawlError

HELP = """Crawl a bundled replica of an aggregator and its originals on loopback, and show who wrote what.

The replica is served under its own host names on one local port; nothing leaves this machine. The database and the
archive it leaves in data/demo are real ones: the commands it prints at the end query them.

Examples:

  newscrawl demo

  newscrawl demo --keep     (crawl again into the same database: nothing that is not due is fetched)
"""

FOLDER = Path("data/demo")


def demo(
    keep: Annotated[bool, typer.Option(help="Go on with the database of an earlier demo.")] = False,
    serve: Annotated[bool, typer.Option(help="Only serve the replica, until Ctrl-C.")] = False,
) -> None:
    """Crawl the bundled replica and show the result."""
    from newscrawl.cli.demo_report import report
    from newscrawl.cli.output import console
    from newscrawl.demo.hosts import HOSTS, PORT
    from newscrawl.demo.server import serve as serving

    if serve:
        with serving(PORT):
            console.print(f"Serving {', '.join(HOSTS)} on 127.0.0.1:{PORT}; Ctrl-C ends it.")
            _wait()
        return
    if not keep:
        shutil.rmtree(FOLDER, ignore_errors=True)
    started = time.monotonic()
    environment = {**os.environ, "SCRAPY_PROJECT": "demo"}
    environment.pop("NEWSCRAWL_DATABASE_URL", None)
    with serving(PORT), console.status("crawling the replica: an aggregator and three originals …"):
        command = [sys.executable, "-m", "newscrawl", "crawl", "--all"]
        done = subprocess.run(command, env=environment, check=False)
    # 3: a planted source or page fails on purpose.
    if done.returncode not in (0, 3):
        raise NewscrawlError(f"the crawl ended with exit code {done.returncode}; its log is above")
    report(f"sqlite:///{FOLDER}/newscrawl.db", seconds=time.monotonic() - started)


def _wait() -> None:
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        return
