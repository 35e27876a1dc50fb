"""What is forgotten is gone from database and archive and stays away; no moment of its going leaves anything broken."""

from __future__ import annotations

import hashlib
import json
import os
import signal
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import Engine, insert, select, text, update
from typer.testing import CliRunner

from newscrawl.cli.main import build
from newscrawl.commands import forgetting
from newscrawl.errors import NewscrawlError
from newscrawl.fetch.archive import ArchiveWriter, Place, http_request, http_response, read
from newscrawl.fetch.check import files
from newscrawl.fetch.forgotten import AddressForgotten, ForgottenAddresses
from newscrawl.fetch.members import members
from newscrawl.items import Discovery, Evidence, Origin, PageKind, SourceRead, State, Story, Via
from newscrawl.spiders.answers import state_of_error
from newscrawl.store.models import (
    Anchor,
    ArticleVersion,
    Base,
    Embedding,
    Headline,
    OriginLink,
    Page,
    Tombstone,
    TraceState,
)
from newscrawl.store.origins import Places, add_origins
from newscrawl.store.repository import Repository
from newscrawl.store.session import open_engine, reading, writing
from tests.support.stories import NOW, ORIGINAL, SITE, origin, story

BASE, CNN = "https://umschau.example", "https://cnn.example"
SECRET = "Der Bäcker Anselm Quitt backte in jener Nacht elf Brote für die Feuerwehr von Niederhausen"
BODY = f"{' '.join(f'Wort{n}' for n in range(40))}\n{SECRET}\n{' '.join(f'Ende{n}' for n in range(40))}"
ARTICLE, FEED = f"{BASE}/quitt", f"{BASE}/feed"


@dataclass
class World:
    engine: Engine
    url: str
    repository: Repository
    archive: Path
    run: int

    def newscrawl(self, *arguments: str) -> Result:
        command = [*arguments, "--folder", str(self.archive), "--database", self.url]
        return CliRunner().invoke(build(command), command)

    def save(self, writer: ArchiveWriter, told: Story, page: str, *, minutes: int = 0) -> None:
        self.repository.save(self.run, [archived(writer, told, page, minutes)], now=NOW + timedelta(minutes=minutes))

    def stored(self) -> set[str]:
        with reading(self.engine) as connection:
            return set(connection.scalars(select(Page.url).where(Page.state == State.STORED)))

    def places_hold(self) -> None:
        """Every row's place holds the download that the row tells of."""
        with reading(self.engine) as connection:
            rows = connection.execute(text('SELECT url, sha256, archive_file, archive_offset FROM "fetch"')).all()
        kept = [row for row in rows if row.archive_file is not None]
        assert kept
        for row in kept:
            found = read(self.archive, Place(row.archive_file, row.archive_offset))
            assert (found.url, found.sha256) == (row.url, row.sha256)

    def told(self) -> str:
        """All that the tables hold."""
        with reading(self.engine) as connection:
            return "\n".join(
                str(tuple(row)) for table in Base.metadata.sorted_tables for row in connection.execute(select(table))
            )

    def archived(self) -> bytes:
        return b"".join(member.content for path in files(self.archive) for member in members(path))


def archived(writer: ArchiveWriter, told: Story, page: str, minutes: int) -> Story:
    fetches = []
    for number, fetch in enumerate(told.fetches):
        body, when = f"<!-- {fetch.url} -->{page}".encode(), NOW + timedelta(minutes=minutes, seconds=number)
        place = writer.write(
            url=fetch.url,
            fetched_at=when,
            request=http_request("GET", "/", "umschau.example", []),
            response=http_response(200, [(b"Content-Type", b"text/html")], body),
        )
        where = {"archive_file": place.file, "archive_offset": place.offset, "fetched_at": when}
        fetches.append(replace(fetch, sha256=hashlib.sha256(body).hexdigest(), size=len(body), **where))
    return replace(told, fetches=tuple(fetches))


@pytest.fixture
def world(repository: Repository, engine: Engine, database_url: str, tmp_path: Path) -> World:
    """An article with an alias, a copy that was made from it, and others before and behind it in the same file."""
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="test")
    made = World(engine, database_url, repository, tmp_path / "archive", run)
    for site in (SITE, ORIGINAL):
        repository.upsert_site(site)
    writer = ArchiveWriter(made.archive, "umschau")
    entry = Discovery(url=ARTICLE, via=Via.FEED, found_on=FEED, title=f"Titel: {SECRET}", listing=FEED)
    other = replace(entry, url=f"{BASE}/vorher", title="Vorher")
    for minutes, entries in ((0, (other,)), (1, (entry, other))):
        feed = archived(writer, story(FEED), " ".join(f"{e.url} {e.title}" for e in entries), minutes)
        told = SourceRead(site="umschau", url=FEED, kind=PageKind.FEED, fetches=feed.fetches, found=entries)
        repository.record_source(run, told)
    with writing(engine) as connection:
        connection.execute(text("UPDATE discovery SET first_seen_at = :now, last_seen_at = :now"), {"now": str(NOW)})
        connection.execute(text("UPDATE discovery SET last_seen_at = :now"), {"now": str(NOW + timedelta(minutes=5))})
    made.save(writer, story(f"{BASE}/vorher", body=f"{BODY[:60]} Vorher"), "Vorher")
    made.save(writer, story(ARTICLE, title="Quitt", body=BODY, origins=(origin(),)), f"<p>{SECRET}")
    alias = Story(site="umschau", url=f"{ARTICLE}/amp", state=State.ALIAS, alias_of=ARTICLE, reason="x")
    made.save(writer, replace(alias, fetches=story(f"{ARTICLE}/amp").fetches), f"<p>{SECRET}", minutes=3)
    made.save(writer, story(f"{CNN}/kopie", site="cnn", title="Kopie", body=BODY), "Kopie")
    made.save(writer, story(f"{BASE}/nachher", body=f"{BODY[:90]} Nachher"), "Nachher")
    writer.close()
    concluded(made)
    return made


def concluded(world: World) -> None:
    """What comparing and tracing would have added."""
    proof = Evidence(kind="text_match", quote=SECRET, locator="text:0-9", weight=1.0, rule="aligned")
    with writing(world.engine) as connection:
        ids = {row.title: row.id for row in connection.execute(select(ArticleVersion.id, ArticleVersion.title))}
        mine, copy = ids["Quitt"], ids["Kopie"]
        link: Origin = replace(origin("Umschau", None), evidence=(proof,), basis="text", version_id=mine)
        add_origins(connection, copy, [link, origin("CNN", "cnn")], Places(None, {}))
        vectors = {"vectors": b"x", "mean": b"x", "lead": b"x", "sentences": 1, "splitter": "1", "encoder": "e"}
        connection.execute(insert(Embedding).values(vectors | {"article_version_id": mine}))
        connection.execute(insert(Anchor).values(value=1, article_version_id=mine))
        traced = {"tracer": "x", "candidates": 1, "traced_at": NOW, "is_due": False}
        connection.execute(insert(TraceState), [traced | {"article_version_id": ident} for ident in (mine, copy)])
        page = connection.scalar(select(Page.id).where(Page.url == ARTICLE))
        connection.execute(insert(Headline).values(encoder="e", page_id=page, title=SECRET, vector=b"x"))


FORGET = ("forget", ARTICLE, "--reason", "takedown 12", "--by", "Ada", "--yes")


def test_nothing_of_it_is_left_and_everything_else_is(world: World) -> None:
    before = world.stored()
    preview = world.newscrawl("forget", ARTICLE, "--dry-run", "--json")
    (told,) = json.loads(preview.stdout)["forgotten"]
    assert (told["addresses"], told["versions"], len(told["archived"]), len(told["listings"])) == (
        [ARTICLE, f"{ARTICLE}/amp"],
        1,
        2,
        1,
    )
    assert (told["same_text"], told["traced_again"]) == ([f"{CNN}/kopie"], [f"{CNN}/kopie"])
    assert world.stored() == before

    assert SECRET in world.told()
    assert SECRET.encode() in world.archived()
    done = world.newscrawl(*FORGET)
    assert done.exit_code == 0, done.output
    assert world.stored() == before - {ARTICLE}
    # The copy on another site stays: it is an article of its own.
    assert world.told().count(SECRET) == 1
    assert SECRET.encode() not in world.archived()
    assert world.newscrawl("archive", "verify").exit_code == 0
    world.places_hold()
    with reading(world.engine) as connection:
        left = connection.execute(select(OriginLink.publisher_name, OriginLink.rank)).all()
        due = connection.scalars(select(TraceState.is_due)).all()
        states = connection.execute(select(Page.state, Page.reason).where(Page.url.like(f"{ARTICLE}%"))).all()
    assert [tuple(row) for row in left] == [("CNN", 1)]
    assert due == [True]
    assert set(map(tuple, states)) == {("forgotten", "forgotten: takedown 12")}
    (row, _) = json.loads(world.newscrawl("forget", "--list", "--json").stdout)
    assert (row["requested_by"], row["reason"], row["erased_at"] is not None) == ("Ada", "takedown 12", True)
    assert len(row["hashes"]) == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_files_of_a_database_hold_nothing_of_it(world: World) -> None:
    with writing(world.engine) as connection:
        connection.execute(update(ArticleVersion).where(ArticleVersion.title == "Kopie").values(body="x"))
    assert world.newscrawl(*FORGET).exit_code == 0
    path = Path(world.engine.url.database or "")
    for file in path.parent.glob(f"{path.name}*"):
        assert SECRET.encode() not in file.read_bytes(), file


def test_it_is_neither_fetched_nor_stored_again(world: World) -> None:
    assert world.newscrawl(*FORGET).exit_code == 0
    with pytest.raises(AddressForgotten) as refused:
        ForgottenAddresses(world.repository).process_request(_Request(ARTICLE))
    assert state_of_error(refused.value) == (State.FORGOTTEN, "forgotten: takedown 12")
    ForgottenAddresses(world.repository).process_request(_Request(f"{BASE}/vorher"))
    entry = Discovery(url=ARTICLE, via=Via.FEED, found_on=FEED, title=SECRET)
    world.repository.record_source(world.run, SourceRead(site="umschau", url=FEED, kind=PageKind.FEED, found=(entry,)))
    due = world.repository.pending(["umschau"], article=True, limit=9, now=datetime.now(UTC))
    assert not {ARTICLE, f"{ARTICLE}/amp"} & {page.url for page in due}

    writer = ArchiveWriter(world.archive, "again")
    world.save(writer, story(ARTICLE, title="Neu", body=f"{SECRET} {BODY}"), SECRET, minutes=60)
    world.save(writer, story(f"{BASE}/anders", title="Quitt", body=BODY), SECRET, minutes=61)
    world.save(writer, story(f"{CNN}/eigen", site="cnn", title="Quitt", body=BODY), "cnn", minutes=62)
    assert {ARTICLE, f"{BASE}/anders"} & world.stored() == set()
    assert f"{CNN}/eigen" in world.stored()

    # The crawl that brought it still writes to its file.
    resume = world.newscrawl("forget", "--resume", "--json")
    assert (resume.exit_code, "running crawl" in resume.stdout) == (3, True)
    writer.close()
    assert world.newscrawl("forget", "--resume").exit_code == 0
    assert SECRET.encode() not in world.archived()
    world.places_hold()


class _Request:
    def __init__(self, url: str) -> None:
        self.url = url


def test_records_without_a_row_are_found_by_looking_through_the_archive(world: World) -> None:
    writer = ArchiveWriter(world.archive, "killed")
    archived(writer, story(ARTICLE), SECRET, 90)
    writer.close()
    assert world.newscrawl(*FORGET).exit_code == 0
    assert SECRET.encode() in world.archived()
    assert world.newscrawl("forget", "--resume", "--scan").exit_code == 0
    assert SECRET.encode() not in world.archived()


@pytest.mark.parametrize("moment", ["rewrite", "_point", "remove", "compact"])
def test_killed_before_any_step_it_leaves_nothing_broken(
    world: World, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed() -> None:
        monkeypatch.setattr(forgetting, moment, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        world.engine = open_engine(world.url)
        world.newscrawl(*FORGET)

    world.engine.dispose()
    child = os.fork()
    if child == 0:
        try:
            killed()
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    world.places_hold()
    assert ARTICLE not in world.stored()
    with reading(world.engine) as connection:
        assert set(connection.scalars(select(Tombstone.erased_at))) == {None}
    assert world.newscrawl("forget", "--resume").exit_code == 0
    assert SECRET.encode() not in world.archived()
    assert len(files(world.archive)) == 1
    world.places_hold()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("forget", "quitt", "--reason", "x", "--yes"), "write the address whole"),
        (("forget", f"{BASE}/nie", "--reason", "x", "--yes"), "no page with the address"),
    ],
)
def test_only_a_whole_known_address_is_forgotten(world: World, arguments: tuple[str, ...], says: str) -> None:
    done = world.newscrawl(*arguments)
    assert isinstance(done.exception, NewscrawlError)
    assert says in str(done.exception)


def test_it_asks_and_wants_a_reason(world: World) -> None:
    before = world.stored()
    assert world.newscrawl("forget", ARTICLE, "--yes").exit_code == 2
    assert world.newscrawl("forget", ARTICLE, "--reason", "x").exit_code == 1
    assert world.stored() == before
