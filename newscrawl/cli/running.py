"""What the commands that fetch share: options, the process that spiders run in, and the summary of their runs."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newscrawl.cli.project import log_level, project_settings
from newscrawl.errors import StoreError
from newscrawl.logs import install

if TYPE_CHECKING:
    from scrapy.settings import Settings

LogLevelOption = Annotated[str | None, typer.Option(callback=log_level, help="DEBUG, INFO, WARNING or ERROR.")]
SettingOption = Annotated[
    list[str] | None, typer.Option("--set", "-s", metavar="NAME=VALUE", help="Override a setting.")
]


def run_settings(loglevel: str | None, pairs: Sequence[str] | None) -> Settings:
    """The project's settings as the options change them. Raises BadParameter, ConfigurationError."""
    settings = project_settings()
    settings.set("LOG_VERSIONS", [], priority="project")
    if loglevel:
        settings.set("LOG_LEVEL", loglevel, priority="cmdline")
    for pair in pairs or ():
        name, separator, value = pair.partition("=")
        if not separator:
            raise typer.BadParameter(f"{pair!r}: write NAME=VALUE")
        settings.set(name, value, priority="cmdline")
    return settings


def database_of(pairs: Sequence[str] | None) -> str | None:
    """The database that an option names, None where none does."""
    named = (pair.partition("=") for pair in pairs or ())
    return next((value for name, _, value in named if name == "NEWSCRAWL_DATABASE_URL"), None)


def make_process(settings: Settings, loglevel: str | None) -> Any:
    """A CrawlerProcess that logs how far it is, and not which components Scrapy loaded, unless a level is given."""
    from scrapy.crawler import CrawlerProcess

    install(settings)
    process = CrawlerProcess(settings)
    if not loglevel:
        for name in ("scrapy", "alembic"):
            logging.getLogger(name).setLevel(logging.WARNING)
    return process


def print_summary(url: str, started: datetime, sites: Sequence[str], runs: int) -> None:
    """What the runs since then brought, at most so many; nothing where none of them could start.

    A database that went away is no error of its own: the crawl's exit code tells of it.
    """
    from newscrawl import query
    from newscrawl.cli.runs import print_runs
    from newscrawl.store.session import open_engine

    try:
        engine = open_engine(url)
        rows = [row for row in query.runs(engine, limit=runs) if row.started_at >= started]
        states = query.coverage(engine) if rows else {}
    except StoreError as err:
        print(f"newscrawl: no summary: {err}", file=sys.stderr)
        return
    if rows:
        print_runs(rows, {name: states[name] for name in sites if name in states})
