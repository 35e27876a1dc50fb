"""What the clock does: enqueue sites with something due, and give back the jobs of workers that died."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, text

from newscrawl.commands.runner import due_sites
from newscrawl.sites import hosts, load_sites
from newscrawl.store import jobs
from newscrawl.store.session import reading, writing
from newscrawl.work.endings import TRIES

if TYPE_CHECKING:
    from procrastinate import App
    from procrastinate.jobs import Job
    from scrapy.settings import Settings

logger = logging.getLogger(__name__)

# Of the jobs that the clock brings.
QUEUE = "schedule"
# A site whose job failed waits for so long, however much of it is due.
_FAILED_FOR = "1 hour"
_BUSY = text(
    "SELECT DISTINCT j.args ->> 'site' FROM procrastinate_jobs j WHERE j.task_name = 'crawl-site'"
    " AND (j.status IN ('todo', 'doing') OR (j.status = 'failed' AND EXISTS (SELECT 1 FROM procrastinate_events e"
    " WHERE e.job_id = j.id AND e.type = 'failed' AND e.at > now() - CAST(:ago AS interval))))"
)
# How a job ended last. One that waits again must not be refused because the same was enqueued meanwhile.
NOTE = text(
    "UPDATE procrastinate_jobs SET args = args || jsonb_build_object('ended', CAST(:says AS text)),"
    " queueing_lock = NULL WHERE id = :id"
)
_STILL = text(
    "SELECT id FROM procrastinate_jobs WHERE id = :id AND status = 'doing' AND attempts = :attempts"
    " AND worker_id IS NOT DISTINCT FROM :worker FOR UPDATE"
)
_RETRY = text("SELECT procrastinate_retry_job_v2(:id, now(), NULL, NULL, NULL)")
_FAIL = text("SELECT procrastinate_finish_job_v1(:id, 'failed', false)")
_REMOVE = text("SELECT procrastinate_finish_job_v1(:id, 'failed', true)")


def enqueue_due(settings: Settings, engine: Engine) -> list[str]:
    """Enqueue the sites that `crawl --due` would crawl but those that wait, run or failed just now; their names."""
    sites = load_sites(settings["NEWSCRAWL_SITES"])
    with reading(engine) as connection:
        busy = set(connection.scalars(_BUSY, {"ago": _FAILED_FOR}))
    free = [name for name in sites if name not in busy]
    due = due_sites(settings, free, quiet=True) if free else []
    if not due:
        return []
    with writing(engine) as connection:
        added = enqueue_sites(connection, settings, due)
    logger.info("due: %s", ", ".join(added))
    return added


def enqueue_sites(connection: Connection, settings: Settings, names: list[str]) -> list[str]:
    """Enqueue sites; their names, without those that wait already."""
    shared = hosts(load_sites(settings["NEWSCRAWL_SITES"]))
    return [name for name in names if jobs.enqueue(connection, jobs.crawl_site(name, shared[name])) is not None]


def enqueue_health(engine: Engine) -> None:
    with writing(engine) as connection:
        jobs.enqueue(connection, jobs.check_health())


async def rescue(app: App, engine: Engine, seconds: float) -> list[int]:
    """Give back the jobs whose worker gave no sign of life for so long; their ids.

    They stay `doing` otherwise, and hold their lock. One that ended its worker too often has failed.
    """
    stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=seconds)
    return await asyncio.to_thread(_give_back, engine, list(stalled))


def _give_back(engine: Engine, stalled: Sequence[Job]) -> list[int]:
    given_back: list[int] = []
    with writing(engine) as connection:
        for job in stalled:
            # Meanwhile it may have been given back by another worker, and run again.
            same = {"id": job.id, "worker": job.worker_id, "attempts": job.attempts}
            if job.id is None or connection.execute(_STILL, same).first() is None:
                continue
            if job.queue == QUEUE:
                # The clock's own: the next one of its kind comes by itself.
                connection.execute(_REMOVE, {"id": job.id})
                continue
            last = job.attempts >= TRIES - 1
            told = "" if last else "; it is given back"
            logger.warning("job %d (%s): its worker died%s", job.id, job.task_name, told)
            connection.execute(NOTE, {"id": job.id, "says": "its worker died"})
            connection.execute(_FAIL if last else _RETRY, {"id": job.id})
            given_back += [] if last else [job.id]
    return given_back
