"""The cookbook's queries run on both databases and find something in a small one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text

from newscrawl.store.repository import Repository
from tests.support.stories import seed

DOCS = Path(__file__).parents[2] / "docs"
QUERIES = re.findall(r"^## (\d+)\..*?```sql\n(.*?)```", (DOCS / "cookbook.md").read_text("utf-8"), re.S | re.M)


def test_there_are_ten() -> None:
    assert [number for number, _ in QUERIES] == [str(n) for n in range(1, 11)]


@pytest.mark.parametrize("query", [q for _, q in QUERIES], ids=[f"question-{n}" for n, _ in QUERIES])
def test_each_query_finds_something(repository: Repository, engine: Engine, query: str) -> None:
    seed(repository)
    with engine.connect() as connection:
        assert connection.execute(text(query)).all()


def test_the_views_are_documented(engine: Engine) -> None:
    documented = set(re.findall(r"^\| `(v_\w+)`", (DOCS / "schema.md").read_text("utf-8"), re.M))
    assert documented == set(inspect(engine).get_view_names())
