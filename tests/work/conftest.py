"""Clusters for the tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import URL, Engine

from newscrawl.store.session import open_engine
from newscrawl.work import tables
from tests.support import postgres
from tests.work.local import Cluster, Papers, serve


@pytest.fixture
def papers() -> Iterator[Papers]:
    with serve() as papers:
        yield papers


@pytest.fixture
def cluster_engine(postgres_server: URL, migrated_postgres: str) -> Iterator[Engine]:
    """A database with tables for jobs."""
    with postgres.database(postgres_server, f"newscrawl_{uuid4().hex[:12]}", migrated_postgres) as url:
        engine = open_engine(url)
        tables.make(engine)
        yield engine
        engine.dispose()


@pytest.fixture
def cluster(cluster_engine: Engine, papers: Papers, tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path, cluster_engine.url.render_as_string(hide_password=False), papers)
    try:
        yield made
    finally:
        made.close()
