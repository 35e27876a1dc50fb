"""`newscrawl runs`: crawl runs and what became of a site's addresses."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from newscrawl.cli.shared.database import AsCsv, AsJson, DatabaseOption, open_current
from newscrawl.cli.shared.output import console, print_csv, print_json, text, when
from newscrawl.errors import StoreError

if TYPE_CHECKING:
    from newscrawl.query import RunRow

HELP = """List crawl runs, newest first, and in which state the addresses of each site are.

Exit codes of runs: 0 finished, 3 finished with errors, 4 the site yielded nothing, 5 interrupted. A run without an end
is under way or was killed; the next one goes on where it stopped. 304 counts what the server called unchanged, new the
articles that were stored first, changed those that got a new version.

Examples:

  newscrawl runs

  newscrawl runs --site securnews --limit 5

  newscrawl runs --json
"""


def runs(
    site: Annotated[str | None, typer.Option(help="Name of a site.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 20,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    database: DatabaseOption = None,
) -> None:
    """List crawl runs."""
    from newscrawl import query

    engine = open_current(database)
    rows = query.runs(engine, site=site, limit=limit)
    if as_json:
        print_json({"runs": rows, "coverage": query.coverage(engine, site)})
    elif as_csv:
        print_csv(
            [f.name for f in fields(query.RunRow)],
            ({f.name: getattr(row, f.name) for f in fields(row)} for row in rows),
        )
    else:
        print_runs(rows, query.coverage(engine, site), site)


def _counted(number: int | None) -> str:
    return "–" if number is None else str(number)


def print_runs(rows: Sequence[RunRow], coverage: Mapping[str, Mapping[str, int]], site: str | None = None) -> None:
    """A table of runs, and the states of each site's addresses."""
    if not rows:
        console.print(text(f"No runs of {site} yet." if site else "No runs yet."))
    else:
        table = Table(box=None, pad_edge=False, header_style="bold")
        for name in ("run", "site", "started", "seconds", "fetches", "304", "pages", "new", "changed", "ended", "exit"):
            left = name in ("site", "started", "ended")
            # A long name goes on in a second line, so that no other column is cut.
            table.add_column(name, justify="left" if left else "right", no_wrap=name != "site", overflow="fold")
        for row in rows:
            table.add_row(
                str(row.run_id),
                text(row.site or row.spider),
                when(row.started_at),
                "–" if row.seconds is None else f"{row.seconds:.1f}",
                str(row.fetches),
                _counted(row.not_modified),
                str(row.pages),
                _counted(row.new),
                _counted(row.changed),
                text(row.reason or "no end"),
                "–" if row.exit_code is None else str(row.exit_code),
            )
        console.print(table)
    for site, states in coverage.items():
        counted = ", ".join(f"{number} {state}" for state, number in sorted(states.items(), key=lambda s: -s[1]))
        console.print()
        console.print(text(f"{site}: {sum(states.values())} article addresses: {counted}"))


def print_summary(url: str, started: datetime, sites: Sequence[str], runs: int) -> None:
    """What the runs since then brought, at most so many; nothing where none of them could start.

    A database that went away is no error of its own: the crawl's exit code tells of it.
    """
    from newscrawl import query
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
