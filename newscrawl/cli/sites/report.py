"""`newscrawl sites report`: what share of a site is copied, from whom, and how far that can be trusted."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Column, Table

from newscrawl.cli.shared.database import AsCsv, AsJson, DatabaseOption, open_current
from newscrawl.cli.shared.output import console, print_csv, print_json, print_line, text, when
from newscrawl.plaintext import plain

if TYPE_CHECKING:
    from newscrawl.query import SiteProfile

_SOURCES = 15
_MONTHS = 12
_COLUMNS = (*("origin", "origin_name", "origin_kind", "articles", "of", "uncredited", "median_delay_hours", "delays"),)


def report(
    site: Annotated[str, typer.Argument(help="Name of a site.")],
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    database: DatabaseOption = None,
) -> None:
    """Tell what share of a site is copied, translated and uncredited, from whom and how fast.

    Every share is one of the stored articles; the report says how many of the discovered addresses those are. With
    --csv, the origins alone.

    Examples:

      newscrawl sites report securnews

      newscrawl sites report securnews --csv > sources.csv
    """
    from newscrawl import query

    found = query.site_profile(open_current(database), site, now=datetime.now(UTC))
    if as_json:
        shares = [asdict(share) | {"share": share.share} for share in found.shares]
        print_json(asdict(found) | {"shares": shares, "coverage": found.coverage})
    elif as_csv:
        print_csv(_COLUMNS, ({**asdict(source), "of": found.articles} for source in found.sources))
    else:
        _print(found)


def _print(found: SiteProfile) -> None:
    span = f", {when(found.first_at)[:10]} to {when(found.last_at)[:10]}" if found.first_at else ""
    print_line(f"{found.site}: {found.articles:,} stored articles{span}", "bold")
    _print_coverage(found)
    console.print()
    for share in found.shares:
        part = "–" if share.share is None else f"{share.share:.0%}"
        console.print(
            text(f"{part:>5}  {share.name.replace('_', ' '):<12} {share.articles:,} of {share.of:,} {share.of_what}")
        )
    if found.sources:
        console.print()
        console.print(_sources(found))
    if found.agencies:
        told = [f"{plain(a.name)} ({a.texts} texts, {a.pictures} pictures)" for a in found.agencies[:_SOURCES]]
        console.print(text(f"\nAgencies credited: {', '.join(told)}"))
    if found.months:
        console.print()
        console.print(_months(found))


def _print_coverage(found: SiteProfile) -> None:
    states = ", ".join(f"{number:,} {plain(state)}" for state, number in sorted(found.states.items()))
    settled = "" if found.coverage is None else f" ({found.coverage:.0%} settled)"
    print_line(f"coverage: {found.addresses:,} addresses discovered{settled}: {states or 'none'}", "dim")
    print_line(f"compared with all other texts: {found.compared:,} of the newest {found.compared_of:,}", "dim")
    if found.health is None:
        print_line("health: no source was read yet", "dim")
    elif found.health.healthy:
        print_line("health: as in its past" if found.health.compared else "health: no past to compare with yet", "dim")
    for broken in found.health.breaks if found.health else ():
        print_line(f"health: {broken.kind} since {when(broken.since)}: {broken.says}", "red")


def _sources(found: SiteProfile) -> Table:
    right: dict[str, Any] = {"justify": "right"}
    table = Table(
        Column("from", overflow="fold"),
        Column("articles", **right),
        Column("share", **right),
        Column("uncredited", **right),
        Column("median delay", **right),
        Column("as", overflow="fold"),
        box=None,
        pad_edge=False,
        header_style="bold",
    )
    for source in found.sources[:_SOURCES]:
        delay = "–" if source.median_delay_hours is None else f"{source.median_delay_hours:.1f} h (of {source.delays})"
        kinds = ", ".join(f"{number} {plain(name)}" for name, number in source.relations.items())
        share = f"{source.articles / found.articles:.0%}"
        table.add_row(
            text(source.origin_name), f"{source.articles:,}", share, str(source.uncredited), delay, text(kinds)
        )
    return table


def _months(found: SiteProfile) -> Table:
    names = ("month", "articles", "from others", "translated", "uncredited", "unknown")
    table = Table(*(Column(name, justify="right") for name in names), box=None, pad_edge=False, header_style="bold")
    for month in found.months[-_MONTHS:]:
        numbers = (month.articles, month.from_others, month.translated, month.uncredited, month.unknown)
        table.add_row(text(month.month), *(f"{number:,}" for number in numbers))
    return table
