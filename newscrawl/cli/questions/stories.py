"""`newscrawl stories`: texts that were copied, and everyone who has one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.padding import Padding
from rich.text import Text

from newscrawl.cli.shared.database import AsCsv, AsJson, DatabaseOption, open_current
from newscrawl.cli.shared.filtering import Since, Site, Until, filters, tell_unheard
from newscrawl.cli.shared.output import console, print_csv, print_json, print_line, text, when
from newscrawl.plaintext import plain, shortened

if TYPE_CHECKING:
    from newscrawl.query import Slice, StoryRow, StoryText

HELP = """List stories: texts with all their copies, also translated, those with most copies first.

"12 sites, 1 origin" counts the sites that show the text, and those that wrote it independently as far as is known. With
an address, its story: every copy by claimed time. Earliest in this database is not first published.

Examples:

  newscrawl stories --since 2026-06-01

  newscrawl stories --site securnews --json

  newscrawl stories putin-besucht-nordkorea      (a part of an address or title is enough)

  newscrawl stories putin-besucht-nordkorea --csv > copies.csv
"""
_COLUMNS = (
    *("url", "title", "first_site", "first_at", "is_sure", "last_at", "articles", "sites", "languages", "origins"),
)
_TEXTS = (
    *("url", "site", "title", "language", "published_at", "first_seen_at", "origin", "origin_name", "relation"),
    *("confidence", "original_url", "group"),
)


def stories(
    address: Annotated[
        str | None, typer.Argument(help="An article's address, or a part of it or of its title.")
    ] = None,
    site: Site = None,
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 20,
    offset: Annotated[int, typer.Option(min=0, help="Leave out the first ones.")] = 0,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    database: DatabaseOption = None,
) -> None:
    """List stories, or show that of one article."""
    engine = open_current(database)
    if address is not None:
        _one(engine, address, as_json, as_csv)
        return
    from newscrawl import query

    found = query.stories(engine, site=site, since=since, until=until, limit=limit, offset=offset)
    if not found.total:
        tell_unheard(engine, filters(site=site, since=since, until=until))
    if as_json:
        print_json([asdict(row) | {"answer": row.answer} for row in found.items])
    elif as_csv:
        print_csv(_COLUMNS, map(_row, found.items))
    else:
        _print(found)
    if offset + limit < found.total or not found.is_exact:
        read = f"{offset + 1:,}–{min(offset + limit, found.total):,} of {found.counted} families of copies"
        typer.echo(f"newscrawl: from {read}; --offset {offset + limit} goes on", err=True)


def _one(engine: Any, address: str, as_json: bool, as_csv: bool) -> None:
    from newscrawl import query

    whole = query.story(engine, address)
    if whole is None:
        message = f"{plain(address)}: no article is stored of this page; newscrawl show {plain(address)} tells why"
        typer.echo(message, err=True)
        raise typer.Exit(1)
    row, texts = whole
    if as_json:
        print_json(asdict(row) | {"answer": row.answer, "texts": texts})
    elif as_csv:
        print_csv(_TEXTS, map(asdict, texts))
    else:
        _print_row(row)
        console.print()
        _print_texts(texts)


def _row(row: StoryRow) -> dict[str, Any]:
    return {name: ", ".join(v) if isinstance(v, tuple) else v for name, v in asdict(row).items()}


def _print(found: Slice[StoryRow]) -> None:
    if not found.items:
        console.print("No text of several articles is stored.")
        return
    for row in found.items:
        _print_row(row)
    console.print(f"\n{len(found.items)} shown. newscrawl stories ADDRESS shows all copies of one.")


def _print_row(row: StoryRow) -> None:
    console.print(text(shortened(row.title or "(no title)", 100), "bold"))
    first = "no page claims a time"
    if row.first_at:
        sure = "first" if row.is_sure else "claims to be first, not certain"
        first = f"{plain(row.first_site)} {when(row.first_at)} ({sure})"
    counted = f"{row.answer}, {row.articles} articles" + ("" if row.is_whole else " or more")
    console.print(Text("  ") + text(counted, "green") + text(f" · {', '.join(row.languages)} · {first}", "dim"))
    console.print(Padding(text(f"origins: {', '.join(map(plain, row.origins))}"), (0, 0, 0, 2), expand=False))
    print_line(row.url, "cyan", indent=2)


def _print_texts(texts: Sequence[StoryText]) -> None:
    for one in texts:
        origin = "own, or unknown"
        if one.origin:
            origin = f"{plain(one.relation)} from {plain(one.origin_name)}, {one.confidence:.2f}"
        claimed = when(one.published_at) if one.published_at else "no time claimed "
        line = text(f"{claimed}  {plain(one.site)}  {one.language or '??'}  ", "dim")
        console.print(line + text(origin, "green" if one.origin else "dim"))
        print_line(one.url, "cyan", indent=2)
