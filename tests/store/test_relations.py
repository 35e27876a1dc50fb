"""How stored texts find each other, on both databases."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text, update

from newscrawl.dedup import crowds
from newscrawl.store.models import DedupSnapshot
from newscrawl.store.relations import Comparer
from newscrawl.store.repository import Repository
from newscrawl.store.upsert import chunks
from tests.support.snapshot import snapshot
from tests.support.stories import NOW, SITE, story
from tests.support.texts import report

BASE = "https://umschau.example"
FINDINGS = ("copy", "related", "family", "sketch")
STORIES = (
    story(f"{BASE}/original", body=report(*range(1, 17))),
    story(f"{BASE}/gekuerzt", body=report(*range(1, 11)), title="Ein anderer Titel"),
    story(f"{BASE}/gleich", body=report(*range(1, 17)).upper()),
    story(f"{BASE}/agentur", body=f"Berlin (dpa) - {report(*range(1, 17))}\n{report(70, 71)}"),
    story(f"{BASE}/anderes", body=report(*range(30, 46))),
    story(f"{BASE}/anderes-kurz", body=report(*range(30, 40))),
    story(f"{BASE}/fremd", body=report(*range(50, 60))),
    story(f"{BASE}/stummel", body="Diese Seite gibt es nicht mehr."),
    story(f"{BASE}/stummel-auch", body="Diese Seite gibt es nicht mehr."),
)


MERGED = (
    STORIES[0],
    story(f"{BASE}/gekuerzt", body=report(*range(1, 11)), day=20),
    STORIES[4],
    STORIES[5],
    story(f"{BASE}/beide", body=report(*range(1, 13), *range(30, 40)), day=19),
    replace(story("https://cnn.example/beide", body=report(70, *range(1, 13), *range(30, 40)), day=19), site="cnn"),
    story(f"{BASE}/anderes-neu", body=report(*range(30, 46), *range(90, 96)), day=21),
)
"""Two families, what was put together from both, a copy of that at another site, and an update."""


@pytest.fixture
def run(repository: Repository) -> int:
    repository.upsert_site(SITE)
    return repository.start_run(site="umschau", spider="umschau", settings={}, code_version="1")


def findings(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    found = snapshot(engine)
    return {name: found[name] for name in FINDINGS}


def families(engine: Engine) -> list[set[str]]:
    found: dict[str, set[str]] = {}
    for url, first in snapshot(engine)["family"]:
        found.setdefault(first, set()).add(url.rpartition("/")[2])
    return sorted(found.values(), key=min)


def forget(engine: Engine) -> None:
    """Remove everything that was stored of articles, so that another order starts from nothing."""
    tables = (
        "sketch version_sketch cluster_member duplicate_pair fingerprint version_image date_claim credit_name credit "
        "article_version article"
    )
    with engine.begin() as connection:
        for table in tables.split():
            connection.execute(text(f"DELETE FROM {table}"))


def test_copies_are_one_family_and_other_texts_are_not(repository: Repository, engine: Engine, run: int) -> None:
    repository.save(run, STORIES, now=NOW)
    assert families(engine) == [{"agentur", "gekuerzt", "gleich", "original"}, {"anderes", "anderes-kurz"}]


def test_any_order_of_arrival_and_any_batches_give_the_same(repository: Repository, engine: Engine, run: int) -> None:
    repository.save(run, STORIES, now=NOW)
    expected = findings(engine)
    assert all(expected.values())
    for seed in range(6):
        forget(engine)
        order, chosen = list(STORIES), random.Random(seed)
        chosen.shuffle(order)
        cut = chosen.randrange(len(order))
        for batch in (order[:cut], order[cut:], order[: chosen.randrange(4)]):
            assert not [saved.error for saved in repository.save(run, batch, now=NOW) if saved.error]
        assert findings(engine) == expected, f"order {seed}"


def test_merged_texts_and_updates_are_the_same_in_any_order(repository: Repository, engine: Engine, run: int) -> None:
    repository.save(run, MERGED, now=NOW)
    assert families(engine) == [{"anderes", "anderes-kurz"}, {"beide", "gekuerzt", "original"}]
    rows = {
        (url.rpartition("/")[2], kind, other.rpartition("/")[2])
        for url, kind, other, *_ in snapshot(engine)["related"]
        if url.startswith(BASE) and other.startswith(BASE)
    }
    assert {r for r in rows if r[0] == "beide"} == {
        ("beide", "merged-from", "original"),
        ("beide", "merged-from", "anderes"),
        ("beide", "merged-from", "anderes-kurz"),
        ("beide", "contains", "gekuerzt"),
        ("beide", "same-event", "anderes-neu"),
    }
    assert ("original", "merged-into", "beide") in rows
    assert ("anderes-neu", "update-of", "anderes") in rows
    assert ("anderes", "updated-by", "anderes-neu") in rows
    expected = findings(engine)
    for seed in range(3):
        forget(engine)
        order, chosen = list(MERGED), random.Random(seed)
        chosen.shuffle(order)
        cut = chosen.randrange(len(order))
        for batch in (order[:cut], order[cut:], order[: chosen.randrange(4)]):
            repository.save(run, batch, now=NOW)
        assert findings(engine) == expected, f"order {seed}"


def test_without_a_parent_a_text_is_merged_no_more(repository: Repository, engine: Engine, run: int) -> None:
    """Its address has another text from then on."""
    repository.save(run, [*MERGED[:1], MERGED[2], MERGED[4]], now=NOW)
    assert "merged-from" in {row[1] for row in snapshot(engine)["related"]}
    with engine.begin() as connection:
        versions = "(SELECT v.id FROM article_version v JOIN article a ON a.id = article_id WHERE url = :url)"
        gone = {"url": f"{BASE}/anderes"}
        connection.execute(text(f"UPDATE article_version SET body = 'kurz' WHERE id IN {versions}"), gone)
        ident = connection.execute(text(versions[1:-1]), gone).scalar_one()
        Comparer().compare(connection, [ident], NOW)
    # What is left says that one of the site's texts has grown.
    assert {row[1] for row in snapshot(engine)["related"]} == {"update-of", "updated-by"}


def test_relations_read_the_same_from_both_sides(repository: Repository, engine: Engine, run: int) -> None:
    repository.save(run, STORIES[:2], now=NOW)
    rows = {(url.rpartition("/")[2], kind) for url, kind, *_ in snapshot(engine)["related"]}
    assert rows == {("original", "contains"), ("gekuerzt", "part-of")}


def test_an_equal_text_is_told_once(repository: Repository, engine: Engine, run: int) -> None:
    repository.save(run, [STORIES[0], STORIES[2]], now=NOW)
    assert [row[1] for row in snapshot(engine)["related"]] == ["exact", "exact"]
    assert len(snapshot(engine)["copy"]) == 2


def test_a_rewritten_article_leaves_the_family(repository: Repository, engine: Engine, run: int) -> None:
    """Its earlier version stays a member, and what was found of it is kept."""
    repository.save(run, STORIES[:3], now=NOW)
    rewritten = story(STORIES[1].url, body=report(*range(80, 90)), minutes=60)
    repository.save(run, [rewritten], now=NOW + timedelta(hours=1))
    assert families(engine) == [{"gleich", "original"}]
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM cluster_member")).scalar_one() == 3


def test_versions_of_one_article_are_no_copies_of_each_other(repository: Repository, engine: Engine, run: int) -> None:
    repository.save(run, STORIES[:1], now=NOW)
    changed = story(STORIES[0].url, body=report(*range(1, 18)), minutes=60)
    repository.save(run, [changed], now=NOW + timedelta(hours=1))
    assert snapshot(engine)["related"] == []
    assert families(engine) == []


def test_sketches_of_other_parameters_are_never_compared(
    repository: Repository, engine: Engine, run: int, caplog: pytest.LogCaptureFixture
) -> None:
    repository.save(run, STORIES[:1], now=NOW)
    with engine.begin() as connection:
        connection.execute(update(DedupSnapshot).values(sketch="older"))
    repository.save(run, STORIES[1:2], now=NOW)
    assert snapshot(engine)["related"] == []
    assert "newscrawl dedup --reindex" in caplog.text


def test_other_sites_and_later_runs_are_compared_too(repository: Repository, engine: Engine, run: int) -> None:
    repository.save(run, STORIES[:1], now=NOW)
    other = replace(STORIES[1], site="cnn", url="https://cnn.example/copy")
    later = repository.start_run(site="cnn", spider="cnn", settings={}, code_version="1")
    repository.save(later, [other], now=NOW + timedelta(days=40))
    assert len(snapshot(engine)["related"]) == 2


def test_a_crowd_of_one_sites_pages_costs_no_pair_for_each_two_and_is_one_family_all_the_same(
    repository: Repository, engine: Engine, run: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowds, "MOST", most := 10)
    number, others = 40, report(*range(1, 17))
    pages = [story(f"{BASE}/kalender/{n}", body=others) for n in range(number)]
    copy = replace(story("https://cnn.example/original", body=others), site="cnn")
    for part in chunks([copy, *pages], 15):
        saved = repository.save(run, part, now=NOW)
        assert not [one.error for one in saved if one.error]
    assert all(one.is_crowded for one in saved)
    with engine.connect() as connection:
        pairs = connection.execute(text("SELECT count(*) FROM duplicate_pair")).scalar_one()
    assert pairs <= number * (most + 1)
    assert [len(family) for family in families(engine)] == [number + 1]


def test_a_few_copies_on_a_site_and_many_on_others_are_no_crowd(repository: Repository, run: int) -> None:
    body = report(*range(1, 17))
    own = [story(f"{BASE}/{n}", body=body) for n in range(9)]
    others = [replace(story(f"https://{n}.example/a", body=body), site=f"site{n}") for n in range(15)]
    assert not any(one.is_crowded for one in repository.save(run, [*own, *others], now=NOW))
