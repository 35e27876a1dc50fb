"""The project folder's settings, with errors that say what is wrong."""

from __future__ import annotations

import configparser
import os
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from newscrawl.errors import ConfigurationError

if TYPE_CHECKING:
    from scrapy.settings import Settings


LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


def log_level(value: str | None) -> str | None:
    """An option's level in capitals. Raises BadParameter for a word that is none."""
    if value is not None and value.upper() not in LOG_LEVELS:
        raise typer.BadParameter(f"{value!r} is none of {', '.join(LOG_LEVELS)}")
    return value and value.upper()


def project_settings() -> Settings:
    """Settings of the project that the current folder is in, as SCRAPY_PROJECT chooses them.

    Raises ConfigurationError outside a project, for a name scrapy.cfg does not have, and for wrong settings.
    """
    from scrapy.utils.project import get_project_settings

    path = project_folder() / "scrapy.cfg"
    known = configparser.ConfigParser()
    known.read(path)
    name = os.environ.get("SCRAPY_PROJECT", "default")
    if not known.has_option("settings", name):
        names = ", ".join(known.options("settings"))
        raise ConfigurationError(f"SCRAPY_PROJECT={name} is not in {path}; it has: {names}")
    return get_project_settings()


def project_folder() -> Path:
    """The folder of the project's scrapy.cfg; raises ConfigurationError outside a project."""
    from scrapy.utils.conf import closest_scrapy_cfg

    path = closest_scrapy_cfg()
    if not path:
        raise ConfigurationError(
            "no scrapy.cfg here or above: run this in the project folder, or make one: newscrawl init DIR"
        )
    return Path(path).parent
