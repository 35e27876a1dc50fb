"""Jobs in the transaction of their data, what they mean, and what a user is told of them."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from procrastinate.jobs import Job
from sqlalchemy import Engine, inspect, text

from newscrawl.cli.main import build
from newscrawl.errors import StoreError
from newscrawl.sites import Site, SiteRole, hosts
from newscrawl.store.jobs import check_health, crawl_site, enqueue, trace_batch
from newscrawl.store.repository import Repository
from newscrawl.store.session import reading, writing
from newscrawl.work import tables
from newscrawl.work.endings import Then, ending
from newscrawl.work.schedule import _give_back
from newscrawl.work.status import retry, status
from tests.support.stories import NOW, story


def waiting(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return list(
            connection.scalars(text("SELECT task_name FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id"))
        )


def saved(engine: Engine, *stories: object) -> None:
    repository = Repository(engine, then=(trace_batch(),))
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="test")
    repository.save(run, stories, now=NOW)  # type: ignore[arg-type]


@pytest.mark.postgres
def test_what_is_stored_is_traced_by_a_job_enqueued_with_it(cluster_engine: Engine) -> None:
    one = story("https://umschau.example/eins")
    saved(cluster_engine, one)
    assert waiting(cluster_engine) == ["trace-batch"]
    with writing(cluster_engine) as connection:
        connection.execute(text("DELETE FROM procrastinate_events"))
        connection.execute(text("DELETE FROM procrastinate_jobs"))
    saved(cluster_engine, one)
    assert waiting(cluster_engine) == [], "nothing new was stored"


@pytest.mark.postgres
def test_a_job_is_enqueued_with_its_data_or_not_at_all(cluster_engine: Engine) -> None:
    connection = cluster_engine.connect()
    assert enqueue(connection, trace_batch()) is not None
    connection.rollback()
    connection.close()
    assert waiting(cluster_engine) == []


@pytest.mark.postgres
def test_a_waiting_job_is_not_taken_before_the_data_that_found_it_waiting_is_committed(cluster_engine: Engine) -> None:
    fetch = text("SELECT (procrastinate_fetch_job_v2(NULL, procrastinate_register_worker_v1())).id")
    with writing(cluster_engine) as connection:
        enqueue(connection, trace_batch())
    with writing(cluster_engine) as connection:
        assert enqueue(connection, trace_batch()) is None
        with writing(cluster_engine) as worker:
            assert worker.scalar(fetch) is None
    with writing(cluster_engine) as worker:
        assert worker.scalar(fetch) is not None
    with writing(cluster_engine) as connection:
        assert enqueue(connection, trace_batch()) is not None, "the running one may have read before our data"


@pytest.mark.postgres
def test_two_that_enqueue_the_same_at_once_make_one_job(cluster_engine: Engine) -> None:
    def other() -> None:
        with writing(cluster_engine) as connection:
            enqueue(connection, crawl_site("morgen", "zeitung.test"))

    with writing(cluster_engine) as connection:
        enqueue(connection, crawl_site("morgen", "zeitung.test"))
        thread = threading.Thread(target=other)
        thread.start()
    thread.join()
    assert waiting(cluster_engine) == ["crawl-site"]


@pytest.mark.postgres
def test_failed_jobs_wait_again_once_for_each_site(cluster_engine: Engine) -> None:
    for _ in range(2):
        with writing(cluster_engine) as connection:
            enqueue(connection, crawl_site("morgen", "zeitung.test"))
            for step in ("doing", "failed"):
                change = "UPDATE procrastinate_jobs SET status = '{}' WHERE status IN ('todo', 'doing')"
                connection.execute(text(change.format(step)))
    found = status(cluster_engine, dead_after=60)
    assert [(row.task, row.about, row.state) for row in found.failed] == [("crawl-site", "morgen", "failed")] * 2
    assert retry(cluster_engine) == [found.failed[0].id]
    assert retry(cluster_engine) == []
    assert waiting(cluster_engine) == ["crawl-site"]


@pytest.mark.postgres
def test_tables_for_jobs_come_and_go_with_the_schema(cluster_engine: Engine) -> None:
    assert tables.make(cluster_engine) is False
    tables.drop(cluster_engine)
    assert [name for name in inspect(cluster_engine).get_table_names() if name.startswith("procrastinate")] == []
    assert tables.make(cluster_engine) is True
    with writing(cluster_engine) as connection:
        assert enqueue(connection, trace_batch()) is not None


def test_sites_that_share_a_host_are_one_lock_over_others_too() -> None:
    def site(name: str, *domains: str) -> Site:
        return Site(name=name, title=name, role=SiteRole.OUTLET, domains=domains, documented="made up")

    given = [
        site("a", "a.example"),
        site("b", "news.b.example"),
        site("c", "b.example", "c.example"),
        site("d", "d.c.example"),
    ]
    for order in (given, given[::-1]):
        found = hosts({one.name: one for one in order})
        assert found["b"] == found["c"] == found["d"] == "b.example"
        assert found["a"] == "a.example"


@pytest.mark.parametrize(
    ("task", "code", "stopping", "then"),
    [
        ("crawl-site", 0, False, Then.DONE),
        ("crawl-site", 3, False, Then.DONE),
        ("crawl-site", 6, False, Then.DONE),
        ("crawl-site", 75, False, Then.DONE),
        ("crawl-site", 4, False, Then.FAILED),
        ("crawl-site", 2, False, Then.FAILED),
        ("crawl-site", 1, False, Then.AGAIN),
        ("crawl-site", 5, False, Then.AGAIN),
        ("crawl-site", -9, False, Then.AGAIN),
        ("crawl-site", 5, True, Then.NOW),
        ("crawl-site", 0, True, Then.DONE),
        ("crawl-site", 4, True, Then.FAILED),
        ("trace-batch", -15, True, Then.NOW),
        ("health", 3, False, Then.FAILED),
    ],
)
def test_an_exit_code_says_what_becomes_of_the_job(task: str, code: int, stopping: bool, then: Then) -> None:
    assert ending(task, code, stopping=stopping).then is then


def test_without_postgres_the_setting_to_change_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSCRAWL_DATABASE_URL", f"sqlite:///{tmp_path}/newscrawl.db")
    monkeypatch.setenv("SCRAPY_PROJECT", "test")
    with pytest.raises(StoreError, match="NEWSCRAWL_DATABASE_URL"):
        build(["worker"])(["worker"], standalone_mode=False)


@pytest.mark.postgres
def test_the_job_of_a_dead_worker_is_given_back_though_the_same_waits_and_once_only(cluster_engine: Engine) -> None:
    doing = text("UPDATE procrastinate_jobs SET status = 'doing' WHERE status = 'todo' RETURNING id")
    with writing(cluster_engine) as connection:
        enqueue(connection, trace_batch())
        ident = connection.scalar(doing)
        enqueue(connection, trace_batch())
    stalled = Job(
        id=ident, queue="texts", lock="texts", queueing_lock="trace", task_name="trace-batch", status="doing",
        task_kwargs={}, attempts=0, worker_id=None,
    )  # fmt: skip
    assert _give_back(cluster_engine, [stalled]) == [ident]
    assert _give_back(cluster_engine, [stalled]) == []
    with writing(cluster_engine) as connection:
        connection.execute(text("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = :id"), {"id": ident})
    assert _give_back(cluster_engine, [stalled]) == [], "it runs again, on another worker"
    assert waiting(cluster_engine) == ["trace-batch"]


@pytest.mark.postgres
def test_what_the_clock_brings_again_anyway_leaves_no_failure_when_its_worker_dies(cluster_engine: Engine) -> None:
    with writing(cluster_engine) as connection:
        enqueue(connection, check_health())
        ident = connection.scalar(text("UPDATE procrastinate_jobs SET status = 'doing' RETURNING id"))
    stalled = Job(
        id=ident, queue="schedule", lock=None, queueing_lock=None, task_name="health", status="doing",
        task_kwargs={}, attempts=0, worker_id=None,
    )  # fmt: skip
    assert _give_back(cluster_engine, [stalled]) == []
    with reading(cluster_engine) as connection:
        assert connection.scalar(text("SELECT count(*) FROM procrastinate_jobs")) == 0
