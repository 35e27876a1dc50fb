"""The view of `newscrawl show --side-by-side`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer
from rich.table import Table

from newscrawl.cli.shared.output import console, print_line, text
from newscrawl.plaintext import plain

if TYPE_CHECKING:
    from newscrawl.query.side_by_side import Comparison, Row, SideBySide

_STYLES = {"kept": "green", "reworded": "yellow", "translated": "cyan", "dropped": "red", "added": "magenta"}
# Narrower terminals get lines instead of columns.
_COLUMNS_FROM = 80


def print_side_by_side(found: SideBySide) -> None:
    """Two columns on a terminal, lines on a pipe. Raises typer.Exit where there is nothing to compare with."""
    print_line(found.title or "(no title)", "bold")
    print_line(found.url, "cyan")
    if not found.comparisons:
        _say_why_not(found)
        raise typer.Exit(1)
    for comparison in found.comparisons:
        console.print()
        _print_head(comparison)
        if console.is_terminal and console.width >= _COLUMNS_FROM:
            _print_columns(comparison, found)
        else:
            for row in comparison.rows:
                _print_row(row)
        _print_credits(comparison)


def _say_why_not(found: SideBySide) -> None:
    if found.copies:
        typer.echo("No stored article is known that it was made from; copies of it:", err=True)
        for url in found.copies:
            typer.echo(f"  newscrawl show {plain(url)} --side-by-side", err=True)
        return
    typer.echo(
        "No stored article is known that it was made from, so that nothing can stand beside it. "
        f"What is known: newscrawl why {plain(found.url)}",
        err=True,
    )


def _print_head(comparison: Comparison) -> None:
    way = "made from this, or the other way round" if comparison.direction == "undecidable" else comparison.relation
    print_line(f"{comparison.origin_name}: {comparison.original_title or '(no title)'}", "bold")
    print_line(comparison.original_url, "cyan")
    shares = ""
    if comparison.copy_coverage is not None and comparison.original_coverage is not None:
        shares = (
            f"; {comparison.copy_coverage:.0%} of the copy's sentences stand in the original, "
            f"{comparison.original_coverage:.0%} of the original's in the copy"
        )
    print_line(f"{way}, confidence {comparison.confidence:.2f}{shares}")
    counts = {kind: sum(row.kind == kind for row in comparison.rows) for kind in _STYLES}
    moved = sum(row.moved for row in comparison.rows)
    told = [f"{number} {kind}" for kind, number in counts.items() if number]
    print_line(", ".join([*told, *([f"{moved} of them moved"] if moved else [])]))


def _print_columns(comparison: Comparison, found: SideBySide) -> None:
    table = Table(show_lines=True, expand=True, header_style="bold")
    table.add_column("", width=10)
    table.add_column(f"copy ({plain(found.language) or 'language unknown'})", ratio=1)
    table.add_column(
        f"{plain(comparison.origin_name)} ({plain(comparison.original_language) or 'language unknown'})", ratio=1
    )
    for row in comparison.rows:
        cells = (text(row.copy or ""), text(row.original or ""))
        table.add_row(_mark("\n".join(_told(row)), _STYLES[row.kind]), *cells)
    console.print(table)


def _told(row: Row) -> list[str]:
    caveat = [f"caveat: {row.caveat.kind}"] if row.caveat else []
    return [str(row.kind), *(["moved"] if row.moved else []), *caveat]


def _mark(value: str, style: str) -> str:
    # Both are words of ours, so that they may be markup.
    return f"[{style}]{value}[/]"


def _print_row(row: Row) -> None:
    """One line for each side, so that a pipe can be searched and cut."""
    kind = ", ".join(_told(row))
    if row.copy is not None:
        print_line(f"[{kind}] copy: {row.copy}")
    if row.original is not None:
        print_line(f"[{kind}] original: {row.original}")


def _print_credits(comparison: Comparison) -> None:
    for title, quotes in (("Credits that were cut", comparison.credits_cut), ("kept", comparison.credits_kept)):
        if quotes:
            print_line(f"{title}: {'; '.join(f'“{plain(quote)}”' for quote in quotes)}")
    if caveats := [row.caveat.words for row in comparison.caveats_cut if row.caveat]:
        print_line(f"Caveats that were cut: {'; '.join(f'“{plain(words)}”' for words in caveats)}")
