"""The database a command works on: `--database`, else NEWSCRAWL_DATABASE_URL, else the project's settings."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newscrawl.demo.hosts import FOLDER
from newscrawl.errors import ConfigurationError, StoreError

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
    try:
        require(engine)
    except StoreError as err:
        raise StoreError(f"{err}{_demo_instead(engine)}") from None
    return engine


def _demo_instead(engine: Engine) -> str:
    """What was meant perhaps, where a database is not there and the demo's is."""
    asked, demo = engine.url.database, Path(FOLDER, "newscrawl.db")
    if engine.dialect.name != "sqlite" or not asked or Path(asked).exists() or not demo.exists():
        return ""
    return "; the demo's is there: SCRAPY_PROJECT=demo newscrawl …"


def _from_settings() -> str:
    from newscrawl.cli.shared.project import project_settings

    found: str | None = project_settings().get("NEWSCRAWL_DATABASE_URL")
    if not found:
        raise ConfigurationError("no database: set NEWSCRAWL_DATABASE_URL or use --database")
    return found
