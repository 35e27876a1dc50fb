"""`newscrawl replay`: archived pages through the same pipeline as fetched ones, without a network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newscrawl.cli.shared.bars import Bars
from newscrawl.cli.shared.database import AsJson
from newscrawl.cli.shared.output import console, print_json, print_line, text
from newscrawl.cli.shared.running import LogLevelOption, SettingOption, make_process, run_settings
from newscrawl.commands.exits import Exit
from newscrawl.errors import NewscrawlError

if TYPE_CHECKING:
    from scrapy.settings import Settings

HELP = """Send archived pages through the same pipeline as a crawl's, without a network.

Give WARC files, or choose among the archive's own with --since and --site. Sources are read again too, so that an
empty database is filled with what the crawl had stored. Doing it twice changes nothing; pages older than what is
stored are left out.

Files outside the archive folder may be anybody's (Common Crawl's news, wget's, …), gzipped record by record. What leads
to a row is copied into the archive; records that are no HTML are counted. A page whose site is not declared is kept
under its host's name.

Exit codes: 0 done, 1 could not start, 2 wrong usage, 3 done but a record is damaged or a component failed,
4 no archived page was found, 5 interrupted: call it again.

Examples:

  newscrawl replay CC-NEWS-20260618-00042.warc.gz

  newscrawl replay --since 2026-06-01 --site securnews

  NEWSCRAWL_DATABASE_URL=sqlite:///data/again.db newscrawl replay data/archive/*.warc.gz --json
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What a replay did, as its run's statistics tell."""

    visits: int
    """Archived answers that were chosen, redirects and further tries not counted by themselves."""
    replayed: int
    left_out: dict[str, int]
    """Records and visits that were not replayed, by reason."""
    states: dict[str, int]
    """What became of the pages."""
    damaged: list[str]
    exit_code: int


def replay(
    files: Annotated[list[Path] | None, typer.Argument(help="WARC files, such as x.warc.gz.")] = None,
    since: Annotated[
        datetime | None,
        typer.Option(metavar="YYYY-MM-DD", formats=["%Y-%m-%d"], help="Fetched on that day or later (UTC)."),
    ] = None,
    site: Annotated[str | None, typer.Option(help="Pages of a site; its name.")] = None,
    new: Annotated[bool, typer.Option("--new", help="Only downloads that no row tells of yet.")] = False,
    as_json: AsJson = False,
    loglevel: LogLevelOption = None,
    setting: SettingOption = None,
) -> None:
    """Send archived pages through the pipeline again."""
    from newscrawl.commands.runner import crawl

    if not files and not since and not site:
        raise typer.BadParameter("name WARC files, or choose pages of the archive with --since or --site")
    settings = run_settings(loglevel or "WARNING", setting)
    # Originals are asked for on the network.
    settings.set("NEWSCRAWL_RESOLVE", False, priority="cmdline")
    chosen = _files(files, settings)
    process = make_process(settings, loglevel)
    with Bars() as bars:
        day = since.replace(tzinfo=UTC) if since else None
        code = crawl(process, ["replay"], files=chosen, since=day, site=site, new=new, report=bars)
    if code is Exit.COULD_NOT_START:
        raise typer.Exit(code)
    done = _replayed(settings["NEWSCRAWL_DATABASE_URL"], code)
    if as_json:
        print_json(done)
    else:
        _print(done)
    if done.exit_code:
        raise typer.Exit(done.exit_code)


def _files(given: list[Path] | None, settings: Settings) -> list[Path]:
    """The files to read. Raises NewscrawlError where one is missing or there are none."""
    from newscrawl.fetch.check import files

    if given:
        missing = [path for path in given if not path.is_file()]
        if missing:
            raise NewscrawlError(f"no file {missing[0]}")
        return given
    folder = Path(settings["NEWSCRAWL_ARCHIVE_DIR"])
    found = files(folder)
    if not found:
        raise NewscrawlError(f"no WARC files in {folder}: set NEWSCRAWL_ARCHIVE_DIR, or name files")
    return found


def _replayed(url: str, code: Exit) -> Replayed:
    from newscrawl.query.runs import statistics_of_last
    from newscrawl.store.session import open_engine

    statistics = statistics_of_last(open_engine(url), spider="replay")
    counts = _under(statistics, "newscrawl/replay/count/")
    replayed, visits = counts.pop("replayed", 0), int(statistics.get("newscrawl/replay/visits", 0))
    return Replayed(
        visits=visits,
        replayed=replayed,
        left_out=counts,
        states=_under(statistics, "newscrawl/state/"),
        damaged=statistics.get("newscrawl/replay/damaged", []),
        exit_code=Exit.NOTHING if code is Exit.FINISHED and not visits else code,
    )


def _under(statistics: Mapping[str, Any], prefix: str) -> dict[str, int]:
    return {key.removeprefix(prefix): int(n) for key, n in sorted(statistics.items()) if key.startswith(prefix)}


def _print(done: Replayed) -> None:
    states = ", ".join(f"{number} {state}" for state, number in done.states.items())
    line = f"{done.replayed} of {done.visits} archived pages and sources replayed" + (
        f"; pages: {states}" if states else ""
    )
    console.print(text(f"{line}."))
    if done.left_out:
        console.print(text("Left out: " + ", ".join(f"{n} {what}" for what, n in done.left_out.items()) + "."))
    for what in done.damaged:
        print_line(f"damaged: {what}", "red")
