"""Schema versions on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from newscrawl.errors import StoreError
from newscrawl.store import schema
from newscrawl.store.fulltext import is_modelled
from newscrawl.store.models import Base
from newscrawl.store.repository import Repository
from newscrawl.store.session import open_engine


def test_models_and_migrations_agree(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": is_modelled})
        assert compare_metadata(context, Base.metadata) == []


def test_up_down_and_up_again(empty_url: str) -> None:
    engine = open_engine(empty_url)
    try:
        schema.upgrade(engine)
        tables, views = inspect(engine).get_table_names(), inspect(engine).get_view_names()
        assert "article" in tables
        assert "v_article" in views
        schema.migrate(engine, "base")
        assert inspect(engine).get_table_names() == ["alembic_version"]
        assert inspect(engine).get_view_names() == []
        schema.migrate(engine)
        assert sorted(inspect(engine).get_table_names()) == sorted(tables)
        assert sorted(inspect(engine).get_view_names()) == sorted(views)
    finally:
        engine.dispose()


def test_upgrading_twice_changes_nothing(engine: Engine) -> None:
    schema.upgrade(engine)
    assert schema.current(engine) == schema.head()


def test_the_newest_revision_is_alembic_s() -> None:
    assert schema.head() == ScriptDirectory.from_config(schema.configuration()).get_current_head()


def test_an_empty_database_is_refused_with_what_to_do(empty_url: str) -> None:
    engine = open_engine(empty_url)
    try:
        with pytest.raises(StoreError, match="newscrawl migrate"):
            schema.require(engine)
        with pytest.raises(StoreError, match="newscrawl migrate"):
            Repository(engine).known(["http://example.org/"])
    finally:
        engine.dispose()


def test_asking_for_a_missing_file_makes_none(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no database"):
        schema.require(open_engine(f"sqlite:///{tmp_path}/none.db"))
    assert not (tmp_path / "none.db").exists()


def test_an_unknown_revision_is_named(engine: Engine) -> None:
    with pytest.raises(StoreError, match="'9999'"):
        schema.migrate(engine, "9999")


def test_migrations_import_nothing_of_the_package() -> None:
    folder = Path(schema.__file__).parents[2] / "migrations" / "versions"
    files = list(folder.glob("*.py"))
    assert files
    assert not [f for f in files if "newscrawl" in f.read_text(encoding="utf-8")]
