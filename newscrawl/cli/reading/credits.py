"""`newscrawl credits`: who is named on a page, and names in credits' places that no list holds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from newscrawl.cli.reading.credits_of_page import Credit, Page, of_address, of_file
from newscrawl.cli.shared.database import AsJson, DatabaseOption, open_current
from newscrawl.cli.shared.output import console, print_json, print_line, print_wrapped, text
from newscrawl.errors import NewscrawlError
from newscrawl.items import CreditName
from newscrawl.plaintext import plain, shortened

if TYPE_CHECKING:
    from newscrawl.query import UnknownName

HELP = """Show every credit of a page in the page's order: kind, names with roles, position, rule, quote and place.

A target is a stored address (or a part that only one has), an HTML file, or - for standard input; a file needs no
database and no settings. The word `unknown` lists names in credits' places of all stored articles that the gazetteer
does not hold: pictures' credits, authors, datelines, source lines, closing brackets.

Examples:

  newscrawl credits page.html --url https://example.org/article

  newscrawl credits putin-besucht --again      (read anew with today's rules: what changed)

  newscrawl credits unknown --form picture --limit 20

  curl -s https://example.org/article | newscrawl credits - --json
"""
_MARKS = {None: "", "same": "", "new": "+", "gone": "−", "changed": "~"}
_STYLES = {"+": "green", "−": "red", "~": "yellow"}
UNKNOWN = "unknown"


def credits(
    targets: Annotated[list[str], typer.Argument(metavar="TARGET…", help="Addresses, HTML files, -, or `unknown`.")],
    again: Annotated[bool, typer.Option("--again", help="Read archived pages anew and show what changed.")] = False,
    url: Annotated[str | None, typer.Option(help="The address an HTML file was saved from.")] = None,
    site: Annotated[str | None, typer.Option(help="unknown: of one site.")] = None,
    form: Annotated[
        str | None, typer.Option(help="unknown: picture, byline, text, dateline, source_line or closing.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="unknown: at most so many names.")] = 50,
    as_json: AsJson = False,
    database: DatabaseOption = None,
) -> None:
    """Show every credit of a page, or names that the gazetteer does not hold."""
    if UNKNOWN in targets:
        if len(targets) > 1 or again or url:
            raise typer.BadParameter(
                "`unknown` stands alone, without --again and --url; a file of that name is ./unknown"
            )
        _unknown(site, form, limit, as_json, database)
        return
    if site or form:
        raise typer.BadParameter("--site and --form narrow `newscrawl credits unknown`")
    pages = [_page(target, url, again, database) for target in targets]
    if as_json:
        print_json(pages)
        return
    for number, page in enumerate(pages):
        if number:
            console.print()
        _print_page(page)


def _page(target: str, url: str | None, again: bool, database: str | None) -> Page:
    is_file = target == "-" or ("://" not in target and Path(target).is_file())
    if is_file:
        if again:
            raise typer.BadParameter("--again reads stored addresses; a file is always read with today's rules")
        return of_file(target, url)
    if url:
        raise typer.BadParameter(f"--url belongs to a file, and there is no file {plain(target)!r}")
    try:
        return of_address(open_current(database), target, again=again)
    except NewscrawlError as err:
        if "://" in target or not target.endswith((".html", ".htm", ".xhtml", ".gz")):
            raise
        raise NewscrawlError(f"there is no file {plain(target)!r}, and as an address: {err}") from err


def _print_page(page: Page) -> None:
    print_line(page.url or page.target, "bold cyan")
    if not page.in_page_order:
        console.print(text(f"in the order of the rules: {page.note}", "dim"))
    if not page.credits:
        console.print("No credits: the page names nobody.")
        return
    changes = any(credit.change for credit in page.credits)
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 1, 1, 0))
    if changes:
        table.add_column(width=1)
    table.add_column(width=14)
    table.add_column(overflow="fold")
    for credit in page.credits:
        mark = _MARKS[credit.change]
        cells = [Text(mark, style=_STYLES[mark] if mark else "")] if changes else []
        table.add_row(*cells, _kind(credit), _what(credit))
    console.print(table)
    console.print(_summary(page.credits))


def _kind(credit: Credit) -> Text:
    return text(credit.kind.replace("_", " "), "bold").append(f"\n{plain(credit.position).replace('_', ' ')}", "dim")


def _what(credit: Credit) -> Text:
    names = " → ".join(map(_name, credit.names))
    lines = Text(names, style="green")
    if credit.credited_url:
        lines.append(f"{'  ' if names else ''}{plain(credit.credited_url)}", style="cyan")
    picture = f"  (picture {credit.image_position + 1})" if credit.image_position is not None else ""
    lines.append(f"\n“{shortened(credit.quote, 240)}”{picture}", style="none")
    lines.append(f"\n{_place(credit)}", style="dim")
    return lines


def _name(name: CreditName) -> str:
    ident = name.agency or name.publisher
    return f"{plain(name.name)} ({plain(name.role)}{f', {plain(ident)}' if ident else ''})"


def _place(credit: Credit) -> str:
    document = f"{plain(credit.source_url)} " if credit.source_url else ""
    archive = f"; {plain(credit.archive_file)} at {credit.archive_offset}" if credit.archive_file else ""
    return f"rule {plain(credit.rule)} at {document}{plain(credit.locator)}{archive}"


def _summary(credits: Sequence[Credit]) -> str:
    total = f"{len(credits)} credit{'s' if len(credits) != 1 else ''}"
    if not any(credit.change for credit in credits):
        return f"{total}."
    counts = [f"{n} {word}" for word in ("same", "changed", "new", "gone") if (n := _count(credits, word))]
    return f"{total} read again: {', '.join(counts)}."


def _count(credits: Sequence[Credit], change: str) -> int:
    return sum(credit.change == change for credit in credits)


def _unknown(site: str | None, form: str | None, limit: int, as_json: bool, database: str | None) -> None:
    from newscrawl import query

    if form is not None and form not in query.FORMS:
        raise typer.BadParameter(f"--form {plain(form)!r}: it is one of {', '.join(query.FORMS)}")
    found = query.unknown_names(open_current(database), site=site, form=form, limit=limit)
    if as_json:
        print_json(found)
    elif not found:
        console.print("No name in a credit's place that the gazetteer does not hold.")
    else:
        _print_unknown(found)


def _print_unknown(found: Sequence[UnknownName]) -> None:
    for one in found:
        forms = ", ".join(one.forms).replace("_", " ")
        sites = ", ".join(one.sites[:3]) + (f" and {len(one.sites) - 3} more" if len(one.sites) > 3 else "")
        line = Text(f"{one.articles:>5}  ").append(plain(one.name), style="bold").append(f"  {forms}; {plain(sites)}")
        console.print(line)
        if one.quote != one.name:
            print_wrapped(text(f"“{shortened(one.quote, 80)}”"), indent=7)
        print_line(one.url, "cyan", indent=7)
    console.print("\nArticles first. Most are people; is an agency among them? newscrawl gazetteer add --help")
