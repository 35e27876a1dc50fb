"""Lists of articles leave in three formats, whole, safe to open, and with the same rows."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import Result
from pyarrow import parquet
from typer.testing import CliRunner

from newscrawl.cli.main import build
from newscrawl.errors import NewscrawlError
from newscrawl.store.repository import Repository
from tests.support.stories import NOW, SITE, seed, story


def newscrawl(*arguments: str) -> Result:
    return CliRunner().invoke(build(arguments), arguments)


@pytest.fixture
def seeded(repository: Repository, database_url: str) -> str:
    seed(repository)
    return database_url


def test_the_three_formats_hold_the_same(seeded: str, tmp_path: Path) -> None:
    files = {name: tmp_path / f"articles.{name}" for name in ("csv", "jsonl", "parquet")}
    for path in files.values():
        done = newscrawl("export", "articles", "--text", "-o", str(path), "--database", seeded)
        assert done.exit_code == 0, done.output
    rows = [json.loads(line) for line in files["jsonl"].read_text("utf-8").splitlines()]
    assert len(rows) == 6
    assert rows[0]["text"].startswith("Wort0 Wort1")
    told = [row["url"] for row in rows]
    assert [row["url"] for row in csv.DictReader(io.StringIO(files["csv"].read_text("utf-8-sig")))] == told
    table = parquet.read_table(files["parquet"])
    assert table.column("url").to_pylist() == told
    assert table.column("text_agencies").to_pylist() == [row["text_agencies"] for row in rows]
    assert [t.isoformat() for t in table.column("published_at").to_pylist()] == [row["published_at"] for row in rows]
    assert sorted(path.name for path in tmp_path.glob("articles*")) == sorted(p.name for p in files.values())


def test_filters_narrow_an_export(seeded: str) -> None:
    done = newscrawl("export", "articles", "--format", "jsonl", "--origin", "cnn", "--database", seeded)
    assert [json.loads(line)["title"] for line in done.output.splitlines()] == ["Kopie"]


def test_a_headline_is_no_formula(repository: Repository, database_url: str) -> None:
    repository.upsert_site(SITE)
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="test")
    repository.save(run, [story("https://umschau.example/x", title='=HYPERLINK("http://x")\nA')], now=NOW)
    done = newscrawl("export", "articles", "--database", database_url)
    assert "'=HYPERLINK" in done.output
    rows = list(csv.DictReader(io.StringIO(done.output.lstrip("\ufeff"))))
    assert rows[0]["title"] == '\'=HYPERLINK("http://x") A'


def test_what_can_not_be_written_is_said_and_leaves_nothing(seeded: str, tmp_path: Path) -> None:
    assert newscrawl("export", "articles", "--format", "xlsx", "--database", seeded).exit_code == 2
    done = newscrawl("export", "articles", "-o", str(tmp_path / "none" / "a.csv"), "--database", seeded)
    assert isinstance(done.exception, NewscrawlError)
    assert not list(tmp_path.glob("**/*.csv"))
