"""`newscrawl export`: articles as CSV, JSON Lines or Parquet, and evidence for a rights desk."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress, TextColumn

from newscrawl.cli.rights import evidence
from newscrawl.cli.shared.database import DatabaseOption, open_current
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
from newscrawl.errors import NewscrawlError

if TYPE_CHECKING:
    from newscrawl.export.articles import Format

app = typer.Typer(no_args_is_help=True, help="Articles as CSV, JSON Lines or Parquet; evidence for a rights desk.")
app.command("evidence")(evidence.export)
_FORMATS = ("csv", "jsonl", "parquet")


@app.command()
def articles(
    format_: Annotated[
        str | None, typer.Option("--format", help="csv, jsonl or parquet; default: as the file's name ends, else csv.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; default: standard output.")
    ] = None,
    with_text: Annotated[bool, typer.Option("--text", help="The texts too.")] = False,
    site: Site = None,
    origin: Origin = None,
    agency: Agency = None,
    language: Language = None,
    since: Since = None,
    until: Until = None,
    relation: RelationOption = None,
    confidence: Confidence = None,
    database: DatabaseOption = None,
) -> None:
    """Write articles with their origins, newest first, at constant memory.

    Columns are those of `newscrawl articles --json`. In CSV a cell that a spreadsheet would take for a formula begins
    with an apostrophe. Parquet needs the extra `export`.

    Examples:

      newscrawl export articles --site securnews -o securnews.csv

      newscrawl export articles --origin cnn --since 2026-06-01 --format jsonl | head

      newscrawl export articles --text -o everything.parquet
    """
    from newscrawl.export.articles import Format, export

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
    kind = Format(_kind(format_, output))
    engine = open_current(database)
    with _stream(output, kind) as stream, _progress() as bar:
        task = bar.add_task("articles", total=None)
        number = export(
            engine, wanted, kind, stream, with_text=with_text, progress=lambda done: bar.update(task, completed=done)
        )
    if not number:
        tell_unheard(engine, wanted)
    if output:
        typer.echo(f"{number} articles in {output}", err=True)


def _kind(given: str | None, output: Path | None) -> str:
    kind = given or (output.suffix.lstrip(".").lower() if output else "") or "csv"
    if kind not in _FORMATS:
        raise typer.BadParameter(f"--format is one of {', '.join(_FORMATS)}")
    return kind


@contextmanager
def _stream(output: Path | None, kind: Format) -> Iterator[IO[bytes]]:
    """Standard output, or a file that is there only when it is whole. Raises NewscrawlError."""
    if output is None:
        if kind == "parquet" and sys.stdout.isatty():
            raise NewscrawlError("Parquet is no text for a terminal: use --output FILE or redirect it")
        try:
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        except BrokenPipeError:  # as `head` does when it has read enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return
    try:
        handle, name = tempfile.mkstemp(dir=output.resolve().parent, prefix=f".{output.name}.")
    except OSError as err:
        raise NewscrawlError(f"can't write {output}: {err}") from err
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        Path(name).chmod(0o644)
        Path(name).replace(output)
    except OSError as err:
        raise NewscrawlError(f"can't write {output}: {err}") from err
    finally:
        Path(name).unlink(missing_ok=True)


def _progress() -> Progress:
    """Shown on a terminal alone, and beside the data, not in it."""
    from rich.console import Console

    beside = Console(stderr=True)
    columns = (TextColumn("{task.completed:,} {task.description}"),)
    return Progress(*columns, console=beside, transient=True, disable=not beside.is_terminal)
