"""`newscrawl init`: an operator's project folder, copied from what the installation ships."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from newscrawl.errors import ConfigurationError
from newscrawl.shipped import shipped

HELP = """Make a project folder: what an operator changes, and where data is kept.

It gets scrapy.cfg, settings/ with one file for each site, a crontab and systemd units for this very folder, and a
.gitignore. Files that are there already stay as they are, so that a later version's new sites can be added by calling
it again. Defaults stay in the package and follow its version.

Examples:

  newscrawl init /srv/newscrawl

  newscrawl init . --site securnews --site cnn     (only these sites)
"""

IGNORED = "/data/\n/env\n/.venv/\n__pycache__/\n"
# The schedule's files are written for this folder and its own environment.
_PLACE, _PROGRAM = "/srv/newscrawl", ".venv/bin/newscrawl"
# What neither a shell, nor cron (%), nor systemd (% and $) takes for something else.
_PLAIN = re.compile(r"[\w/.+,:@-]+")


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The project's folder; made where it is missing.")],
    site: Annotated[
        list[str] | None, typer.Option("--site", metavar="NAME", help="A site to declare; default: all.")
    ] = None,
) -> None:
    """Make a project folder."""
    here = folder.expanduser().resolve()
    _refuse_foreign(here)
    files = dict(_files(here, site))
    kept = [name for name in files if _is_there(here / name)]
    for name in sorted(files.keys() - set(kept)):
        _write(here / name, files[name])
    # Cron's redirections and systemd's ReadWritePaths expect it before the first crawl.
    _make(here / "data")
    for name in kept:
        typer.echo(f"kept {name}", err=True)
    sites = sum(1 for name in files if re.fullmatch(r"settings/sites/[a-z]\w*\.py", name))
    typer.echo(f"{here}: {len(files) - len(kept)} files written, {sites} sites declared. Go on with:\n")
    typer.echo(_NEXT.format(folder=shlex.quote(str(folder)), program=_called()))


_NEXT = """  cd {folder}
  {program} doctor                     # is everything there?
  {program} demo                       # a crawl that reaches nothing but this machine
  {program} sites check securnews      # the first request to a live site
  {program} crawl securnews
  install -m 600 settings/schedule/env.example env     # then fill it in; crontab and systemd units are beside it"""


def _files(here: Path, sites: list[str] | None) -> Iterator[tuple[str, str]]:
    """Names, relative to the project, and texts. Raises ConfigurationError for a site that is not shipped."""
    yield ".gitignore", IGNORED
    # The tests' settings belong to the repository.
    yield "scrapy.cfg", re.sub(r"(?m)^test = .*\n", "", shipped("scrapy.cfg").read_text(encoding="utf-8"))
    root = shipped("settings")
    wanted = _declarations(root / "sites", sites)
    for path in sorted(p for p in root.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
        name = path.relative_to(root).as_posix()
        if name == "test.py" or (path.parent.name == "sites" and path.stem not in wanted):
            continue
        text = path.read_text(encoding="utf-8")
        # Paths of the compose file are those within a container.
        is_placed = path.parent.name == "schedule" and path.suffix != ".yaml"
        yield f"settings/{name}", _placed(text, here) if is_placed else text


def _declarations(folder: Path, sites: list[str] | None) -> set[str]:
    known = {path.stem for path in folder.glob("*.py")}
    wanted = known if sites is None else set(sites)
    if unknown := wanted - known:
        names = ", ".join(sorted(name for name in known if not name.startswith("_")))
        raise ConfigurationError(f"no site {sorted(unknown)[0]!r}; there are: {names}")
    return wanted | {"__init__", "_example"}


def _placed(text: str, here: Path) -> str:
    """A file of the schedule for this folder and this program; as it is where their paths would need quoting."""
    program = Path(sys.executable).parent / "newscrawl"
    if not _PLAIN.fullmatch(str(here)) or not _PLAIN.fullmatch(str(program)):
        return text
    if not (here / "docs").is_dir():  # a clone has the documentation, a project made from a wheel has not
        text = re.sub(r"(?m)^Documentation=.*\n", "", text)
    text = text.replace(f"{_PLACE}/{_PROGRAM}", str(program)).replace(_PROGRAM, str(program))
    return text.replace(_PLACE, str(here))


def _refuse_foreign(here: Path) -> None:
    """Raises ConfigurationError where another Scrapy project lives, which would never read our settings."""
    config = here / "scrapy.cfg"
    try:
        is_foreign = _is_there(config) and b"newscrawl" not in config.read_bytes()
    except OSError as err:
        raise ConfigurationError(f"can't read {config}: {err.strerror}") from err
    if is_foreign:
        raise ConfigurationError(f"{here} is another Scrapy project; name another folder")


def _is_there(path: Path) -> bool:
    """Also as a link that leads nowhere. Raises ConfigurationError where the system has no such names."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as err:
        raise ConfigurationError(f"can't write {path}: {err.strerror}") from err
    return True


def _write(path: Path, text: str) -> None:
    _make(path.parent)
    try:
        # Never through a link that somebody put there.
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as err:
        raise ConfigurationError(f"can't write {path}: {err.strerror}") from err


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as err:
        raise ConfigurationError(f"can't make {folder}: {err.strerror}") from err


def _called() -> str:
    """The program as it was called, where that says more than its name."""
    program = Path(sys.argv[0])
    return str(program.resolve()) if program.parent != Path(".") and program.name == "newscrawl" else "newscrawl"
