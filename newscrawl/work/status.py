"""What a cluster is doing: its workers, its jobs, what is stalled, what failed and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, text

from newscrawl.store import jobs
from newscrawl.store.session import reading, writing


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRow:
    """A job and when its state began."""

    id: int
    task: str
    about: str
    """Site or file, else empty."""
    state: str
    attempts: int
    """How often it was tried to its end, good or bad, or given back."""
    since: datetime | None
    due_at: datetime | None
    """Before that it is not taken."""
    says: str
    """How it ended last; empty where it has not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """A moment of a cluster."""

    workers: tuple[str, ...]
    """Live ones, as `process 4711 on crawler-1, since 2026-06-18 10:00 UTC`."""
    counts: dict[str, dict[str, int]]
    """Jobs by task and state."""
    running: tuple[JobRow, ...]
    stalled: tuple[JobRow, ...]
    """Running ones whose worker gives no sign of life; they are given back within two minutes where a worker is."""
    waiting: tuple[JobRow, ...]
    failed: tuple[JobRow, ...]


_CONNECTED = text(
    "SELECT application_name AS name, min(backend_start) AT TIME ZONE 'UTC' AS since FROM pg_stat_activity"
    " WHERE datname = current_database() AND application_name LIKE 'newscrawl worker: %'"
    " GROUP BY application_name ORDER BY 1"
)
_COUNTS = text("SELECT task_name, status::text, count(*) FROM procrastinate_jobs GROUP BY 1, 2 ORDER BY 1, 2")
_JOBS = """
SELECT j.id, j.task_name AS task, COALESCE(j.args ->> 'site', j.args ->> 'file', '') AS about, j.status::text AS state,
       j.attempts, (SELECT max(e.at) FROM procrastinate_events e WHERE e.job_id = j.id) AS since,
       j.scheduled_at AS due_at, COALESCE(j.args ->> 'ended', '') AS says
FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
WHERE {which} ORDER BY j.id {order} LIMIT :limit
"""
_SAME = text(
    "SELECT id, task_name AS task, COALESCE(args ->> 'site', args ->> 'file', '') AS about FROM procrastinate_jobs"
    " WHERE status = CAST(:state AS procrastinate_job_status) ORDER BY id DESC"
)
# All its tries; and it must not be refused because the same was enqueued meanwhile.
_AGAIN = text("UPDATE procrastinate_jobs SET attempts = -1, queueing_lock = NULL WHERE id = :id")
_RETRY = text("SELECT procrastinate_retry_job_v2(:id, now(), NULL, NULL, NULL)")
_ALIVE = "w.last_heartbeat > now() - make_interval(secs => :dead)"


def status(engine: Engine, *, dead_after: float, limit: int = 50) -> Status:
    """What is now; of each list at most so many, of the failed ones the newest. Raises StoreError."""
    with reading(engine) as connection:
        jobs.require(connection)
        counts: dict[str, dict[str, int]] = {}
        for task, state, number in connection.execute(_COUNTS):
            counts.setdefault(task, {})[state] = number
        return Status(
            workers=tuple(
                f"{row.name.partition(': ')[2]}, since {row.since:%Y-%m-%d %H:%M} UTC"
                for row in connection.execute(_CONNECTED)
            ),
            counts=counts,
            running=_rows(connection, f"j.status = 'doing' AND {_ALIVE}", dead=dead_after, limit=limit),
            stalled=_rows(connection, f"j.status = 'doing' AND ({_ALIVE}) IS NOT TRUE", dead=dead_after, limit=limit),
            waiting=_rows(connection, "j.status = 'todo'", limit=limit),
            failed=_rows(connection, "j.status IN ('failed', 'aborted')", newest=True, limit=limit),
        )


def retry(engine: Engine, ids: Sequence[int] | None = None) -> list[int]:
    """Have failed jobs done again, all where none is named; ids of those that were. Raises StoreError.

    Of several that are about the same one is enough, and none where such a one waits already.
    """
    again: list[int] = []
    with writing(engine) as connection:
        jobs.require(connection)
        waiting = {(row.task, row.about) for row in connection.execute(_SAME.bindparams(state="todo"))}
        for row in connection.execute(_SAME.bindparams(state="failed")).all():
            if (ids is not None and row.id not in ids) or (row.task, row.about) in waiting:
                continue
            connection.execute(_AGAIN, {"id": row.id})
            connection.execute(_RETRY, {"id": row.id})
            waiting.add((row.task, row.about))
            again.append(row.id)
    return again


def _rows(connection: Connection, which: str, *, newest: bool = False, **values: Any) -> tuple[JobRow, ...]:
    query = text(_JOBS.format(which=which, order="DESC" if newest else "ASC"))
    return tuple(JobRow(**row._mapping) for row in connection.execute(query, values))
