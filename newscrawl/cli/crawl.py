"""`newscrawl crawl`: what `scrapy crawl` does, for several sites and with a summary."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer

from newscrawl.cli.project import log_level, project_settings
from newscrawl.commands.exits import Exit

HELP = """Crawl sites: read their sources, fetch what is due, store articles with their origins.

A second start goes on where the first one stopped; what is stored and not due is not fetched again.

Exit codes: 0 finished, 1 could not start, 2 wrong usage, 3 finished but a source or component failed,
4 no source of the site could be read, 5 interrupted.

Examples:

  newscrawl crawl securnews

  newscrawl crawl securnews cnn reuters --loglevel WARNING

  SCRAPY_PROJECT=production newscrawl crawl --all
"""


def crawl(
    sites: Annotated[
        list[str] | None, typer.Argument(help="Names of sites; `newscrawl sites list` shows them.")
    ] = None,
    all_sites: Annotated[bool, typer.Option("--all", help="Every declared site.")] = False,
    loglevel: Annotated[str | None, typer.Option(callback=log_level, help="DEBUG, INFO, WARNING or ERROR.")] = None,
    setting: Annotated[
        list[str] | None, typer.Option("--set", "-s", metavar="NAME=VALUE", help="Override a setting.")
    ] = None,
) -> None:
    """Crawl sites."""
    from scrapy.crawler import CrawlerProcess
    from scrapy.exceptions import UsageError

    from newscrawl.commands.runner import crawl as run
    from newscrawl.sites import load_sites

    settings = project_settings()
    settings.set("LOG_VERSIONS", [], priority="project")
    if loglevel:
        settings.set("LOG_LEVEL", loglevel, priority="cmdline")
    for pair in setting or ():
        name, separator, value = pair.partition("=")
        if not separator:
            raise typer.BadParameter(f"{pair!r}: write NAME=VALUE")
        settings.set(name, value, priority="cmdline")
    names = sorted(load_sites(settings["NEWSCRAWL_SITES"])) if all_sites else sites
    if not names:
        raise typer.BadParameter("name at least one site, or use --all")
    process = CrawlerProcess(settings)
    if not loglevel:  # people want to see how far it is, not which components Scrapy loaded
        for name in ("scrapy", "alembic"):
            logging.getLogger(name).setLevel(logging.WARNING)
    started = datetime.now(UTC)
    try:
        code = run(process, names)
    except UsageError as err:
        raise typer.BadParameter(str(err)) from err
    if code is not Exit.COULD_NOT_START:
        _summary(settings["NEWSCRAWL_DATABASE_URL"], started, names)
    if code is not Exit.FINISHED:
        raise typer.Exit(code)


def _summary(url: str, started: datetime, names: Sequence[str]) -> None:
    """What the runs of this call brought; nothing where none of them could start."""
    from newscrawl import query
    from newscrawl.cli.runs import print_runs
    from newscrawl.store.session import open_engine

    engine = open_engine(url)
    rows = [row for row in query.runs(engine, limit=len(names)) if row.started_at >= started]
    if rows:
        states = query.coverage(engine)
        print_runs(rows, {name: states[name] for name in names if name in states})
