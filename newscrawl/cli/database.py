"""The database a command works on: `--database`, else NEWSCRAWL_DATABASE_URL, else the project's settings."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from newscrawl.errors import ConfigurationError

if TYPE_CHECKING:
    from sqlalchemy import Engine

DatabaseOption = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        help="SQLAlchemy URL; default: NEWSCRAWL_DATABASE_URL, then the project's settings (SCRAPY_PROJECT).",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV.")]


def open_any(url: str | None) -> Engine:
    """The engine, whatever schema the database has. Raises ConfigurationError, StoreError."""
    from newscrawl.store.session import open_engine

    return open_engine(url or os.environ.get("NEWSCRAWL_DATABASE_URL") or _from_settings())


def open_current(url: str | None) -> Engine:
    """The engine of a database with the newest schema. Raises ConfigurationError, StoreError."""
    from newscrawl.store.schema import require

    engine = open_any(url)
    require(engine)
    return engine


def _from_settings() -> str:
    from newscrawl.cli.project import project_settings

    found: str | None = project_settings().get("NEWSCRAWL_DATABASE_URL")
    if not found:
        raise ConfigurationError("no database: set NEWSCRAWL_DATABASE_URL or use --database")
    return found
