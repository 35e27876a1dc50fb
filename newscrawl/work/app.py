"""The jobs, as tasks of Procrastinate, and what the clock enqueues."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from procrastinate import App, JobContext, PsycopgConnector
from sqlalchemy import Engine, make_url

from newscrawl.store.session import writing
from newscrawl.work import schedule
from newscrawl.work.child import run
from newscrawl.work.endings import EndedBadly, Retries, Then, ending

if TYPE_CHECKING:
    from scrapy.settings import Settings

logger = logging.getLogger(__name__)

QUEUES = ("crawl", "texts", "replay", schedule.QUEUE)
# Hours for which ended jobs are kept.
_KEPT = 7 * 24


@dataclass
class Cluster:
    """What a worker's jobs share."""

    settings: Settings
    engine: Engine
    given: Mapping[str, str] = field(default_factory=dict)
    """Settings that commands are given as they were given to the worker."""
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def dead_after(self) -> float:
        """Seconds without a sign of life after which a worker counts as dead."""
        return self.settings.getfloat("NEWSCRAWL_CLUSTER_DEAD_SECONDS")

    async def command(self, context: JobContext, *arguments: str) -> None:
        """Run a command as the job. Raises EndedBadly where the job is not done."""
        job = context.job
        name = " ".join(arguments)
        logger.info("job %s: newscrawl %s", job.id, name)
        code = await run(arguments, self.stopping, self.given)
        end = ending(job.task_name, code, stopping=self.stopping.is_set())
        level = logging.INFO if end.then in (Then.DONE, Then.NOW) else logging.WARNING
        logger.log(level, "job %s: newscrawl %s: %s (exit code %d)", job.id, name, end.says, code)
        await asyncio.to_thread(self._note, job.id, f"{end.says} (exit code {code})")
        if end.then is not Then.DONE:
            raise EndedBadly(end)

    def _note(self, job_id: int | None, says: str) -> None:
        """Keep with the job how it ended last."""
        with writing(self.engine) as connection:
            connection.execute(schedule.NOTE, {"id": job_id, "says": says})


def make_app(cluster: Cluster, name: str) -> App:
    """The tasks of a cluster; `name` is what the server lists this worker's connections under."""
    url = make_url(cluster.engine.url).set(drivername="postgresql").render_as_string(hide_password=False)
    options = {"application_name": name[:63]}
    app = App(connector=PsycopgConnector(conninfo=url, kwargs=options, min_size=1, max_size=6))
    _commands(app, cluster)
    _clock(app, cluster)
    return app


def _commands(app: App, cluster: Cluster) -> None:
    """`ended` is the note of an earlier attempt."""
    options: Any = {"retry": Retries(), "pass_context": True}

    @app.task(name="crawl-site", queue="crawl", **options)
    async def crawl_site(context: JobContext, site: str, ended: str = "") -> None:  # noqa: ARG001
        await cluster.command(context, "crawl", site, "--due")

    @app.task(name="trace-batch", queue="texts", **options)
    async def trace_batch(context: JobContext, ended: str = "") -> None:  # noqa: ARG001
        await cluster.command(context, "trace")

    @app.task(name="resolve-originals", queue="texts", **options)
    async def resolve_originals(context: JobContext, ended: str = "") -> None:  # noqa: ARG001
        await cluster.command(context, "resolve")

    @app.task(name="replay-file", queue="replay", **options)
    async def replay_file(context: JobContext, file: str, ended: str = "") -> None:  # noqa: ARG001
        await cluster.command(context, "replay", file)

    @app.task(name="health", queue=schedule.QUEUE, **options)
    async def health(context: JobContext, ended: str = "") -> None:  # noqa: ARG001
        await cluster.command(context, "health")


def _clock(app: App, cluster: Cluster) -> None:
    """Each is enqueued once for all workers, whichever is there."""
    settings = cluster.settings

    @app.periodic(cron=settings["NEWSCRAWL_CLUSTER_CRAWL"])
    @app.task(name="enqueue-due", queue=schedule.QUEUE, queueing_lock="enqueue-due")
    async def enqueue_due(timestamp: int) -> None:  # noqa: ARG001
        await asyncio.to_thread(schedule.enqueue_due, settings, cluster.engine)

    @app.periodic(cron=_often(cluster.dead_after))
    @app.task(name="rescue", queue=schedule.QUEUE, queueing_lock="rescue")
    async def rescue(timestamp: int) -> None:  # noqa: ARG001
        await schedule.rescue(app, cluster.engine, cluster.dead_after)

    @app.periodic(cron=settings["NEWSCRAWL_CLUSTER_HEALTH"])
    @app.task(name="enqueue-health", queue=schedule.QUEUE, queueing_lock="enqueue-health")
    async def enqueue_health(timestamp: int) -> None:  # noqa: ARG001
        await asyncio.to_thread(schedule.enqueue_health, cluster.engine)

    @app.periodic(cron="17 3 * * *")
    @app.task(name="tidy", queue=schedule.QUEUE, queueing_lock="tidy")
    async def tidy(timestamp: int) -> None:  # noqa: ARG001
        await app.job_manager.delete_old_jobs(_KEPT, include_failed=True, include_cancelled=True, include_aborted=True)


def _often(seconds: float) -> str:
    """Each minute, or about four times in that time where it is shorter."""
    return "* * * * *" if seconds >= 60 else f"* * * * * */{max(1, int(seconds / 4))}"
