"""A stage is repeated with today's rules: what changed is told, what was said before is kept, the rest stays."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import Engine, delete, select, update
from typer.testing import CliRunner

from newscrawl.cli.main import build
from newscrawl.fetch.archive import ArchiveWriter, http_request, http_response
from newscrawl.items import State
from newscrawl.store.models import (
    Article,
    ArticleVersion,
    Credit,
    DuplicatePair,
    Fetch,
    OriginLink,
    Superseded,
    TraceBackground,
    TraceState,
)
from newscrawl.store.repository import Repository
from newscrawl.store.session import reading, writing
from tests.support.stories import NOW, SITE, fetch, story

BASE = "https://umschau.example"
SENTENCES = [
    "Der Hafen von Lund hat am Montag eine Fähre ohne Besatzung auf die Reise geschickt.",
    "Nach vierzig Minuten legte sie sicher auf der anderen Seite der Bucht an.",
    "Die Betreiber wollen sie ab Herbst täglich fahren lassen und vierzig Menschen befördern.",
    "Ein Kapitän überwacht die Fahrt vom Land aus und kann jederzeit eingreifen, sagte die Leiterin des Hafens.",
]
TITLE = "Fähre fährt ohne Besatzung"


def page(credit: str) -> bytes:
    body = "".join(f"<p>{sentence}</p>" for sentence in (*SENTENCES, credit) if sentence)
    head = f"<html lang=de><head><title>{TITLE}</title></head>"
    return f"{head}<body><article><h1>{TITLE}</h1>{body}</article></body></html>".encode()


@pytest.fixture
def archive(repository: Repository, tmp_path: Path) -> Path:
    """Two equal articles, read by older rules: a headline too long, no agency; and one whose page is none any more."""
    folder = tmp_path / "archive"
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="test")
    repository.upsert_site(SITE)
    writer = ArchiveWriter(folder, "umschau")
    for minutes, (name, content) in enumerate(
        {"a": page("(dpa)"), "b": page("(dpa)"), "leer": b"<html><body><nav>Start</nav></body></html>"}.items()
    ):
        url = f"{BASE}/{name}"
        download = replace(fetch(url, minutes=minutes), sha256=hashlib.sha256(content).hexdigest(), size=len(content))
        place = writer.write(
            url=url,
            fetched_at=download.fetched_at,
            request=http_request("GET", f"/{name}", "umschau.example", []),
            response=http_response(200, [(b"Content-Type", b"text/html; charset=utf-8")], content),
        )
        download = replace(download, archive_file=place.file, archive_offset=place.offset)
        told = story(url, title=f"{TITLE} | Umschau", body="\n".join(SENTENCES))
        told = replace(told, fetches=(download,), credits=())
        (saved,) = repository.save(run, [told], now=NOW)
        assert saved.state is State.STORED, saved
    writer.close()
    return folder


def retrace(archive: Path, url: str, *arguments: str) -> Result:
    command = ["retrace", "--all", "--encoder", "none", "--folder", str(archive), "--database", url, *arguments]
    return CliRunner().invoke(build(command), command)


def superseded(engine: Engine) -> list[tuple[str, str, str]]:
    query = select(Superseded.stage, Article.url, Superseded.detector)
    query = query.join(ArticleVersion, ArticleVersion.id == Superseded.article_version_id)
    with reading(engine) as connection:
        rows = connection.execute(query.join(Article, Article.id == ArticleVersion.article_id).order_by(Superseded.id))
        return [(stage, url.removeprefix(f"{BASE}/"), detector) for stage, url, detector in rows]


def test_pages_are_read_again_and_what_was_read_is_kept(archive: Path, engine: Engine, database_url: str) -> None:
    done = retrace(archive, database_url, "--stage", "extract")
    assert done.exit_code == 3, done.output
    lines = [line.strip() for line in done.stdout.splitlines()]
    assert f"− title: {TITLE} | Umschau" in lines
    assert f"+ title: {TITLE}" in lines
    assert "today it would be empty: the page has no article text" in lines
    assert "extract repeated for 3 articles: 2 changed, 1 could not be repeated." in lines
    with reading(engine) as connection:
        titles = connection.scalars(select(ArticleVersion.title).order_by(ArticleVersion.id)).all()
        content = connection.scalars(select(Superseded.content).where(Superseded.stage == "extract")).first()
        names = connection.scalars(select(OriginLink.publisher_name)).all()
    assert titles == [TITLE, TITLE, f"{TITLE} | Umschau"]
    assert content is not None
    assert content["title"] == f"{TITLE} | Umschau"
    assert set(names) == {"Deutsche Presse-Agentur"}
    kept = superseded(engine)
    assert [(stage, name, rules) for stage, name, rules in kept if stage == "extract"] == [
        ("extract", "a", "test-1"),
        ("extract", "b", "test-1"),
    ]
    assert {(stage, name) for stage, name, _ in kept if stage == "trace"} == {("trace", "a"), ("trace", "b")}

    again = retrace(archive, database_url, "--stage", "extract", "--json")
    told = json.loads(again.stdout)
    assert [(one["url"], bool(one["problem"])) for one in told["repeated"]] == [(f"{BASE}/leer", True)]
    assert superseded(engine) == kept


def test_credits_alone_leave_the_text_as_it_is(archive: Path, engine: Engine, database_url: str) -> None:
    told = json.loads(retrace(archive, database_url, "--stage", "credits", "--json").stdout)
    mine = [one for one in told["repeated"] if one["stage"] == "credits" and not one["problem"]]
    assert [one["url"] for one in mine] == [f"{BASE}/a", f"{BASE}/b"]
    assert [credit["quote"] for credit in mine[0]["after"]["credits"]] == ["(dpa)"]
    with reading(engine) as connection:
        assert set(connection.scalars(select(ArticleVersion.title))) == {f"{TITLE} | Umschau"}
        assert len(connection.scalars(select(Credit.id)).all()) == 2


def test_texts_are_compared_again(archive: Path, engine: Engine, database_url: str) -> None:
    with writing(engine) as connection:
        connection.execute(
            update(ArticleVersion).where(ArticleVersion.number == 1).values(body="\n".join(SENTENCES * 3))
        )
        connection.execute(delete(DuplicatePair))
    told = json.loads(retrace(archive, database_url, "--stage", "dedup", "--json").stdout)
    assert {one["url"] for one in told["repeated"]} == {f"{BASE}/a", f"{BASE}/b", f"{BASE}/leer"}
    assert {relation["other"] for one in told["repeated"] for relation in one["after"]["relations"]} == {
        f"{BASE}/a",
        f"{BASE}/b",
        f"{BASE}/leer",
    }
    assert {stage for stage, _, _ in superseded(engine)} == {"dedup"}


def test_what_is_usual_is_learned_anew_where_asked(archive: Path, engine: Engine, database_url: str) -> None:
    def numbers() -> list[tuple[int, int, bool]]:
        with reading(engine) as connection:
            query = select(TraceBackground.number, TraceBackground.documents, TraceBackground.is_current)
            return [tuple(row) for row in connection.execute(query.order_by(TraceBackground.number))]

    for _ in range(2):
        assert retrace(archive, database_url).exit_code == 0
        assert numbers() == [(1, 3, True)]
    assert retrace(archive, database_url, "--learn").exit_code == 0
    assert numbers() == [(1, 3, False), (2, 3, True)]
    with reading(engine) as connection:
        assert set(connection.scalars(select(TraceState.background))) == {2}
    refused = retrace(archive, database_url, "--learn", "--stage", "dedup")
    assert refused.exit_code == 2
    assert "dedup --reindex" in " ".join(refused.output.split())


def test_what_is_no_longer_archived_is_told(archive: Path, engine: Engine, database_url: str) -> None:
    with writing(engine) as connection:
        connection.execute(update(Fetch).values(archive_file=None, archive_offset=None))
    done = retrace(archive, database_url, "--stage", "credits")
    assert done.exit_code == 3
    assert done.stdout.count("its page is not in the archive") == 3
