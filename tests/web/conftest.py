"""A filled database on SQLite and on PostgreSQL, served."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from uuid import uuid4

import pytest

from newscrawl.store.repository import Repository
from newscrawl.store.session import open_engine
from tests.conftest import BACKENDS
from tests.support import postgres
from tests.web.server import Client, serving
from tests.web.world import fill


@pytest.fixture(scope="module", params=BACKENDS)
def filled_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a filled database, which the tests of a module share."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            path = tmp_path_factory.mktemp("web") / "newscrawl.db"
            shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
            url = f"sqlite:///{path}"
        else:
            server = request.getfixturevalue("postgres_server")
            template = request.getfixturevalue("migrated_postgres")
            url = stack.enter_context(postgres.database(server, f"newscrawl_{uuid4().hex[:12]}", template))
        engine = open_engine(url)
        fill(Repository(engine))
        engine.dispose()
        yield url


@pytest.fixture(scope="module")
def client(filled_url: str) -> Iterator[Client]:
    with serving(filled_url) as served:
        yield served
