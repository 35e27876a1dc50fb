"""`newscrawl articles`: a list of articles with their origins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Annotated

import typer
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from newscrawl.cli.shared.database import AsCsv, AsJson, DatabaseOption, open_current
from newscrawl.cli.shared.filtering import (
    Agency,
    Confidence,
    Language,
    Origin,
    RelationOption,
    Since,
    Site,
    Until,
    filters,
    tell_unheard,
)
from newscrawl.cli.shared.output import MIN_WIDTH, console, print_csv, print_json, print_line, text, when
from newscrawl.plaintext import plain, shortened

if TYPE_CHECKING:
    from newscrawl.query import ArticleRow, Slice

HELP = """List stored articles with their origins, newest first.

Times are UTC. Origins are gazetteer ids such as cnn, names, `unknown`, or `own` for articles of outlets and agencies
that name nobody else.

Examples:

  newscrawl articles --site securnews

  newscrawl articles --origin cnn --relation translated --limit 10

  newscrawl articles --origin unknown --since 2026-06-01 --csv > unknown.csv

  newscrawl articles --agency reuters --confidence 0.8 --json

  newscrawl articles --state failed      (addresses that hold no article, with the reason)
"""
# Articles in a table that no limit was given for.
_SHOWN = 50
# Characters; `title` takes what the others leave of the width.
_WIDTHS = {"when": 10, "site": 12, "origin": 24, "credited": 18, "equal": 5}


def articles(
    site: Site = None,
    origin: Origin = None,
    agency: Agency = None,
    language: Language = None,
    since: Since = None,
    until: Until = None,
    state: Annotated[str | None, typer.Option(help="List addresses in this state instead.")] = None,
    relation: RelationOption = None,
    confidence: Confidence = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help=f"At most so many; otherwise {_SHOWN}, in JSON and CSV all.")
    ] = None,
    offset: Annotated[int, typer.Option(min=0, help="Leave out the first ones.")] = 0,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    database: DatabaseOption = None,
) -> None:
    """List stored articles with their origins."""
    from newscrawl import query

    wanted = filters(
        site=site,
        origin=origin,
        agency=agency,
        language=language,
        since=since,
        until=until,
        state=state,
        relation=relation,
        confidence=confidence,
    )
    engine = open_current(database)
    most = limit or (None if as_json or as_csv else _SHOWN)
    found = query.articles(engine, wanted, limit=most, offset=offset)
    rows = found.items
    if not found.total:
        tell_unheard(engine, wanted)
    if as_json:
        print_json(rows)
    elif as_csv:
        joined = ({k: ", ".join(v) if isinstance(v, tuple) else v for k, v in asdict(row).items()} for row in rows)
        print_csv([f.name for f in fields(query.ArticleRow)], joined)
    else:
        _print(found, state)


def _print(found: Slice[ArticleRow], state: str | None) -> None:
    rows = found.items
    if not rows:
        kind = "addresses" if state else "articles"
        console.print(f"No {kind} match." if not found.total else f"Only {found.counted} match.")
        return
    more = f"{found.offset + 1}–{found.offset + len(rows)} of {found.counted}."
    if state:
        _print_addresses(rows)
        console.print(f"\n{more} newscrawl show ADDRESS says what is known of one.")
        return
    if console.width < MIN_WIDTH:
        _print_stacked(rows)
    else:
        console.print(_table(rows))
    console.print(f"\n{more} newscrawl why TITLE-OR-ADDRESS (a part is enough) explains an origin.")


def _print_addresses(rows: Sequence[ArticleRow]) -> None:
    """What became of each address, and the address in one piece."""
    for row in rows:
        console.print(text(f"{when(row.first_seen_at)}  {row.site}  {origin_of(row)}"))
        print_line(row.url, "cyan", indent=2)


def _print_stacked(rows: Sequence[ArticleRow]) -> None:
    """What the table says where it has no room: the title would be left a column of one character."""
    for row in rows:
        known = [origin_of(row), _credits(row), f"equal {row.equal_texts}" if row.equal_texts else ""]
        line = Text(f"{when(row.published_at or row.first_seen_at)[:10]}  {plain(row.site)}  ", style="dim")
        console.print(line + text("; ".join(filter(None, known)), "green" if row.origin else "dim"))
        console.print(Padding(text(shortened(row.title or row.url, 90)), (0, 0, 0, 2), expand=False))


def _table(rows: Sequence[ArticleRow]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    several = len({row.site for row in rows}) > 1
    for name in ("when", "site", "title", "origin", "credited", "equal"):
        if name != "site" or several:
            table.add_column(name, width=_WIDTHS.get(name), ratio=None if name in _WIDTHS else 1, overflow="fold")
    for row in rows:
        cells = [
            text(when(row.published_at or row.first_seen_at)[:10]),
            text(shortened(row.site, 24)),
            text(shortened(row.title or row.url, 90)),
            text(origin_of(row), "green" if row.origin else "dim"),
            text(_credits(row)),
            text(row.equal_texts or ""),
        ]
        table.add_row(*(cells if several else [cells[0], *cells[2:]]))
    return table


def origin_of(row: ArticleRow) -> str:
    """The origin in a few words; for an address without article its state."""
    if row.versions == 0:
        return f"{row.state}: {plain(row.reason)}" if row.reason else row.state
    if row.origin is None:
        return "own, as far as known" if row.is_original else "unknown"
    return f"{shortened(row.origin_name, 30)} {row.confidence:.2f}, {plain(row.relation)}"


def _credits(row: ArticleRow) -> str:
    pairs = (("text", row.text_agencies), ("pictures", row.image_agencies))
    return "; ".join(f"{kind} {plain(', '.join(names))}" for kind, names in pairs if names)
