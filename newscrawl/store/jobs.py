"""Jobs for workers, enqueued in the transaction of the data they are about.

The tables and functions are Procrastinate's, which need not be installed where a crawl only enqueues.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import IntegrityError

from newscrawl.errors import StoreError
from newscrawl.store.session import shown

TABLE = "procrastinate_jobs"
# Jobs that compare texts wait for each other: two at once would do the same work twice.
_TEXTS = "texts"

# A job that waits is held until the data is committed: a worker that took it meanwhile would not see them.
_WAITING = text("SELECT id FROM procrastinate_jobs WHERE queueing_lock = :once AND status = 'todo' FOR SHARE")
_DEFER = text(
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(:queue, :task, :priority, :lock, :once, CAST(:arguments AS jsonb),"
    " NULL)::procrastinate_job_to_defer_v1])"
)
_ATTEMPTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a worker is to do."""

    task: str
    queue: str
    once: str
    """Of all jobs with the same word at most one waits."""
    lock: str
    """Of all jobs with the same word at most one runs, on whatever worker."""
    priority: int = 0
    """A job with a higher one is taken first."""
    arguments: tuple[tuple[str, str], ...] = ()


def crawl_site(site: str, host: str) -> Job:
    """Crawl what is due of a site. host: what the sites that share hosts have in common (`newscrawl.sites.hosts`)."""
    return Job(task="crawl-site", queue="crawl", once=f"crawl {site}", lock=f"host {host}", arguments=(("site", site),))


def trace_batch() -> Job:
    """Compare the stored texts that wait for it with all others."""
    return Job(task="trace-batch", queue="texts", once="trace", lock=_TEXTS, priority=1)


def resolve_originals() -> Job:
    """Look for originals that are not stored."""
    return Job(task="resolve-originals", queue="texts", once="resolve", lock=_TEXTS)


def replay_file(file: str) -> Job:
    """Send the pages of a WARC file, which every worker must reach under this path, through the pipeline again."""
    return Job(
        task="replay-file", queue="replay", once=f"replay {file}", lock=f"replay {file}", arguments=(("file", file),)
    )


def check_health() -> Job:
    """Say which sites broke."""
    return Job(task="health", queue="schedule", once="health", lock="health")


def enqueue(connection: Connection, job: Job) -> int | None:
    """The new job's id, None where the same one waits already; part of the connection's transaction."""
    for _ in range(_ATTEMPTS):
        if connection.execute(_WAITING, {"once": job.once}).first() is not None:
            return None
        try:
            with connection.begin_nested():
                return int(connection.execute(_DEFER, _parameters(job)).scalar_one()[0])
        except IntegrityError:  # another transaction enqueued it between the two statements
            continue
    return None


def require(connection: Connection) -> None:
    """Raises StoreError where the database has no tables for jobs, with what to do."""
    engine = connection.engine
    if connection.dialect.name != "postgresql":
        url = shown(engine.url)
        raise StoreError(
            f"workers need PostgreSQL, and the database is {url}: set NEWSCRAWL_DATABASE_URL, such as"
            " postgresql+psycopg://user:password@host/newscrawl"
        )
    if not inspect(connection).has_table(TABLE):
        raise StoreError(
            'the database has no tables for jobs: run "newscrawl migrate" once, where the extra is installed'
            " (pip install 'newscrawl[cluster]')"
        )


def _parameters(job: Job) -> dict[str, object]:
    return {
        "queue": job.queue,
        "task": job.task,
        "priority": job.priority,
        "lock": job.lock,
        "once": job.once,
        "arguments": json.dumps(dict(job.arguments)),
    }
