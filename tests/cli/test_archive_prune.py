"""Old downloads leave the archive; what people reviewed, what is younger, and every row stay."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import Engine, insert, select, text, update
from typer.testing import CliRunner

from newscrawl.cli.main import build
from newscrawl.fetch.archive import ArchiveWriter
from newscrawl.fetch.check import files
from newscrawl.fetch.holding import hold
from newscrawl.store.models import Article, ArticleVersion, Fetch, Review
from newscrawl.store.repository import Repository
from newscrawl.store.session import reading, writing
from tests.cli.test_archive import archived
from tests.support.stories import NOW, SITE

BASE = "https://umschau.example"


def newscrawl(*arguments: str) -> Result:
    return CliRunner().invoke(build(arguments), arguments)


@pytest.fixture
def options(repository: Repository, engine: Engine, database_url: str, tmp_path: Path) -> tuple[str, ...]:
    """Old pages a (reviewed), b and c, of which b was read twice; d is of today, in the file of b; c has its own."""
    where = tmp_path / "archive"
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="test")
    repository.upsert_site(SITE)
    for label, names in (("first", ("a", "b", "b", "d")), ("second", ("c",))):
        writer = ArchiveWriter(where, label)
        for minutes, name in enumerate(names):
            repository.save(run, [archived(writer, name, minutes)], now=NOW)
        writer.close()
    with writing(engine) as connection:
        connection.execute(update(Fetch).where(Fetch.url == f"{BASE}/d").values(fetched_at=datetime.now(UTC)))
        seen = connection.execute(
            select(Article.id, ArticleVersion.id)
            .join(ArticleVersion, ArticleVersion.article_id == Article.id)
            .where(Article.url == f"{BASE}/a")
        ).one()
        decided = {"decision": "unknown", "reviewer": "Ada", "verdict": {}, "reviewed_at": NOW}
        connection.execute(insert(Review).values(article_id=seen[0], article_version_id=seen[1], **decided))
    return ("--folder", str(where), "--database", database_url)


def places(engine: Engine) -> dict[str, list[bool]]:
    found: dict[str, list[bool]] = {}
    with reading(engine) as connection:
        for url, file in connection.execute(text('SELECT url, archive_file FROM "fetch" ORDER BY url, fetched_at')):
            found.setdefault(url.rsplit("/")[-1], []).append(file is not None)
    return found


def test_what_is_old_goes_but_for_what_was_reviewed(options: tuple[str, ...], engine: Engine) -> None:
    preview = newscrawl("archive", "prune", "--older-than", "30", "--dry-run", "--json", *options)
    told = {f["file"].split("-")[0]: (f["downloads"], f["kept"]) for f in json.loads(preview.stdout)["files"]}
    assert told == {"first": (2, 2), "second": (1, 0)}
    assert places(engine) == {"a": [True], "b": [True, True], "c": [True], "d": [True]}
    done = newscrawl("archive", "prune", "--older-than", "30", "--yes", *options)
    assert done.exit_code == 0, done.output
    assert places(engine) == {"a": [True], "b": [False, False], "c": [False], "d": [True]}
    assert [path.name.split("-")[0] for path in files(Path(options[1]))] == ["first"]
    assert newscrawl("archive", "verify", *options).exit_code == 0
    again = newscrawl("archive", "prune", "--older-than", "30", "--yes", *options)
    assert again.stdout == "0 downloads in 0 files are older than 30 days.\n"


def test_only_what_no_text_was_read_from_may_go(options: tuple[str, ...], engine: Engine) -> None:
    assert newscrawl("archive", "prune", "--older-than", "30", "--sources", "--yes", *options).exit_code == 0
    assert places(engine) == {"a": [True], "b": [True, False], "c": [True], "d": [True]}
    assert newscrawl("archive", "verify", *options).exit_code == 0


def test_a_file_that_a_crawl_writes_to_waits(options: tuple[str, ...]) -> None:
    second = next(path for path in files(Path(options[1])) if "second" in path.name)
    with second.open("rb") as stream:
        hold(stream)
        done = newscrawl("archive", "prune", "--older-than", "30", "--yes", *options)
        assert (done.exit_code, "running crawl" in done.stdout) == (3, True)
    assert newscrawl("archive", "prune", "--older-than", "30", "--yes", *options).exit_code == 0
    assert not second.exists()
