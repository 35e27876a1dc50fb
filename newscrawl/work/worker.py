"""A worker: takes jobs until it is told to stop, also when the database is away for a while."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
from collections.abc import Awaitable, Sequence
from typing import Any

from procrastinate import App, exceptions
from psycopg import Error as DatabaseError
from psycopg_pool import PoolTimeout

from newscrawl.work.app import QUEUES, Cluster, make_app
from newscrawl.work.endings import EndedBadly

logger = logging.getLogger(__name__)

# The clock's jobs are short and must not wait for a crawl of hours.
CLOCK = "schedule"
_AWAY = (exceptions.ConnectorException, exceptions.AppNotOpen, DatabaseError, PoolTimeout, OSError)
# Seconds after which the database is asked again, and between looks for jobs where no notice of them came.
_AGAIN, _LOOK = 5.0, 5.0


def work(cluster: Cluster, queues: Sequence[str], concurrency: int, *, once: bool = False) -> None:
    """Run jobs of these queues, so many side by side, until SIGTERM or SIGINT; with `once` until there is none left.

    At a signal commands end what they have begun; their jobs are given back.
    """
    app = make_app(cluster, f"newscrawl worker: process {os.getpid()} on {socket.gethostname()}")
    asyncio.run(_until_stopped(cluster, app, queues or QUEUES, concurrency, once))


def quieten() -> None:
    """What jobs do and how they end is told by lines of our own; of the engine's only what went wrong in it."""

    for name in ("procrastinate", "procrastinate.worker.jobs", "procrastinate.worker.clock"):
        logging.getLogger(name).setLevel(logging.ERROR)
    logging.getLogger("procrastinate.worker").addFilter(lambda record: not _is_told(record))


def _is_told(record: logging.LogRecord) -> bool:
    found = record.exc_info[1] if isinstance(record.exc_info, tuple) else record.exc_info
    return isinstance(found, EndedBadly)


async def _until_stopped(cluster: Cluster, app: App, queues: Sequence[str], concurrency: int, once: bool) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _stop, cluster)
    while not cluster.stopping.is_set():
        try:
            async with app.open_async():
                await _serve(cluster, app, queues, concurrency, once)
            if once:
                return
        except _AWAY as err:
            logger.error("the database is away: %s; asking again", str(err).strip() or type(err).__name__)
        if not cluster.stopping.is_set():
            await _first(cluster.stopping.wait(), asyncio.sleep(_AGAIN))


def _stop(cluster: Cluster) -> None:
    if not cluster.stopping.is_set():
        logger.warning("stopping: commands end what they have begun, and their jobs are given back")
    cluster.stopping.set()


async def _serve(cluster: Cluster, app: App, queues: Sequence[str], concurrency: int, once: bool) -> None:
    """Ends when told to, or when one of the two has lost the database."""
    shared: Any = {
        "wait": not once,
        "install_signal_handlers": False,
        "fetch_job_polling_interval": _LOOK,
        "update_heartbeat_interval": cluster.dead_after / 6,
        "stalled_worker_timeout": cluster.dead_after,
    }
    heavy = [queue for queue in queues if queue != CLOCK]
    running = []
    if heavy:
        running.append(app.run_worker_async(queues=heavy, concurrency=concurrency, name="jobs", **shared))
    if CLOCK in queues:
        running.append(app.run_worker_async(queues=[CLOCK], concurrency=2, name="clock", **shared))
    tasks = [asyncio.ensure_future(one) for one in running]
    ended = asyncio.ALL_COMPLETED if once else asyncio.FIRST_COMPLETED
    await _first(asyncio.wait(tasks, return_when=ended), cluster.stopping.wait())
    # Cancelled, a worker takes no more jobs and waits for those that run.
    for task in tasks:
        task.cancel()
    for result in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(result, Exception):
            raise result


async def _first(*waiting: Awaitable[Any]) -> None:
    tasks = [asyncio.ensure_future(one) for one in waiting]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
