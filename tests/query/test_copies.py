"""The family of an article."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest
from sqlalchemy import Engine, select
from typer.testing import CliRunner

from newscrawl.cli.main import build
from newscrawl.items import Story
from newscrawl.query import UnknownAddress, article, copies, why
from newscrawl.query.views import COPY
from newscrawl.store.repository import Repository
from newscrawl.store.session import reading
from tests.support.stories import NOW, ORIGINAL, SITE, story
from tests.support.texts import report

BASE = "https://umschau.example"
FIRST = "https://cnn.example/first"


def naive(item: Story) -> Story:
    assert item.article is not None
    assert item.article.published is not None
    claim = replace(item.article.published, value=item.article.published.value.replace(tzinfo=None))
    return replace(item, article=replace(item.article, published=claim, dates=(claim,)))


def save(repository: Repository, *stories: Story) -> None:
    for site in (SITE, ORIGINAL):
        repository.upsert_site(site)
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="1")
    assert not [saved.error for saved in repository.save(run, stories, now=NOW) if saved.error]


@pytest.fixture
def family(repository: Repository, engine: Engine) -> Engine:
    save(
        repository,
        story(f"{BASE}/gekuerzt", day=20, title="Gekürzt", body=report(*range(1, 11))),
        story(f"{BASE}/gleich", day=19, title="Gleich", body=report(*range(1, 17))),
        story(FIRST, site="cnn", day=17, title="First", body=report(*range(1, 17))),
        story(f"{BASE}/fremd", body=report(*range(30, 40))),
    )
    return engine


def test_the_page_of_an_article_lists_equal_texts_as_the_view_does(family: Engine) -> None:
    with reading(family) as connection:
        for url in (FIRST, f"{BASE}/gleich", f"{BASE}/gekuerzt"):
            rows = connection.execute(select(COPY).where(COPY.c.url == url)).mappings().all()
            found = article(family, url).copies
            assert len(found) == (0 if url.endswith("gekuerzt") else 1)
            for copy, row in zip(found, rows, strict=True):
                told = asdict(copy)
                assert told.pop("hours_later") == pytest.approx(row["hours_later"])
                assert told == {name: row[name] for name in told}


def test_copies_are_told_with_relation_site_time_and_shares(family: Engine) -> None:
    found = copies(family, "gekuerzt")
    assert found is not None
    assert [(m.url, m.site, m.kind) for m in found.copies] == [
        (FIRST, "cnn", "contains"),
        (f"{BASE}/gleich", "umschau", "contains"),
    ]
    first = found.copies[0]
    assert first.share_of_asked == 1.0
    assert first.share is not None
    assert 0.5 < first.share < 0.8
    assert (found.parts, found.related) == ((), ())


def test_the_relation_is_read_from_the_other_article(family: Engine) -> None:
    found = copies(family, FIRST)
    assert found is not None
    assert {m.url: m.kind for m in found.copies} == {f"{BASE}/gekuerzt": "part-of", f"{BASE}/gleich": "exact"}


def test_the_earliest_claim_is_no_proof_of_being_first(family: Engine) -> None:
    found = copies(family, "gekuerzt")
    assert found is not None
    assert (found.earliest, found.is_sure) == (FIRST, True)
    assert "Earliest in this database is not first published" in found.answer


def test_a_time_without_zone_leaves_the_order_open(repository: Repository, engine: Engine) -> None:
    body = report(*range(1, 11))
    early = story(f"{BASE}/a", day=18, body=body)
    save(repository, early, naive(story(f"{BASE}/b", day=18, body=body)))
    found = copies(engine, f"{BASE}/a")
    assert found is not None
    assert not found.is_sure


def test_a_text_alone_has_no_family(family: Engine) -> None:
    found = copies(family, "fremd")
    assert found is not None
    assert (found.copies, found.is_sure) == ((), False)
    assert found.answer == "No other stored article holds this text."


def test_shared_passages_make_no_copy(repository: Repository, engine: Engine) -> None:
    one = story(f"{BASE}/eins", body=report(*range(20, 32), 1, 2, 3))
    other = story(f"{BASE}/zwei", body=report(*range(40, 52), 1, 2, 3))
    save(repository, one, other)
    found = copies(engine, "eins")
    assert found is not None
    assert found.copies == ()
    assert [m.kind for m in found.related] == ["same-event"]


def test_an_unknown_address_is_refused(family: Engine) -> None:
    with pytest.raises(UnknownAddress):
        copies(family, "https://nowhere.example/")


def test_the_command_prints_people_and_json(family: Engine) -> None:
    url = family.url.render_as_string(hide_password=False)
    command = ["copies", "gekuerzt", "--database", url]
    shown = CliRunner().invoke(build(command), command)
    assert shown.exit_code == 0, shown.output
    assert "holds the text asked for" in " ".join(shown.output.split())
    assert FIRST in shown.output
    told = CliRunner().invoke(build(command), [*command, "--json"])
    assert [copy["kind"] for copy in json.loads(told.output)["copies"]] == ["contains", "contains"]


def test_a_merged_text_its_parents_and_an_update_are_told_in_words(repository: Repository, engine: Engine) -> None:
    save(
        repository,
        story(FIRST, site="cnn", day=17, title="First", body=report(*range(1, 17))),
        story(f"{BASE}/zweiter", day=17, title="Zweiter", body=report(*range(30, 42))),
        story(f"{BASE}/beide", day=18, title="Beide", body=report(*range(1, 13), *range(30, 36))),
        story(f"{BASE}/neu", day=19, title="Neu", body=report(*range(30, 42), *range(60, 66))),
    )
    merged, parent, update = (copies(engine, name) for name in ("beide", "zweiter", "/neu"))
    assert merged
    assert parent
    assert update
    assert [(m.url, m.kind, m.is_main) for m in merged.parts] == [
        (FIRST, "merged-into", True),
        (f"{BASE}/zweiter", "merged-into", False),
    ]
    assert "gave the larger part of the text asked for" in merged.parts[0].relation
    assert merged.answer.startswith("Put together from several texts, found at cnn, umschau. cnn claims the earliest")
    assert [(m.kind, m.is_main) for m in parent.parts] == [("merged-from", False)]
    assert [m.relation for m in parent.related] == ["is a later version of the text asked for, on the same site"]
    assert [m.kind for m in update.related if m.url == f"{BASE}/zweiter"] == ["updated-by"]
    told = why(engine, "beide").looked_at
    assert any("put together from" in line for line in told)
    assert parent.answer == "No other stored article holds this text."
