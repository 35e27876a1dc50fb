"""`newscrawl archive prune`: what is old enough leaves the archive; its rows stay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from newscrawl.cli.shared.archive_folder import Folder, folder_of
from newscrawl.cli.shared.bars import Bars
from newscrawl.cli.shared.database import AsJson, DatabaseOption, open_current
from newscrawl.cli.shared.output import console, print_json, print_line, text

if TYPE_CHECKING:
    from newscrawl.store.pruning import Prunable

LEFT = 3


def prune(
    older_than: Annotated[
        int | None,
        typer.Option("--older-than", min=1, metavar="DAYS", help="Default: NEWSCRAWL_ARCHIVE_KEEP_DAYS."),
    ] = None,
    sources: Annotated[
        bool, typer.Option("--sources", help="Only feeds, sections, errors and other downloads no text was read from.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would go.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")] = False,
    folder: Folder = None,
    as_json: AsJson = False,
    database: DatabaseOption = None,
) -> None:
    """Remove old downloads from the archive's files. Texts and everything concluded from them stay in the database.

    What a person has reviewed is never removed, nor what its evidence points to. Without its archived page a text can't
    be read again by newer rules, and quotes can't be seen at their places. It may be killed at any point; the next call
    goes on. Exit code 3 where a running crawl still writes to a file: call it again later.

    Examples:

      newscrawl archive prune --older-than 730 --dry-run

      newscrawl archive prune --older-than 60 --sources --yes
    """
    from newscrawl.commands.forgetting import erase_files
    from newscrawl.store.pruning import prunable
    from newscrawl.store.pruning import prune as let_go
    from newscrawl.store.session import reading, writing

    days = older_than or _setting()
    if not days:
        raise typer.BadParameter("say how old, with --older-than DAYS or the setting NEWSCRAWL_ARCHIVE_KEEP_DAYS")
    engine, where = open_current(database), folder_of(folder)
    before = datetime.now(UTC) - timedelta(days=days)
    with reading(engine) as connection:
        going = prunable(connection, before=before, sources=sources)
    if not as_json:
        _print(going, days)
    left: list[str] = []
    if not dry_run:
        if going and not yes:
            typer.confirm("Remove these for good?", abort=True)
        with writing(engine) as connection:
            let_go(connection, prunable(connection, before=before, sources=sources))
        with Bars() as bars:
            left = erase_files(engine, where, bars)
    if as_json:
        told = [{"file": one.file, "downloads": len(one.fetch_ids), "kept": one.kept} for one in going]
        print_json({"before": before, "files": told, "done": not dry_run, "left": left})
    for what in left if not as_json else ():
        print_line(f"left: {what}", "red")
    if left:
        raise typer.Exit(LEFT)


def _setting() -> int:
    from newscrawl.cli.shared.project import project_settings

    return project_settings().getint("NEWSCRAWL_ARCHIVE_KEEP_DAYS")


def _print(going: list[Prunable], days: int) -> None:
    for one in going:
        what = f"{len(one.fetch_ids)} of {len(one.fetch_ids) + one.kept} downloads" if one.kept else "the whole file"
        print_line(f"{one.file}: {what}")
    total = sum(len(one.fetch_ids) for one in going)
    console.print(text(f"{total} downloads in {len(going)} files are older than {days} days."))
