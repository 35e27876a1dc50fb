"""`newscrawl archive`: the WARC files behind the database: what they hold, whether it is whole, and parts of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from newscrawl.cli.archive.prune import prune
from newscrawl.cli.shared.archive_folder import Folder, folder_of
from newscrawl.cli.shared.database import AsJson, DatabaseOption, open_current
from newscrawl.cli.shared.output import console, print_json, print_line, text, when
from newscrawl.errors import ArchiveError, NewscrawlError
from newscrawl.fetch.archive import Place, info_record, read
from newscrawl.fetch.check import FileReport, Problem, check, files
from newscrawl.fetch.members import packed
from newscrawl.plaintext import plain

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from newscrawl.query import Record

app = typer.Typer(no_args_is_help=True, help="The archived pages: what is there, whether it is whole, export of parts.")
app.command()(prune)


@dataclass(slots=True)
class _Verified:
    """A file beside the rows that point into it."""

    file: str
    rows: int
    report: FileReport | None
    problems: list[Problem] = field(default_factory=list)


@app.command()
def stat(folder: Folder = None, as_json: AsJson = False, database: DatabaseOption = None) -> None:
    """Show the archive's files: size, age, and how many stored downloads point into each.

    Examples:

      newscrawl archive stat

      newscrawl archive stat --json
    """
    from newscrawl import query

    where = folder_of(folder)
    rows = query.archive_files(open_current(database))
    sizes = {path.relative_to(where).as_posix(): path.stat().st_size for path in files(where)}
    names = sorted({*rows, *sizes})
    found = [{"file": name, "bytes": sizes.get(name), "downloads": rows.get(name, 0)} for name in names]
    if as_json:
        print_json({"folder": str(where), "bytes": sum(sizes.values()), "files": found})
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("file", "bytes", "downloads"):
        table.add_column(name, justify="left" if name == "file" else "right", overflow="fold")
    for row in found:
        size = "missing" if row["bytes"] is None else f"{row['bytes']:,}"
        table.add_row(text(row["file"]), text(size), text(row["downloads"]))
    console.print(table)
    console.print()
    console.print(text(f"{len(sizes)} files, {sum(sizes.values()):,} bytes in {where}."))


@app.command()
def verify(
    folder: Folder = None,
    quick: Annotated[bool, typer.Option("--quick", help="Only that each file is there and long enough.")] = False,
    as_json: AsJson = False,
    database: DatabaseOption = None,
) -> None:
    """Check that each file is whole and holds, at its place, what the database says was downloaded.

    Reads every record, its digest, and the body's hash of each stored download. A damaged or missing file is named
    with the downloads it takes along; everything else stays readable. Exit code 1 where anything is wrong.

    Examples:

      newscrawl archive verify

      newscrawl archive verify --quick --json
    """
    where = folder_of(folder)
    engine = open_current(database)
    results = list(_checked(engine, where, quick))
    bad = [r for r in results if r.problems]
    if as_json:
        print_json({"folder": str(where), "files": [_as_json(r) for r in results]})
    else:
        for result in results:
            _print_result(result)
        console.print(text(_summary(results, quick), "red" if bad else "green"))
    if bad:
        raise typer.Exit(1)


@app.command()
def export(
    address: Annotated[str, typer.Argument(help="The address, or a part of it or of the article's title.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write, such as page.warc.gz; default: stdout.")
    ] = None,
    folder: Folder = None,
    database: DatabaseOption = None,
) -> None:
    """Write all archived downloads of an address, redirects included, as a WARC file of their own.

    The records are copied byte by byte, so that their digests stay what they are.

    Examples:

      newscrawl archive export putin-besucht -o putin.warc.gz

      newscrawl archive export https://securnews.ch/putin-besucht-nordkorea/ >page.warc.gz
    """
    from newscrawl import query

    where = folder_of(folder)
    page, records = query.records_of(open_current(database), address)
    if not records:
        raise NewscrawlError(f"{plain(page)}: no download of it is archived")
    # Read first, written then: what can't be read must not leave half a file.
    parts = [info_record(), *(packed(where / r.archive_file, r.archive_offset) for r in records)]
    if output is None:
        if sys.stdout.isatty():
            raise NewscrawlError("a WARC file is no text for a terminal: use --output FILE or redirect it")
        sys.stdout.buffer.write(b"".join(parts))
        return
    try:
        output.write_bytes(b"".join(parts))
    except OSError as err:
        raise NewscrawlError(f"can't write {output}: {err}") from err
    number = "1 download" if len(records) == 1 else f"{len(records)} downloads"
    typer.echo(f"{number} of {plain(page)} in {output}")


def _checked(engine: Engine, folder: Path, quick: bool) -> Iterator[_Verified]:
    from newscrawl import query

    rows = query.archive_files(engine)
    there = {path.relative_to(folder).as_posix(): path for path in files(folder)}
    with _progress() as bar:
        task = bar.add_task("reading", total=sum(path.stat().st_size for path in there.values()))
        for name in sorted({*rows, *there}):
            result = _Verified(name, rows.get(name, 0), None)
            path = there.get(name)
            if path is None:
                result.problems.append(Problem(0, "the file is missing"))
            elif quick:
                _reach(result, path.stat().st_size, query.records_in(engine, name))
            else:
                result.report = check(path, folder)
                result.problems += result.report.problems
                _compare(result, folder, query.records_in(engine, name))
            yield result
            bar.advance(task, path.stat().st_size if path else 0)


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(40), DownloadColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _reach(result: _Verified, size: int, records: Iterator[Record]) -> None:
    for record in records:
        if record.archive_offset >= size:
            what = f"the file ends before the download of {plain(record.url)}"
            result.problems.append(Problem(record.archive_offset, what))


def _compare(result: _Verified, folder: Path, records: Iterator[Record]) -> None:
    assert result.report is not None
    for record in records:
        what = _difference(record, folder, result.report.responses.get(record.archive_offset))
        if what:
            result.problems.append(Problem(record.archive_offset, f"{what}: {plain(record.url)}"))


def _difference(record: Record, folder: Path, url: str | None) -> str | None:
    """What is wrong with a download's record, whose address is `url`; None where nothing is."""
    if url is None:
        return "no readable response here for the download"
    if url != record.url:
        return f"the response here is that of {plain(url)}"
    try:
        archived = read(folder, Place(record.archive_file, record.archive_offset))
    except ArchiveError as err:
        return f"unreadable ({err})"
    return None if record.sha256 in (None, archived.sha256) else "the body is not the one that was stored"


def _print_result(result: _Verified) -> None:
    if not result.problems:
        return
    print_line(result.file, "bold red")
    for problem in result.problems:
        print_line(f"at {problem.offset}: {problem.what}", indent=2)


def _summary(results: list[_Verified], quick: bool) -> str:
    bad = [r for r in results if r.problems]
    rows, count = sum(r.rows for r in results), f"{len(results)} files" if len(results) != 1 else "1 file"
    how = "are there" if quick else "were read"
    if not bad:
        return f"{count} with {rows} stored downloads {how}: all whole."
    return f"{count} with {rows} stored downloads: problems in {len(bad)}, {sum(len(r.problems) for r in bad)} in all."


def _as_json(result: _Verified) -> dict[str, Any]:
    report = result.report
    return {
        "file": result.file,
        "downloads": result.rows,
        "records": report.records if report else None,
        "first": when(report.first, seconds=True) if report and report.first else None,
        "last": when(report.last, seconds=True) if report and report.last else None,
        "problems": [asdict(p) for p in result.problems],
    }
