"""`newscrawl dedup`: comparing texts in bulk."""

from __future__ import annotations

from typing import Annotated

import typer

from newscrawl.cli.database import DatabaseOption
from newscrawl.cli.reindex import reindex as run

HELP = """Learn from the stored texts what says nothing of one of them, and compare them all anew.

Stopped or killed at any point, it goes on where it was when it is called again. A crawl may run beside it.

Example:

  newscrawl dedup --reindex
"""


def dedup(
    reindex: Annotated[bool, typer.Option("--reindex", help="Renew the database's sketches, pairs and clusters.")],
    database: DatabaseOption = None,
) -> None:
    """Compare texts in bulk."""
    if not reindex:
        raise typer.BadParameter("use --reindex")
    run(database)
