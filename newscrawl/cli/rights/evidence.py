"""`newscrawl export evidence` and `newscrawl evidence verify`: bundles for a rights desk."""

from __future__ import annotations

import hashlib
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from newscrawl.cli.shared.archive_folder import Folder, folder_of
from newscrawl.cli.shared.database import AsJson, DatabaseOption, open_current
from newscrawl.cli.shared.output import print_json
from newscrawl.errors import NewscrawlError
from newscrawl.plaintext import counted, plain

app = typer.Typer(no_args_is_help=True, help="Check evidence bundles, which newscrawl export evidence makes.")


@app.callback()
def group() -> None:
    """Check evidence bundles, which newscrawl export evidence makes."""


@app.command()
def verify(
    bundle: Annotated[Path, typer.Argument(help="Folder or zip.")],
    as_json: AsJson = False,
) -> None:
    """Check a bundle without database and network: hashes, archived records, and that each quote stands in its page.

    Whoever holds a bundle can make another: that it is the one that was sent shows the SHA-256 of its SHA256SUMS, which
    whoever made it was told too. Exit code 1 where something is wrong.

    Examples:

      newscrawl evidence verify putin.zip

      newscrawl evidence verify evidence/putin --json
    """
    from newscrawl.export.verify import verify as check

    found = check(bundle)
    if as_json:
        print_json(found)
    else:
        typer.echo(f"{plain(found.url)}, bundled {_minute(found.made_at)}")
        files, pages = counted(found.files, "file"), counted(found.records, "archived page")
        typer.echo(f"Checked by its manifest: {files}, {pages}, {counted(found.quotes, 'quote')} found in them.")
        if found.unfound:
            typer.echo(
                f"{found.unfound} quotes were not found word for word when it was made; the manifest says which."
            )
        for problem in found.problems:
            typer.echo(f"  {plain(problem)}", err=True)
        if found.sums_sha256:
            typer.echo(f"SHA-256 of its SHA256SUMS: {found.sums_sha256}")
        typer.echo("It holds." if found.holds else f"It does not hold: {counted(len(found.problems), 'problem')}.")
    if not found.holds:
        raise typer.Exit(1)


def _minute(written: str) -> str:
    """A manifest's time for people; what is none stays as it is."""
    try:
        return f"{datetime.fromisoformat(written).astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    except ValueError:
        return plain(written)


def export(
    address: Annotated[str, typer.Argument(help="The copy's address, or a part of it or of its title.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="A folder to make, or a file that ends in .zip.")],
    folder: Folder = None,
    database: DatabaseOption = None,
) -> None:
    """Bundle what says who wrote an article first, for somebody without this database.

    The archived pages of copy and originals (WARC), a report to read and print with both side by side, credits,
    timeline, evidence for and against, and a manifest with the SHA-256 of every file. Nothing that is there is
    overwritten.

    Examples:

      newscrawl export evidence putin-besucht -o evidence/putin

      newscrawl export evidence https://securnews.ch/putin-besucht-nordkorea/ -o putin.zip
    """
    from newscrawl.export.evidence import bundle

    if output.exists():
        raise NewscrawlError(f"{output} exists: give another name, so that no evidence is overwritten")
    files = bundle(open_current(database), folder_of(folder), address)
    try:
        _write(output, files)
    except OSError as err:
        raise NewscrawlError(f"can't write {output}: {err}") from err
    typer.echo(f"{len(files)} files in {output}; check it: newscrawl evidence verify {output}")
    typer.echo(f"SHA-256 of its SHA256SUMS: {hashlib.sha256(files['SHA256SUMS']).hexdigest()}")


def _write(output: Path, files: dict[str, bytes]) -> None:
    """Whole or not at all."""
    output.parent.mkdir(parents=True, exist_ok=True)
    partial = output.with_name(f".{output.name}.partial")
    if output.suffix.lower() == ".zip":
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, content in files.items():
                packed.writestr(f"{output.stem}/{name}", content)
    else:
        partial.mkdir()
        for name, content in files.items():
            (partial / name).write_bytes(content)
    partial.rename(output)
