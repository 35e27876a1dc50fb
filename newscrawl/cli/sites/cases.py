"""`newscrawl sites test` and `newscrawl sites case`: saved pages with what must be read from them."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer
from rich.text import Text

from newscrawl import cases
from newscrawl.cli.reading.credits_of_page import place_of
from newscrawl.cli.shared.database import AsJson, DatabaseOption, open_current
from newscrawl.cli.shared.output import console, print_json, print_line, text
from newscrawl.cli.shared.project import project_folder, project_settings
from newscrawl.errors import ConfigurationError
from newscrawl.plaintext import plain
from newscrawl.sites import load_site, load_sites

CASES = Path("tests/sites")
Folder = Annotated[
    Path | None, typer.Option("--cases", help=f"Folder of the cases; default: {CASES} in the project folder.")
]
_STYLES = {cases.PASSED: "green", cases.UNREVIEWED: "yellow", cases.FAILED: "bold red", cases.BROKEN: "bold red"}
_REVIEW = f"compare {cases.EXPECTED} with {cases.PAGE}, correct what is wrong, then set reviewed to true"


def run_cases(
    names: Annotated[list[str] | None, typer.Argument(metavar="[SITE]…", help="Sites; none: all with cases.")] = None,
    folder: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Read the saved pages of sites again and show every field that differs. Exit code 1 where one does.

    A case that no person has reviewed fails too.

    Examples:

      newscrawl sites test

      newscrawl sites test securnews --json
    """
    sites = load_sites(project_settings()["NEWSCRAWL_SITES"])
    where = _folder(folder)
    results = [cases.run(where, *case, sites) for case in cases.cases_of(where, names or ())]
    if as_json:
        print_json(results)
    else:
        for result in results:
            _print_result(result)
        good = sum(result.result == cases.PASSED for result in results)
        console.print(text(f"{good} of {len(results)} cases passed."))
    if any(result.result != cases.PASSED for result in results):
        raise typer.Exit(1)


def write_case(
    site: Annotated[str, typer.Argument(help="Name of the site.")],
    address: Annotated[str, typer.Argument(metavar="URL", help="A stored address, or a part that only one has.")],
    name: Annotated[
        str | None, typer.Option(help="Name of the case; made from the address where it is not given.")
    ] = None,
    folder: Folder = None,
    database: DatabaseOption = None,
) -> None:
    """Write a case from the archive: the page as it was downloaded, and what is read from it today, to be reviewed.

    Examples:

      newscrawl sites case securnews putin-besucht --name photo_credit_agency
    """
    from newscrawl import query
    from newscrawl.fetch.archive import Place, read

    settings = project_settings()
    sites = load_sites(settings["NEWSCRAWL_SITES"])
    load_site(settings["NEWSCRAWL_SITES"], site)
    dossier = query.article(open_current(database), address)
    if dossier.page.site != site:
        raise ConfigurationError(f"{plain(dossier.page.url)} belongs to the site {plain(dossier.page.site)}")
    found = read(Path(settings["NEWSCRAWL_ARCHIVE_DIR"]), Place(*place_of(dossier)))
    made = cases.Case(
        site=site,
        name=_checked(name or _name_of(found.url)),
        page=found.body,
        url=found.url,
        fetched_at=found.fetched_at,
        content_type=found.content_type,
        expected={},
        reviewed=False,
    )
    typer.echo(f"wrote {cases.write(_folder(folder), made, sites)}: {_REVIEW}")


def _folder(given: Path | None) -> Path:
    return given if given is not None else project_folder() / CASES


def _name_of(url: str) -> str:
    last = urlsplit(url).path.rstrip("/").rpartition("/")[2].partition(".")[0]
    return re.sub(r"[^a-z0-9]+", "_", last.lower()).strip("_")[:60] or "page"


def _checked(name: str) -> str:
    if not re.fullmatch(r"\w[\w-]*", name):
        raise typer.BadParameter(f"--name {plain(name)!r}: use letters, digits, _ and -")
    return name


def _print_result(result: cases.Result) -> None:
    line = Text(f"{result.result:<11}", _STYLES[result.result])
    console.print(line + text(f"{result.site}/{result.case}"))
    if result.error:
        print_line(result.error, indent=11)
    if result.result == cases.UNREVIEWED:
        print_line(_REVIEW, indent=11)
    for difference in result.differences:
        print_line(difference.field, "bold", indent=11)
        for mark, said in _diff(difference.expected, difference.found):
            print_line(f"{mark} {said}", "red" if mark == "-" else "green", indent=13)


def _diff(expected: Any, found: Any) -> Iterator[tuple[str, str]]:
    """Lines that are expected and not found (-), and found and not expected (+), in order."""
    for line in difflib.ndiff(_lines(expected), _lines(found)):
        if line[0] in "-+":
            yield line[0], line[2:]


def _lines(value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [item if isinstance(item, str) else json.dumps(item, ensure_ascii=False) for item in items]
