"""The database that questions are timed on: filled in bulk, and none the different for it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from bench.query import main
from bench.query_data import fill
from newscrawl.store.session import reading

_SCHEMA = {
    "sqlite": ("SELECT type, name, sql FROM sqlite_master",),
    "postgresql": (
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint",
        "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal",
    ),
}


def _schema(engine: Engine) -> list[set[tuple[object, ...]]]:
    with reading(engine) as connection:
        return [set(map(tuple, connection.execute(text(query)))) for query in _SCHEMA[engine.dialect.name]]


def test_filling_in_bulk_leaves_indexes_keys_and_triggers_as_they_were(engine: Engine) -> None:
    before = _schema(engine)
    fill(engine, 60)
    assert _schema(engine) == before


def test_one_round_is_enough_to_measure(
    migrated_sqlite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = shutil.copy(migrated_sqlite, tmp_path / "bench.db")
    asked = _asked(path, capsys, "--only", "agencies")
    assert asked.keys() == {"agencies", "agencies of a site", "agencies of a month"}
    assert all(median == worst for median, worst in asked.values())


def test_every_question_can_be_asked_and_all_is_exported(
    migrated_sqlite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = shutil.copy(migrated_sqlite, tmp_path / "bench.db")
    asked = _asked(path, capsys)
    assert len(asked) > 30
    assert any(name.startswith("export of 60 articles") for name in asked)


def _asked(path: Path, capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, list[str]]:
    """The first two figures of each line below the heading, by what it begins with."""
    main(["--articles", "60", "--rounds", "1", "--database", f"sqlite:///{path}", *options])
    return {line[:24].strip(): line[24:].split()[:2] for line in capsys.readouterr().out.splitlines()[2:]}
