"""A filled database on SQLite and on PostgreSQL, served."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from newscrawl.query import Dossier, article
from newscrawl.store.repository import Repository
from newscrawl.store.session import open_engine
from tests.conftest import BACKENDS
from tests.support import postgres
from tests.web.server import Client, serving
from tests.web.world import COPY, fill


@pytest.fixture(scope="session")
def filled_template(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filled SQLite file that others are copied from."""
    path = tmp_path_factory.mktemp("web-template") / "newscrawl.db"
    shutil.copy(migrated_sqlite, path)
    _fill(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="module")
def filled_sqlite(filled_template: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("web") / "newscrawl.db"
    shutil.copy(filled_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="module")
def copy(filled_sqlite: str) -> Dossier:
    """An article that was translated from another one of the filled database."""
    engine = open_engine(filled_sqlite)
    found = article(engine, COPY)
    engine.dispose()
    return found


@pytest.fixture(scope="module", params=BACKENDS)
def filled_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """URL of a filled database, which the tests of a module share."""
    if request.param == "sqlite":
        yield request.getfixturevalue("filled_sqlite")
        return
    server, template = (request.getfixturevalue(name) for name in ("postgres_server", "migrated_postgres"))
    with postgres.database(server, f"newscrawl_{uuid4().hex[:12]}", template) as url:
        _fill(url)
        yield url


@pytest.fixture(scope="module")
def client(filled_url: str) -> Iterator[Client]:
    with serving(filled_url) as served:
        yield served


def _fill(url: str) -> None:
    engine = open_engine(url)
    fill(Repository(engine))
    engine.dispose()
