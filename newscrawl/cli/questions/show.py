"""`newscrawl show`: everything known of one address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from newscrawl.cli.questions.why import review_in_words
from newscrawl.cli.shared.database import AsJson, DatabaseOption, open_current
from newscrawl.cli.shared.output import console, print_json, print_line, print_wrapped, text, when
from newscrawl.plaintext import plain, shortened

if TYPE_CHECKING:
    from newscrawl.query import SideBySide
    from newscrawl.query.dossier import Dossier, Reading, Text

HELP = """Show everything known of an address: state, who named it, downloads, text, dates, pictures, credits, origins.

The address may lack its scheme, "www." or closing slash, or be any part that only one address or title has.

Examples:

  newscrawl show https://securnews.ch/putin-besucht-nordkorea/

  newscrawl show putin-besucht --body

  newscrawl show putin-besucht --markdown

  newscrawl show putin-besucht --side-by-side

  newscrawl show putin-besucht --json
"""


def show(
    address: Annotated[str, typer.Argument(help="The address, or a part of it or of the article's title.")],
    body: Annotated[bool, typer.Option("--body", help="The whole text, not its beginning.")] = False,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="The text alone, as Markdown: subheads, lists, quotes, tables.")
    ] = False,
    beside: Annotated[
        bool,
        typer.Option(
            "--side-by-side",
            help="The text beside its original, sentence by sentence: kept, translated, dropped, added, credits cut.",
        ),
    ] = False,
    as_json: AsJson = False,
    database: DatabaseOption = None,
) -> None:
    """Show everything known of an address."""
    from newscrawl import query

    if beside:
        _side_by_side(query.side_by_side(open_current(database), address), as_json)
        return
    found = query.article(open_current(database), address)
    if as_json:
        print_json(found)
        return
    if markdown:
        _print_markdown(found)
        return
    _print_page(found)
    if found.text:
        _print_text(found.text, found.reading, body)
    _print_findings(found)
    _print_ways(found)


def _side_by_side(found: SideBySide, as_json: bool) -> None:
    from newscrawl.cli.questions.show_side_by_side import print_side_by_side

    if as_json:
        print_json(found)
    else:
        print_side_by_side(found)


def _print_markdown(found: Dossier) -> None:
    from newscrawl.cli.shared.markdown import print_markdown
    from newscrawl.extract.structure import blocks_of

    if found.text is None:
        typer.echo(f"{plain(found.page.url)}: no text is stored ({found.page.state})", err=True)
        raise typer.Exit(1)
    print_markdown(found.text.title, blocks_of(found.text.body, found.reading.structure if found.reading else None))


def _print_page(found: Dossier) -> None:
    page = found.page
    print_line(page.url, "bold cyan")
    reason = f" ({plain(page.reason)})" if page.reason else ""
    due = f", due again {when(page.due_at)}" if page.due_at else ""
    console.print(text(f"{page.site} · {page.kind} · {page.state}{reason}{due} · seen {when(page.first_seen_at)}"))
    if said := next((d.reservations for d in reversed(found.downloads) if d.reservations), None):
        print_line(f"says of text and data mining: {', '.join(said.splitlines())}", "yellow")
    for alias in found.aliases:
        print_line(f"also at {alias}", "dim")


def _print_text(article: Text, reading: Reading | None, whole: bool) -> None:
    console.print()
    console.print(text(article.title or "(no title)", "bold"))
    facts = [
        f"language {plain(article.language) or 'unknown'}",
        f"published {when(article.published_at)} ({plain(article.published_source) or 'not claimed'})",
        f"modified {when(article.modified_at)}",
        f"{article.versions} version{'s' if article.versions != 1 else ''}",
    ]
    if reading:
        facts += [f"type {reading.page_type or 'not read'}", f"access {reading.access or 'not read'}"]
    console.print(text(" · ".join(facts), "dim"))
    if writers := (reading.details or {}).get("writers") if reading else None:
        console.print(text(f"by {', '.join(map(_writer, writers))}"))
    paragraphs = article.body.splitlines()
    for paragraph in paragraphs if whole else paragraphs[:3]:
        console.print(text(paragraph if whole else shortened(paragraph, 400)))
    if not whole and len(paragraphs) > 3:
        console.print(text(f"… {len(paragraphs) - 3} more paragraphs: --body", "dim"))


def _writer(writer: Mapping[str, Any]) -> str:
    said = [writer["role"]] if writer["role"] else []
    said += [writer["kind"]] if writer["kind"] not in ("person", "unknown") else []
    return f"{writer['name']} ({', '.join(said)})" if said else str(writer["name"])


def _print_findings(found: Dossier) -> None:
    for number, origin in enumerate(found.origins):
        if number == 0:
            console.print("\nOrigins (newscrawl why says how we know)", style="bold")
        told = (origin.origin_name, origin.role, origin.relation, f"{origin.confidence:.2f}")
        print_wrapped(text(f"{origin.rank}. {' · '.join(map(plain, told))}"))
        if origin.origin_url:
            print_line(origin.origin_url, "cyan", indent=3)
    for number, review in enumerate(found.reviews):
        if number == 0:
            console.print("\nReviewed by people", style="bold")
        console.print(text(review_in_words(review)))
    _table(
        "Credits",
        ("kind", "position", "quote", "names"),
        [
            (c.kind, c.position, shortened(c.quote, 120), " → ".join(f"{n.name} ({n.role})" for n in c.names))
            for c in found.credits
        ],
    )
    _table(
        "Pictures",
        ("", "credit", "caption", "address"),
        [(str(i.position), i.credit or "–", shortened(i.caption, 120), i.image_url or "–") for i in found.images],
    )
    _table(
        "Same words at",
        ("site", "address", "published"),
        [(c.other_site, c.other_url, when(c.other_published_at)) for c in found.copies],
    )
    _table(
        "Named as their original by",
        ("site", "address", "published", "relation"),
        [(d.site, d.url, when(d.published_at), d.relation) for d in found.derived],
    )
    _table(
        "Name the same original",
        ("site", "address", "published", "relation"),
        [(d.site, d.url, when(d.published_at), d.relation) for d in found.siblings],
    )
    _table(
        "Dates",
        ("kind", "value", "source", "as written", ""),
        [
            (
                d.kind,
                d.value_at.strftime("%Y-%m-%d") if d.precision == "day" else when(d.value_at, seconds=True),
                d.source,
                shortened(d.raw, 60),
                "chosen" if d.chosen else "",
            )
            for d in found.dates
        ],
    )


def _print_ways(found: Dossier) -> None:
    _table(
        "Named by",
        ("via", "document", "title", "published", "source"),
        [
            (s.via, s.found_on or "operator", shortened(s.title, 60), when(s.published_at), s.source_name or "")
            for s in found.sightings
        ],
    )
    _table(
        "Versions",
        ("", "first seen", "last seen", "title", "archive"),
        [
            (str(v.number), when(v.first_seen_at), when(v.last_seen_at), shortened(v.title, 60), v.archive_file or "–")
            for v in found.versions
        ],
    )
    _table(
        "Downloads",
        ("when", "status", "bytes", "archive", "at"),
        [
            (
                when(d.fetched_at, seconds=True),
                d.error or str(d.status),
                str(d.size),
                d.archive_file or "–",
                "–" if d.archive_offset is None else str(d.archive_offset),
            )
            for d in found.downloads
        ],
    )


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if not rows:
        return
    console.print(f"\n{title}", style="bold")
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in columns:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(text(value) for value in row))
    console.print(table)
