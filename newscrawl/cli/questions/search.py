"""`newscrawl search`: articles by their words."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.padding import Padding
from rich.text import Text

from newscrawl.cli.questions.articles import origin_of
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
from newscrawl.cli.shared.output import console, print_csv, print_json, print_line, text, when
from newscrawl.plaintext import plain

if TYPE_CHECKING:
    from newscrawl.query import Found, Hit, Piece

HELP = """Find stored articles by their words, the best first.

All words must stand in headline, lead or text; accents and capitals do not matter. "Several words" in quotation marks
stand side by side, begin* finds what begins so, -word leaves out what holds it. On PostgreSQL other forms of a word are
found too, in languages that it knows.

Examples:

  newscrawl search bridge harbour

  newscrawl search '"Kim Jong Un" raket* -putin' --site securnews

  newscrawl search nordkorea --origin cnn --since 2026-06-01 --confidence 0.8

  newscrawl search nordkorea --relation translated --json
"""
EPILOG = "A word with a minus stands in one argument with the others, or behind `--`: newscrawl search -- kim -putin"
_SHOWN = 20
_COLUMNS = ("url", "site", "title", "language", "published_at", "origin", "relation", "confidence", "score", "snippet")


def search(
    words: Annotated[list[str], typer.Argument(help='Words, "phrases", begin*, -without.')],
    site: Site = None,
    origin: Origin = None,
    agency: Agency = None,
    language: Language = None,
    since: Since = None,
    until: Until = None,
    relation: RelationOption = None,
    confidence: Confidence = None,
    limit: Annotated[
        int | None,
        typer.Option(min=1, help=f"At most so many; otherwise {_SHOWN}, in JSON and CSV all that are ranked."),
    ] = None,
    offset: Annotated[int, typer.Option(min=0, help="Leave out the first ones.")] = 0,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    database: DatabaseOption = None,
) -> None:
    """Find stored articles by their words."""
    from newscrawl import query

    wanted = filters(
        site=site,
        origin=origin,
        agency=agency,
        language=language,
        since=since,
        until=until,
        relation=relation,
        confidence=confidence,
    )
    engine = open_current(database)
    most = limit or (query.RANKED if as_json or as_csv else _SHOWN)
    found = query.search(engine, " ".join(words), wanted, limit=most, offset=offset)
    if not found.hits.total:
        tell_unheard(engine, wanted)
    if as_json:
        print_json({"total": found.hits.total, "is_exact": found.hits.is_exact, "hits": found.hits.items})
    elif as_csv:
        print_csv(_COLUMNS, map(_row, found.hits.items))
        if not found.is_ranked:
            typer.echo(f"newscrawl: {found.hits.counted} found, of which the newest are ranked and listed", err=True)
    else:
        _print(found)


def _row(hit: Hit) -> dict[str, Any]:
    shown = "".join(piece.text for piece in hit.snippet)
    return asdict(hit.article) | {"score": hit.score, "snippet": shown}


def _print(found: Found) -> None:
    hits = found.hits
    if not hits.items:
        console.print("Nothing found." if not hits.total else f"Only {hits.counted} found.")
        return
    for hit in hits.items:
        row = hit.article
        console.print(_marked(hit.title, "bold"))
        facts = [when(row.published_at or row.first_seen_at)[:10], row.site, row.language or "language unknown"]
        console.print(text(f"{' · '.join(map(plain, facts))} · ", "dim") + text(origin_of(row), "green"))
        console.print(Padding(_marked(hit.snippet), (0, 0, 0, 2), expand=False))
        print_line(row.url, "cyan", indent=2)
    more = "" if found.is_ranked else "; of so many the newest are ranked"
    console.print(f"\n{hits.offset + 1}–{hits.offset + len(hits.items)} of {hits.counted}{more}.")


def _marked(pieces: tuple[Piece, ...], style: str = "") -> Text:
    marked = Text(style=style)
    for piece in pieces:
        # Between two pieces a space may be the end of one.
        edges = [" " if piece.text[:1].isspace() else "", " " if piece.text[-1:].isspace() else ""]
        shown = plain(piece.text).strip()
        marked.append(edges[0] + shown + (edges[1] if shown else ""), style="bold yellow" if piece.is_hit else "")
    return marked
