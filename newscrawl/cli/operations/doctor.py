"""`newscrawl doctor`: whether everything is there that a crawl needs, and how to repair what is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.table import Column, Table

from newscrawl.cli.operations import doctor_checks as checks
from newscrawl.cli.operations.doctor_checks import Check, Status
from newscrawl.cli.shared.database import AsJson, DatabaseOption, open_any
from newscrawl.cli.shared.output import console, print_json, text
from newscrawl.cli.shared.project import project_folder, project_settings
from newscrawl.errors import NewscrawlError
from newscrawl.plaintext import counted, plain

if TYPE_CHECKING:
    from scrapy.settings import Settings

HELP = """Check this installation, and say how to repair what is wrong.

Python, the project and its settings, database, schema, clock, archive, disk, resolver, shared memory, site files, time
zones, sentence encoder, optional extras, User-Agent. Nothing is downloaded; only the database is connected to.

Exit codes: 0 nothing failed (there may be warnings), 1 something failed, 2 wrong usage.

Examples:

  newscrawl doctor

  SCRAPY_PROJECT=production newscrawl doctor --json
"""
_STYLES = {Status.OK: "green", Status.WARNING: "yellow", Status.FAILED: "bold red"}


def doctor(as_json: AsJson = False, database: DatabaseOption = None) -> None:
    """Check this installation."""
    found = list(_checks(database))
    failed = [check for check in found if check.status is Status.FAILED]
    if as_json:
        print_json({"ok": not failed, "checks": [asdict(check) for check in found]})
    else:
        _print(found)
    if failed:
        raise typer.Exit(1)


def _checks(url: str | None) -> Iterator[Check]:
    yield checks.python()
    yield checks.resolver()
    yield checks.shared_memory()
    try:
        settings = project_settings()
    # A settings file is Python: whatever it raises is its author's to read.
    except Exception as err:
        said = str(err) if isinstance(err, NewscrawlError) else f"{type(err).__name__}: {err}"
        yield Check("project", Status.FAILED, said, _repair_of_project())
        return
    yield Check("project", Status.OK, str(project_folder()))
    yield from _of_project(settings, url)


def _repair_of_project() -> str:
    try:
        folder = project_folder()
    except NewscrawlError:
        return "call it in the project's folder; newscrawl init DIR makes one"
    read = "set -a; . ./env; set +a" if (folder / "env").exists() else "settings/schedule/env.example names them all"
    return f"correct what it names: SCRAPY_PROJECT, the settings, or a variable that is missing: {read}"


def _of_project(settings: Settings, url: str | None) -> Iterator[Check]:
    try:
        yield from checks.database(open_any(url))
    except NewscrawlError as err:
        yield Check("database", Status.FAILED, str(err), "start it, or correct NEWSCRAWL_DATABASE_URL")
    yield from checks.archive(Path(settings["NEWSCRAWL_ARCHIVE_DIR"]))
    yield from checks.sites(settings["NEWSCRAWL_SITES"])
    yield checks.encoder(settings["NEWSCRAWL_TRACE"])
    yield from checks.extras(images=settings.getbool("NEWSCRAWL_IMAGES"))
    yield checks.contact(settings)


def _print(found: list[Check]) -> None:
    table = Table(Column(no_wrap=True), Column(no_wrap=True), Column(overflow="fold"), box=None, show_header=False)
    for check in found:
        said = text(check.found)
        if check.repair:
            said.append(f"\n→ {plain(check.repair)}", _STYLES[check.status])
        table.add_row(text(check.status.value, _STYLES[check.status]), text(check.part), said)
    console.print(table)
    count = {status: sum(1 for check in found if check.status is status) for status in Status}
    warned = counted(count[Status.WARNING], "warning")
    console.print(f"\n{count[Status.OK]} fine, {warned}, {count[Status.FAILED]} failed")
