"""The files of the gazetteer's lists: read together, refused where they are not sound, written as a whole."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path

from newscrawl.errors import ConfigurationError
from newscrawl.plaintext import plain
from newscrawl.trace.gazetteer import Gazetteer
from newscrawl.trace.gazetteer_check import Problem, built, check

LISTS = {"agency": "agencies.toml", "publisher": "publishers.toml"}
"""The package's file for each kind of entry."""


def paths(files: Sequence[Path] | None) -> dict[str, Path]:
    """The lists' files by name: the package's, with the given ones in their place or beside them."""
    folder = Path(str(resources.files("newscrawl.trace"))) / "data"
    found = {name: folder / name for name in LISTS.values()}
    return found | {file.name: file for file in files or ()}


def texts(paths: Mapping[str, Path], *, missing: str | None = None) -> dict[str, str]:
    """The lists' texts; `missing` stands for files that don't exist yet. Raises ConfigurationError."""
    found = {}
    for name, path in paths.items():
        try:
            with open(path, encoding="utf-8", newline="") as stream:
                found[name] = stream.read()
        except FileNotFoundError as err:
            if missing is None or name in LISTS.values():
                raise ConfigurationError(f"there is no file {path}") from err
            found[name] = missing
        except (OSError, UnicodeDecodeError) as err:
            raise ConfigurationError(f"can't read {path}: {err}") from err
    return found


def sound(texts: Mapping[str, str]) -> Gazetteer:
    """The gazetteer of sound lists. Raises ConfigurationError."""
    wrong = [p for p in check(texts) if p.kind == "wrong"]
    if wrong:
        more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        raise ConfigurationError(f"{said(wrong[0])}{more}; see newscrawl gazetteer check")
    return built(texts)


def own_list(section: str) -> Path:
    """The package's list in a checkout. Raises ConfigurationError where the package is installed and gets replaced."""
    path = paths(None)[LISTS[section]]
    if not (path.parents[3] / "pyproject.toml").is_file():
        raise ConfigurationError("the lists of an installed package are no place to write to: use a checkout or --file")
    return path


def refuse(before: Mapping[str, str], after: Mapping[str, str], shared: bool) -> None:
    """Raises ConfigurationError for lists that are not sound, or that an entry makes less certain."""
    sound(before)
    known = {(p.entry, p.said) for p in check(before)}
    new = [p for p in check(after) if (p.entry, p.said) not in known]
    hints = {"shared": "--shared allows it", "short": "give it as --short, or make the publisher --ambiguous"}
    refused = [p for p in new if not (p.kind == "shared" and shared)]
    if refused:
        lines = [f"{p.entry}: {p.said}{f' ({hints[p.kind]})' if p.kind in hints else ''}" for p in refused]
        raise ConfigurationError(f"nothing was written: {plain('; '.join(lines))}")


def replace(path: Path, content: str) -> None:
    """Write the whole file or nothing. Raises ConfigurationError."""
    path = path.resolve()
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(draft, "w", encoding="utf-8", newline="") as stream:
            stream.write(content)
        if path.exists():
            draft.chmod(path.stat().st_mode)
        draft.replace(path)
    except OSError as err:
        draft.unlink(missing_ok=True)
        raise ConfigurationError(f"can't write {path}: {err}") from err


def said(problem: Problem) -> str:
    place = f"{problem.file}:{problem.line}" if problem.line else problem.file
    return f"{place}: {f'{problem.entry}: ' if problem.entry else ''}{problem.said}"
