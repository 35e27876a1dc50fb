"""What the commands that fetch share: options, settings, and the process that spiders run in."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newscrawl.cli.shared.project import log_level, project_settings
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
