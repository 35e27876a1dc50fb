"""`newscrawl coverage`: what became of every address that was discovered."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from newscrawl.cli.shared.database import AsCsv, AsJson, DatabaseOption, open_current
from newscrawl.cli.shared.output import console, print_csv, print_json, text

if TYPE_CHECKING:
    from newscrawl.query import Ledger

HELP = """Account for every address that was discovered: each is in one state, with a reason, and the totals must match.

With --run, the addresses whose present state that run decided. Exit code 1 where something does not add up.

Examples:

  newscrawl coverage

  newscrawl coverage --site securnews --all

  newscrawl coverage --run 12 --json
"""
# Reasons of a state that are shown without --all.
_SHOWN = 4


def coverage(
    site: Annotated[str | None, typer.Option(help="Name of a site.")] = None,
    run: Annotated[int | None, typer.Option(help="Number of a run, as `newscrawl runs` gives it.")] = None,
    all_reasons: Annotated[bool, typer.Option("--all", help="Every reason, not the most frequent ones.")] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    database: DatabaseOption = None,
) -> None:
    """Account for every address that was discovered."""
    from newscrawl import query

    found = query.ledgers(open_current(database), site, run)
    if as_json:
        print_json([_as_json(ledger) for ledger in found])
    elif as_csv:
        rows = ({"site": ledger.site, **_row(entry)} for ledger in found for entry in ledger.entries)
        print_csv(("site", "state", "reason", "addresses"), rows)
    else:
        _print(found, None if all_reasons else _SHOWN)
    if not all(check.holds for ledger in found for check in ledger.checks):
        raise typer.Exit(1)


def _print(found: list[Ledger], shown: int | None) -> None:
    if not found:
        console.print("No addresses.")
    for place, ledger in enumerate(found):
        if place:
            console.print()
        console.print(text(f"{ledger.site}: {ledger.addresses} article addresses", "bold"))
        _print_entries(ledger, shown)
        for said, addresses in ledger.reservations.items():
            console.print(text(f"{addresses} say of text and data mining: {said}", "yellow"))
        for check in ledger.checks:
            if not check.holds:
                console.print(text(f"does not add up: {check.says}: {check.found} of {check.expected}", "bold red"))
    if found and all(check.holds for ledger in found for check in ledger.checks):
        console.print()
        console.print(text(f"{sum(ledger.addresses for ledger in found)} addresses, all accounted for.", "green"))


def _print_entries(ledger: Ledger, shown: int | None) -> None:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(justify="right")
    table.add_column(overflow="fold")
    states = ledger.states()
    grouped = {state: list(entries) for state, entries in groupby(ledger.entries, key=lambda e: e.state)}
    for state in sorted(states, key=lambda s: (-states[s], s)):
        entries = grouped[state]
        table.add_row(text(states[state], "bold"), text(state, "bold"))
        reasons = [entry for entry in entries if entry.reason]
        for entry in reasons[:shown]:
            table.add_row("", text(f"{entry.addresses} {entry.reason}"))
        left = reasons[shown:] if shown is not None else []
        if left:
            table.add_row("", text(f"{sum(e.addresses for e in left)} for {len(left)} other reasons (--all)", "dim"))
    console.print(table)


def _as_json(ledger: Ledger) -> dict[str, Any]:
    checks = [{"says": c.says, "expected": c.expected, "found": c.found, "holds": c.holds} for c in ledger.checks]
    return {
        "site": ledger.site,
        "addresses": ledger.addresses,
        "states": ledger.states(),
        "reservations": ledger.reservations,
        "entries": [_row(entry) for entry in ledger.entries],
        "checks": checks,
    }


def _row(entry: Any) -> dict[str, Any]:
    return {"state": entry.state, "reason": entry.reason, "addresses": entry.addresses}
