"""`newscrawl forget`: remove an article for good, for takedown and privacy requests."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newscrawl.cli.shared.archive_folder import Folder, folder_of
from newscrawl.cli.shared.bars import Bars
from newscrawl.cli.shared.database import AsJson, DatabaseOption, open_current
from newscrawl.cli.shared.output import console, print_json, print_line, text, when
from newscrawl.cli.shared.project import project_settings
from newscrawl.errors import NewscrawlError
from newscrawl.plaintext import plain

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from newscrawl.store.forgetting import Doomed, Listing

HELP = """Remove an article for good: text, pictures, credits, everything concluded from it, and its archived pages.

Archive files that hold it are written anew without it, as are the answers of feeds and sections that named it. A
tombstone with hash and reason stays: the address is neither fetched nor stored again, nor is the same content under
another address of its site, nor by a replay. Copies on other sites are named, and stay.

It may be stopped or killed at any point; what is left to be erased is done by the next call. A file that a running
crawl writes to waits for the crawl's end.

Exit codes: 0 done, 1 not done, 2 wrong usage, 3 forgotten, but something is left to be erased: call --resume later.

Examples:

  newscrawl forget https://securnews.ch/putin-besucht-nordkorea/ --reason "takedown request 12" --dry-run

  newscrawl forget https://securnews.ch/putin-besucht-nordkorea/ --reason "takedown request 12" --yes

  newscrawl forget --list

  newscrawl forget --resume
"""
LEFT = 3


def forget(
    addresses: Annotated[list[str] | None, typer.Argument(metavar="[URL]...", help="Whole addresses.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why; stays with the tombstone.")] = None,
    by: Annotated[str | None, typer.Option(help="Who asks for it; default: the user's name here.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would go.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")] = False,
    scan: Annotated[
        bool, typer.Option("--scan", help="Look through the whole archive for pages that no row tells of.")
    ] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Erase what earlier calls left.")] = False,
    listed: Annotated[bool, typer.Option("--list", help="Who had what forgotten, when and why.")] = False,
    folder: Folder = None,
    as_json: AsJson = False,
    database: DatabaseOption = None,
) -> None:
    """Remove an article for good."""

    engine = open_current(database)
    if listed:
        _print_list(engine, as_json)
        return
    if not addresses and not resume:
        raise typer.BadParameter("name an address, or use --resume or --list")
    if addresses and not dry_run and not (reason and reason.strip()):
        raise typer.BadParameter("say why, with --reason")
    archive = folder_of(folder)
    going = [_found(engine, archive, address) for address in addresses or ()]
    if not as_json:
        for one, listings in going:
            _print(one, listings)
    if not dry_run:
        if addresses and not yes:
            typer.confirm("Remove this for good?", abort=True)
        left = _forget(engine, archive, going, (reason or "").strip(), by or getpass.getuser(), scan)
    if as_json:
        told = [_as_json(one, listings) for one, listings in going]
        print_json({"forgotten": told, "done": not dry_run, "left": [] if dry_run else left})
    elif not dry_run:
        console.print(text("Forgotten." if not left else "Forgotten; left to be erased, by newscrawl forget --resume:"))
        for what in left:
            print_line(what, "red", indent=2)
    if not dry_run and left:
        raise typer.Exit(LEFT)


def _found(engine: Engine, archive: Path, address: str) -> tuple[Doomed, list[Listing]]:
    from newscrawl.commands.forgetting import naming
    from newscrawl.query.lookup import find_page, variants
    from newscrawl.store.forgetting import doomed
    from newscrawl.store.session import reading

    with reading(engine) as connection:
        url = find_page(connection, address)
        if url not in variants(address.strip()):
            raise NewscrawlError(f"write the address whole: {plain(url)}")
        going = doomed(connection, url)
    return going, naming(archive, going)


def _forget(
    engine: Engine,
    archive: Path,
    going: Sequence[tuple[Doomed, list[Listing]]],
    reason: str,
    by: str,
    scan: bool,
) -> list[str]:
    """Why something is left to be erased, one line each."""
    from newscrawl.commands import forgetting
    from newscrawl.store.forgetting import forget as forget_one
    from newscrawl.store.session import writing
    from newscrawl.store.vectors import drop_indexes

    # An SQLite database has it beside itself.
    setting = "" if engine.dialect.name == "sqlite" else project_settings()["NEWSCRAWL_INDEX_DIR"]
    index_folder = Path(setting) if setting else None
    for one, listings in going:
        with writing(engine) as connection:
            forget_one(connection, one, listings, reason=reason, requested_by=by, now=datetime.now(UTC))
    drop_indexes(engine, index_folder)
    with Bars() as bars:
        if scan:
            forgetting.scan(engine, archive, [url for one, _ in going for url in one.image_urls], bars)
        return forgetting.erase(engine, archive, bars)


def _print(going: Doomed, listings: Sequence[Listing]) -> None:
    print_line(f"{going.title or 'no stored article'} ({going.state})", "bold")
    for url in going.urls:
        print_line(url, indent=2)
    counts = (
        (len(going.versions), "version of its text", "versions of its text"),
        (len(going.downloads), "archived page", "archived pages"),
        (len(going.image_urls), "picture", "pictures"),
        (len(listings), "archived answer of a feed or section that names it", "archived answers of feeds and sections"),
    )
    said = [f"{number} {one if number == 1 else many}" for number, one, many in counts if number]
    print_line("goes: " + (", ".join(said) or "the address alone"), indent=2)
    if going.concluded:
        print_line(f"traced again, as they come from it: {len(going.concluded)} articles", indent=2)
    for url in going.same_text:
        print_line(f"stays, with the same text: {url}", "yellow", indent=2)


def _as_json(going: Doomed, listings: Sequence[Listing]) -> dict[str, Any]:
    return {
        "url": going.url,
        "addresses": going.urls,
        "title": going.title,
        "versions": len(going.versions),
        "archived": [asdict(place) for place in going.downloads],
        "pictures": going.image_urls,
        "listings": [asdict(listing.place) for listing in listings],
        "traced_again": going.concluded,
        "same_text": going.same_text,
    }


def _print_list(engine: Engine, as_json: bool) -> None:
    from newscrawl import query

    rows = query.tombstones(engine)
    if as_json:
        print_json(rows)
        return
    for row in rows:
        print_line(row.url, "bold")
        print_line(f"{when(row.forgotten_at)} by {row.requested_by}: {row.reason}", indent=2)
        print_line(
            "erased " + when(row.erased_at) if row.erased_at else "not yet erased: newscrawl forget --resume", indent=2
        )
    if not rows:
        console.print("Nothing was forgotten.")
