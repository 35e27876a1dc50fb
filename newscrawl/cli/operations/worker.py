"""`newscrawl worker`: take jobs from the cluster's queue."""

from __future__ import annotations

import logging
from typing import Annotated

import typer

from newscrawl.cli.shared.running import LogLevelOption, SettingOption, run_settings
from newscrawl.errors import ConfigurationError

HELP = """Take jobs and do them: crawl the sites that are due, trace, look for originals, replay files, check health.

Any number of workers share one PostgreSQL, on one machine or many; what a site's crawl needs (settings, site files,
archive folder) is the same for all. A site, or two sites on one host, is crawled by one worker at a time. The jobs of a
worker that died are given to others. Needs the extra `cluster` and `newscrawl migrate`.

SIGTERM or Ctrl-C: crawls end what they have begun, their jobs are given back, and the worker ends with exit code 0.

Exit codes: 0 stopped, 1 could not start, 2 wrong usage. That the database is away is waited for.

Examples:

  SCRAPY_PROJECT=production newscrawl worker

  newscrawl worker --concurrency 4 --queues crawl,schedule

  newscrawl worker --queues schedule     (enqueues what is due, and nothing else)

  newscrawl worker --once     (until no job is left, as from cron)
"""


def worker(
    concurrency: Annotated[int, typer.Option(min=1, help="Jobs side by side.")] = 1,
    queues: Annotated[
        str | None, typer.Option(help="Of crawl, texts, replay, schedule, parted by commas; default: all.")
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="End when no job is left.")] = False,
    loglevel: LogLevelOption = None,
    setting: SettingOption = None,
) -> None:
    """Take jobs and do them."""
    from newscrawl.cli.operations.cluster import require_extra
    from newscrawl.extensions.database import database_url
    from newscrawl.store import jobs, schema
    from newscrawl.store.session import open_engine, reading

    settings = run_settings(loglevel, setting)
    engine = open_engine(database_url(settings))
    if engine.dialect.name == "postgresql":
        require_extra()
    with reading(engine) as connection:
        jobs.require(connection)
    schema.require(engine)

    from scrapy.utils.log import configure_logging

    from newscrawl.logs import install
    from newscrawl.work.app import QUEUES, Cluster
    from newscrawl.work.worker import quieten, work

    chosen = [name.strip() for name in (queues or "").split(",") if name.strip()]
    if unknown := [name for name in chosen if name not in QUEUES]:
        raise typer.BadParameter(f"no queue {unknown[0]!r}; there are: {', '.join(QUEUES)}")
    install(settings)
    configure_logging(settings)
    for name in ("scrapy", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
    quieten()
    given = dict(pair.split("=", 1) for pair in setting or ())
    if loglevel:
        given["LOG_LEVEL"] = loglevel
    try:
        work(Cluster(settings, engine, given), chosen, concurrency, once=once)
    except ValueError as err:  # a time that is none
        raise ConfigurationError(f"NEWSCRAWL_CLUSTER_CRAWL, NEWSCRAWL_CLUSTER_HEALTH: {err}") from err
