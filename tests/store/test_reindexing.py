"""Moving to a newer snapshot, on both databases."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, text, update

from newscrawl.store import learning, reindexing
from newscrawl.store.models import DedupSnapshot
from newscrawl.store.repository import Repository
from tests.support.snapshot import snapshot
from tests.support.stories import NOW, SITE, story
from tests.support.texts import report, sentence

BASE = "https://umschau.example"
FOOT = " ".join(sentence(n) for n in range(900, 904))
"""A paragraph that all articles of the site end with."""
UNRELATED = tuple(story(f"{BASE}/{n}", body=f"{report(*range(n * 20, n * 20 + 6))}\n{FOOT}") for n in range(1, 8))
COPY = story(f"{BASE}/kopie", body=report(*range(20, 26)))


class Killed(BaseException):
    pass


@pytest.fixture
def stored(repository: Repository) -> Engine:
    repository.upsert_site(SITE)
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="1")
    repository.save(run, [*UNRELATED, COPY], now=NOW)
    return repository.engine


def quiet(_step: str, _done: int, _total: int) -> None:
    pass


def related(engine: Engine) -> set[tuple[str, str]]:
    pairs = {(row[0].rpartition("/")[2], row[2].rpartition("/")[2]) for row in snapshot(engine)["related"]}
    return {pair for pair in pairs if pair[0] < pair[1]}


def rows(engine: Engine, query: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


@contextmanager
def batches_of(number: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(reindexing, "_BATCH", number)
        patch.setattr(reindexing, "_ROWS", number)
        yield


def test_boilerplate_is_learned_set_aside_and_kept_visible(stored: Engine) -> None:
    assert len(related(stored)) > 7
    assert reindexing.reindex(stored, NOW, quiet) == 1
    assert related(stored) == {("1", "kopie")}
    assert rows(stored, "SELECT site, example, articles, snapshot FROM v_boilerplate") == [("umschau", FOOT, 7, 1)]
    assert {row[-1] for row in snapshot(stored)["related"]} == {1}


def test_a_paragraph_of_copies_of_one_text_is_no_boilerplate(repository: Repository, engine: Engine) -> None:
    repository.upsert_site(SITE)
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="1")
    repository.save(run, [story(f"{BASE}/{n}", body=report(*range(1, 9 + n % 3))) for n in range(9)], now=NOW)
    before = related(engine)
    reindexing.reindex(engine, NOW, quiet)
    assert rows(engine, "SELECT * FROM v_boilerplate") == []
    assert related(engine) == before


def test_older_sketches_are_removed_and_texts_that_arrive_are_compared(stored: Engine, repository: Repository) -> None:
    reindexing.reindex(stored, NOW, quiet)
    assert {row[2] for row in snapshot(stored)["sketch"]} == {1}
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="1")
    repository.save(run, [story(f"{BASE}/neu", body=f"{report(*range(40, 46))}\n{FOOT}")], now=NOW)
    assert related(stored) == {("1", "kopie"), ("2", "neu")}


def test_a_phrase_of_many_texts_leads_nowhere_and_stays_left_out(
    stored: Engine, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Although the few texts that are read to learn from don't show it: all sketches are counted."""
    monkeypatch.setattr(learning, "PER_SITE", 2)
    monkeypatch.setattr(learning, "MOST", 5)
    phrase = " ".join(sentence(n) for n in range(950, 954))
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="1")
    told = [
        story(f"{BASE}/p{n}", body=f"{sentence(n)} {phrase} {report(*range(n * 20, n * 20 + 6))}")
        for n in range(20, 26)
    ]
    repository.save(run, told, now=NOW)
    expected = related(stored)
    reindexing.reindex(stored, NOW, quiet)
    left_out = "SELECT value, holders FROM stop_value WHERE snapshot = %d ORDER BY value"
    first = rows(stored, left_out % 1)
    assert len(first) > 4
    assert rows(stored, "SELECT value FROM sketch GROUP BY value HAVING count(*) > 6") == []
    assert related(stored) < expected
    assert reindexing.reindex(stored, NOW, quiet) == 2
    assert rows(stored, left_out % 2) == first


def test_broken_off_anywhere_it_goes_on_to_the_same(stored: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after SIGKILL: what was committed stands, the rest is not there."""
    calls = 0

    def killed(_step: str, _done: int, _total: int) -> None:
        nonlocal calls
        calls += 1
        if calls % 3 == 0:
            raise Killed

    with batches_of(2, monkeypatch):
        for _ in range(60):
            try:
                number = reindexing.reindex(stored, NOW, killed)
                break
            except Killed:
                continue
        else:
            pytest.fail("it never ended")
    assert number == 1
    assert calls > 6
    interrupted = snapshot(stored)
    assert related(stored) == {("1", "kopie")}
    assert {row[2] for row in interrupted["sketch"]} == {1}
    assert rows(stored, "SELECT count(*) FROM version_sketch WHERE NOT compared") == [(0,)]


def test_other_parameters_are_replaced(stored: Engine) -> None:
    with stored.begin() as connection:
        connection.execute(update(DedupSnapshot).values(sketch="older"))
    reindexing.reindex(stored, NOW, quiet)
    assert rows(stored, "SELECT state FROM dedup_snapshot ORDER BY number") == [("retired",), ("current",)]
    assert related(stored) == {("1", "kopie")}


def test_any_order_gives_the_same_under_a_learned_snapshot(stored: Engine, repository: Repository) -> None:
    reindexing.reindex(stored, NOW, quiet)
    expected = snapshot(stored)
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="1")
    for seed in range(3):
        order = [*UNRELATED, COPY]
        random.Random(seed).shuffle(order)
        repository.save(run, order, now=NOW)
        assert snapshot(stored) == expected
