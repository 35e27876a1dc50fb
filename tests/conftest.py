"""Databases for the tests: each test gets its own, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import settings
from sqlalchemy import URL, Engine

from newscrawl.confined import processes
from newscrawl.store.repository import Repository
from newscrawl.store.schema import upgrade
from newscrawl.store.session import open_engine
from tests.support import postgres

# How long an example takes says more of the machine than of the code.
settings.register_profile("newscrawl", deadline=None)
settings.load_profile("newscrawl")

# Seconds for each of a hundred crawls; the tests that are about workers, and the demo's, ask for them.
os.environ["NEWSCRAWL_WORKERS"] = "0"

COMMANDS = Path(__file__).parent / "cli"
BACKENDS = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Programs are started on SQLite; what they ask is asked of both databases by the tests of store and query."""
    for item in items:
        if COMMANDS in item.path.parents and item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.slow)


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: tests wait for programs and servers as long as they count."""
    return processes("") + 1


@pytest.fixture(autouse=True)
def no_settings_of_another_test() -> Iterator[None]:
    """Whoever reads a project's settings leaves their name in the environment, which programs inherit."""
    yield
    os.environ.pop("SCRAPY_SETTINGS_MODULE", None)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """The server's URL; the test is skipped without one, and fails where services are required."""
    if url := postgres.given():
        yield url
        return
    programs = postgres.binaries()
    if programs is None:
        reason = f"no PostgreSQL in /usr/lib/postgresql and no {postgres.WANTED}"
        if os.environ.get("NEWSCRAWL_REQUIRE_SERVICES") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with postgres.server(programs) as url:
        yield url


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: URL) -> Iterator[str]:
    """Name of a migrated database that others are copied from."""
    name = f"newscrawl_template_{uuid4().hex[:12]}"
    with postgres.database(postgres_server, name) as url:
        _migrate(url)
        yield name


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file that others are copied from."""
    path = tmp_path_factory.mktemp("template") / "newscrawl.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(params=BACKENDS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.db"
        return
    server = request.getfixturevalue("postgres_server")
    with postgres.database(server, f"newscrawl_{uuid4().hex[:12]}") as url:
        yield url


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a migrated database without rows but the gazetteer's."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            path = tmp_path / "newscrawl.db"
            shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
            yield f"sqlite:///{path}"
        else:
            server = request.getfixturevalue("postgres_server")
            template = request.getfixturevalue("migrated_postgres")
            name = f"newscrawl_{uuid4().hex[:12]}"
            yield stack.enter_context(postgres.database(server, name, template))


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def repository(engine: Engine) -> Repository:
    return Repository(engine)


def _migrate(url: str) -> None:
    engine = open_engine(url)
    upgrade(engine)
    # The last connection's end writes SQLite's log into the file, which is copied as it is.
    engine.dispose()
