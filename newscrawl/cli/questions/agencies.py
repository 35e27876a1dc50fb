"""`newscrawl agencies`: whose texts and pictures appear where."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Column, Table

from newscrawl.cli.shared.database import AsCsv, AsJson, DatabaseOption, open_current
from newscrawl.cli.shared.filtering import Since, Site, Until, filters, tell_unheard
from newscrawl.cli.shared.output import console, print_csv, print_json, text
from newscrawl.plaintext import plain

if TYPE_CHECKING:
    from newscrawl.query import AgencyRow, Slice

HELP = """List agencies whose texts and pictures stored articles credit, and on which sites.

Counted are articles, by the newest version of each. Whom a text only cites is not among them.

Examples:

  newscrawl agencies

  newscrawl agencies reuters --since 2026-06-01

  newscrawl agencies --site securnews --csv > agencies.csv
"""
_COLUMNS = ("agency", "name", "country", "site", "texts", "pictures")
_SITES = 4


def agencies(
    agency: Annotated[str | None, typer.Argument(help="Id or name of one agency, such as reuters.")] = None,
    site: Site = None,
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many; in JSON and CSV all.")] = 50,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    database: DatabaseOption = None,
) -> None:
    """List agencies whose texts and pictures stored articles credit."""
    from newscrawl import query

    most = None if as_json or as_csv else limit
    engine = open_current(database)
    found = query.agencies(engine, agency=agency, site=site, since=since, until=until, limit=most)
    if not found.items:
        tell_unheard(engine, filters(agency=agency, site=site, since=since, until=until))
    if as_json:
        print_json(found.items)
    elif as_csv:
        print_csv(_COLUMNS, _rows(found.items))
    elif not found.items:
        console.print("No stored article credits " + (plain(agency) if agency else "an agency") + ".")
    else:
        _print(found, None if agency else _SITES)


def _rows(found: tuple[AgencyRow, ...]) -> Iterator[dict[str, Any]]:
    for row in found:
        for place in row.sites:
            own = {"agency": row.slug, "name": row.name, "country": row.country}
            yield own | {"site": place.site, "texts": place.texts, "pictures": place.pictures}


def _print(found: Slice[AgencyRow], sites: int | None) -> None:
    columns = (Column("agency", overflow="fold"), Column("texts", justify="right"), Column("pictures", justify="right"))
    table = Table(*columns, Column("where (texts + pictures)", overflow="fold"), box=None, header_style="bold")
    for row in found.items:
        shown = [f"{plain(place.site)} {place.texts}+{place.pictures}" for place in row.sites[:sites]]
        more = f" and {len(row.sites) - len(shown)} more" if len(row.sites) > len(shown) else ""
        name = f"{plain(row.name)} ({plain(row.slug)})"
        table.add_row(text(name), str(row.texts or ""), str(row.pictures or ""), text(", ".join(shown) + more))
    console.print(table)
    console.print(f"\n{len(found.items)} of {found.counted}. newscrawl articles --agency ID lists the articles.")
