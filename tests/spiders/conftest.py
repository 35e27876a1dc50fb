"""A served replica, and `scrapy` run on it as a user would."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import URL, text

from newscrawl.demo.server import Server, serve
from newscrawl.store.session import open_engine
from tests.conftest import BACKENDS
from tests.support import postgres

ROOT = Path(__file__).resolve().parents[2]
SITES = ("securnews_replica", "cnn_replica", "reuters_replica", "kcna_replica")


@dataclass(frozen=True)
class Project:
    """One database and archive, and the replica to fill them from."""

    url: str
    archive: Path
    port: int

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "SCRAPY_PROJECT": "demo",
            "NEWSCRAWL_DATABASE_URL": self.url,
            "NEWSCRAWL_ARCHIVE_DIR": str(self.archive),
            "NEWSCRAWL_DEMO_PORT": str(self.port),
        }

    def scrapy(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return self._run("scrapy", *arguments, **environment)

    def newscrawl(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return self._run("newscrawl", *arguments, **environment)

    def _run(self, program: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", program, *arguments],
            env=self.environment | environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def stop_when(self, query: str, number: signal.Signals, *arguments: str) -> int:
        """Start a crawl and signal it as soon as a query counts anything; returns its return code."""
        return self.act_when(query, lambda running: running.send_signal(number), *arguments)

    def act_when(self, query: str, act: Callable[[subprocess.Popen[bytes]], None], *arguments: str) -> int:
        """Start a crawl and act as soon as a query counts anything; returns the crawl's return code."""
        command = [sys.executable, "-m", "scrapy", *arguments]
        running = subprocess.Popen(command, env=self.environment, cwd=ROOT, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while running.poll() is None and time.monotonic() < deadline:
            if self.count(query):
                act(running)
                break
            time.sleep(0.02)
        return running.wait(timeout=60)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        engine = open_engine(self.url)
        with engine.connect() as connection:
            found = [tuple(row) for row in connection.execute(text(query))]
        engine.dispose()
        return found

    def count(self, query: str) -> int:
        return int(str(self.rows(query)[0][0]))


@pytest.fixture(scope="session")
def replica() -> Iterator[Server]:
    with serve(0) as server:
        yield server


@pytest.fixture
def sqlite_project(migrated_sqlite: Path, replica: Server, tmp_path: Path) -> Project:
    path = shutil.copy(migrated_sqlite, tmp_path / "newscrawl.db")
    return Project(f"sqlite:///{path}", tmp_path / "archive", replica.port)


@pytest.fixture
def postgres_project(
    postgres_server: URL, migrated_postgres: str, replica: Server, tmp_path: Path
) -> Iterator[Project]:
    with postgres.database(postgres_server, f"newscrawl_{uuid4().hex[:12]}", migrated_postgres) as url:
        yield Project(url, tmp_path / "archive", replica.port)


@pytest.fixture(scope="module", params=BACKENDS)
def crawled(
    request: pytest.FixtureRequest, replica: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Project]:
    """A project in which every site of the replica was crawled once, undisturbed."""
    folder = tmp_path_factory.mktemp("crawled")
    with ExitStack() as stack:
        if request.param == "sqlite":
            url = f"sqlite:///{folder}/newscrawl.db"
        else:
            server = request.getfixturevalue("postgres_server")
            template = request.getfixturevalue("migrated_postgres")
            url = stack.enter_context(postgres.database(server, f"newscrawl_{uuid4().hex[:12]}", template))
        project = Project(url, folder / "archive", replica.port)
        done = project.scrapy("crawl", *SITES)
        assert done.returncode == 0, done.stderr[-3000:]
        yield project
