"""`newscrawl migrate`: bring the database to a schema revision."""

from __future__ import annotations

from typing import Annotated

import typer

from newscrawl.cli.shared.database import DatabaseOption, open_any

HELP = """Bring the database to the newest schema, or to the revision that --to names.

Also renews the stored gazetteer of agencies and publishers, and on PostgreSQL makes the tables for jobs where the extra
`cluster` is installed. Doing it twice changes nothing.

Examples:

  newscrawl migrate

  SCRAPY_PROJECT=production newscrawl migrate

  newscrawl migrate --to base     (removes all tables and everything in them)
"""


def migrate(
    to: Annotated[str, typer.Option("--to", metavar="REV", help="A revision, `head` or `base`.")] = "head",
    database: DatabaseOption = None,
) -> None:
    """Bring the database to the newest schema."""
    from newscrawl.store import schema
    from newscrawl.store.session import shown
    from newscrawl.work import tables

    engine = open_any(database)
    before = schema.current(engine)
    if to == "base":
        tables.drop(engine)
    schema.migrate(engine, to)
    made = to != "base" and tables.make(engine)
    after = schema.current(engine)
    place = shown(engine.url)
    change = "already at" if before == after else f"{before or 'empty'} →"
    typer.echo(f"{place}: {change} {after or 'empty'}{'; tables for jobs made' if made else ''}")
