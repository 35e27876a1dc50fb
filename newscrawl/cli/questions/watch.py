"""`newscrawl watch`: saved searches, and what is new in them, as feeds."""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newscrawl.cli.questions.articles import origin_of
from newscrawl.cli.shared.database import AsJson, DatabaseOption, open_current
from newscrawl.cli.shared.output import console, print_json, print_line, print_wrapped, text, when
from newscrawl.cli.shared.project import project_folder
from newscrawl.errors import ConfigurationError, NewscrawlError
from newscrawl.plaintext import plain, shortened

if TYPE_CHECKING:
    from newscrawl.query import Watch

HELP = """Saved searches: what is new in them, and Atom and JSON feeds of it.

They stand in settings/watches.toml:

  [[watch]]
  name = "my-articles"
  title = "New copies of CNN's articles"
  origin = "cnn"
  confidence = 0.8

Fields are name, title, words (as `newscrawl search` takes them), site, origin, agency, language, relation, confidence.
"""
app = typer.Typer(no_args_is_help=True, help=HELP)
FileOption = Annotated[
    Path | None, typer.Option("--file", help="The saved searches; default: settings/watches.toml of the project.")
]


@app.command("list")
def list_watches(file: FileOption = None, as_json: AsJson = False) -> None:
    """Show the saved searches.

    Example:

      newscrawl watch list
    """
    watches = _watches(file)
    if as_json:
        print_json(watches)
        return
    for watch in watches:
        asked = {name: getattr(watch, name) for name in ("words", *_FIELDS) if getattr(watch, name) is not None}
        told = ", ".join(f"{name} {plain(value)}" for name, value in asked.items())
        console.print(
            text(watch.name, "bold") + text(" ") + text(watch.title) + text(f" ({told or 'every article'})", "dim")
        )
    if not watches:
        console.print(text(f"No search is saved in {_path(file)}; newscrawl watch --help shows how."))


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="Name of a saved search.")],
    days: Annotated[float, typer.Option(min=0, max=36_500, help="Stored within so many days.")] = 1,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 50,
    file: FileOption = None,
    as_json: AsJson = False,
    database: DatabaseOption = None,
) -> None:
    """Show what was stored lately that a saved search finds.

    Examples:

      newscrawl watch show my-articles

      newscrawl watch show my-articles --days 7 --json
    """
    from newscrawl import query

    watch = next((w for w in _watches(file) if w.name == name), None)
    if watch is None:
        names = ", ".join(w.name for w in _watches(file)) or "none"
        raise ConfigurationError(f"no search is saved as {plain(name)!r}; there are: {names}")
    since = datetime.now(UTC) - timedelta(days=days)
    rows = query.new_in(open_current(database), watch, since=since, limit=limit)
    if as_json:
        print_json(rows)
        return
    for row in rows:
        console.print(text(shortened(row.title or row.url, 100), "bold"))
        print_wrapped(text(f"stored {when(row.first_seen_at)} · {row.site} · {origin_of(row)}", "dim"), indent=2)
        print_line(row.url, "cyan", indent=2)
    console.print(text(f"{len(rows)} in the last {days:g} days."))


@app.command()
def write(
    folder: Annotated[Path, typer.Argument(help="Where NAME.atom and NAME.json are written.")],
    limit: Annotated[int, typer.Option(min=1, help="Entries of a feed, the newest stored ones.")] = 50,
    base: Annotated[
        str | None, typer.Option("--base", metavar="URL", help="Address under which the folder is served.")
    ] = None,
    file: FileOption = None,
    database: DatabaseOption = None,
) -> None:
    """Write each saved search as an Atom and a JSON feed. A file changes only where something is new; run it from cron.

    Examples:

      newscrawl watch write /var/www/feeds

      newscrawl watch write /var/www/feeds --base https://feeds.example.org/
    """
    from newscrawl import query
    from newscrawl.export.feeds import atom, json_feed

    engine = open_current(database)
    watches = _watches(file)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for watch in watches:
            rows = query.new_in(engine, watch, limit=limit)
            for suffix, made in (("atom", atom), ("json", json_feed)):
                address = f"{base.rstrip('/')}/{watch.name}.{suffix}" if base else None
                _write(folder / f"{watch.name}.{suffix}", made(watch, rows, address=address))
    except OSError as err:
        raise NewscrawlError(f"can't write to {folder}: {err}") from err
    typer.echo(f"{len(watches)} saved searches in {folder}")


_FIELDS = ("site", "origin", "agency", "language", "relation", "confidence")


def _path(file: Path | None) -> Path:
    return file or project_folder() / "settings" / "watches.toml"


def _watches(file: Path | None) -> tuple[Watch, ...]:
    from newscrawl import query

    if file is not None and not file.is_file():
        raise ConfigurationError(f"there is no file {file}")
    return query.load_watches(_path(file))


def _write(path: Path, content: str) -> None:
    """Replace the file in one step where it differs, so that a reader sees it whole."""
    if path.is_file() and path.read_bytes() == content.encode():
        return
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(content)
    Path(name).chmod(0o644)
    Path(name).replace(path)
