"""The cookbook's queries run on both databases and find something in a small one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, insert, inspect, select, text

from newscrawl.store.models import ArticleVersion, Search
from newscrawl.store.repository import Repository
from tests.support.stories import NOW, seed

DOCS = Path(__file__).parents[2] / "docs"
QUERIES = re.findall(r"^## (\d+)\..*?```sql\n(.*?)```", (DOCS / "cookbook.md").read_text("utf-8"), re.S | re.M)


def test_there_are_eleven() -> None:
    assert [number for number, _ in QUERIES] == [str(n) for n in range(1, 12)]


def search_in_vain(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            insert(Search).values(
                article_version_id=select(func.min(ArticleVersion.id)).scalar_subquery(),
                searched_at=NOW,
                outcome="could-not-look",
                places={},
                addresses=0,
                fetched=0,
                reason="no headline is known of the time in question",
            )
        )


@pytest.mark.parametrize("query", [q for _, q in QUERIES], ids=[f"question-{n}" for n, _ in QUERIES])
def test_each_query_finds_something(repository: Repository, engine: Engine, query: str) -> None:
    seed(repository)
    search_in_vain(engine)
    with engine.connect() as connection:
        assert connection.execute(text(query)).all()


def test_the_views_are_documented(engine: Engine) -> None:
    documented = set(re.findall(r"^\| `(v_\w+)`", (DOCS / "schema.md").read_text("utf-8"), re.M))
    assert documented == set(inspect(engine).get_view_names())
