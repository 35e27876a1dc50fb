"""`newscrawl retrace`: repeat the tracing of stored texts with what is known today."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from newscrawl.cli.database import AsJson, DatabaseOption, open_current
from newscrawl.cli.trace import EncoderOption, run, show

HELP = """Trace stored texts again, with today's rules and everything that is stored by now, and show what changed.

Nothing is fetched: credits are judged as they were read, texts compared as they are stored.

Examples:

  newscrawl retrace --url putin-besucht

  newscrawl retrace --site securnews --since 2026-06-01

  newscrawl retrace --all --json
"""


def retrace(
    url: Annotated[str | None, typer.Option(help="One address, or a part of it or of the article's title.")] = None,
    site: Annotated[str | None, typer.Option(help="All articles of a site.")] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First seen here on that day or later (UTC).")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every stored article.")] = False,
    encoder: EncoderOption = None,
    as_json: AsJson = False,
    database: DatabaseOption = None,
) -> None:
    """Repeat the tracing of stored texts with what is known today."""
    from newscrawl.query.lookup import find_page
    from newscrawl.store.session import reading, writing
    from newscrawl.store.tracing import make_due, select_versions

    if not everything and not (url or site or since):
        raise typer.BadParameter("choose texts with --url, --site or --since, or all of them with --all")
    engine = open_current(database)
    address = None
    if url:
        with reading(engine) as connection:
            address = find_page(connection, url)
    with writing(engine) as connection:
        day = since.replace(tzinfo=UTC) if since else None
        make_due(connection, select_versions(connection, url=address, site=site, since=day))
    show(run(engine, encoder), as_json)
