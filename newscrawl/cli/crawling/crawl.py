"""`newscrawl crawl`: what `scrapy crawl` does, for several sites and with a summary."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from newscrawl.cli.crawling.runs import print_summary
from newscrawl.cli.shared.output import print_line
from newscrawl.cli.shared.running import LogLevelOption, SettingOption, make_process, run_settings
from newscrawl.commands.exits import Exit
from newscrawl.commands.stopping import stoppable
from newscrawl.pipelines.forking import load_ahead

if TYPE_CHECKING:
    from newscrawl.discover.backfill import Backfill

HELP = """Crawl sites: read their sources, fetch what is due, store articles with their origins.

A second start goes on where the first one stopped; what is stored and not due is not fetched again. With --due the
sources too are read only when their time has come, of all declared sites where none is named: call it as often as you
like, as every quarter of an hour from cron. With --backfill the articles of some days are caught up on, over sitemaps,
dated archives, sections and APIs; stopped or killed, the same call goes on.

On a terminal a table shows for each site what is due, fetched, stored, duplicate, failed or blocked, how fast it goes
and how long it will take; elsewhere there are lines of log, with NEWSCRAWL_LOG=json one JSON object each.

Exit codes: 0 finished, 1 could not start, 2 wrong usage, 3 finished but a source or component failed, 4 a site yielded
nothing, 5 interrupted, 6 nothing was due, 75 another process crawls the site.

Examples:

  newscrawl crawl securnews

  newscrawl crawl --due

  newscrawl crawl securnews cnn reuters --due --loglevel WARNING

  newscrawl crawl securnews --backfill --from 2026-01-01 --to 2026-03-31

  newscrawl crawl securnews cnn reuters --quiet

  SCRAPY_PROJECT=production newscrawl crawl --all
"""


def crawl(
    sites: Annotated[
        list[str] | None, typer.Argument(help="Names of sites; `newscrawl sites list` shows them.")
    ] = None,
    all_sites: Annotated[bool, typer.Option("--all", help="Every declared site.")] = False,
    due: Annotated[bool, typer.Option("--due", help="Only what is due; of all sites where none is named.")] = False,
    backfill: Annotated[bool, typer.Option("--backfill", help="Catch up on articles of some days.")] = False,
    first: Annotated[
        datetime | None,
        typer.Option("--from", metavar="YYYY-MM-DD", formats=["%Y-%m-%d"], help="First day of the backfill."),
    ] = None,
    last: Annotated[
        datetime | None,
        typer.Option("--to", metavar="YYYY-MM-DD", formats=["%Y-%m-%d"], help="Last day; default: today."),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Neither progress nor summary: warnings alone.")] = False,
    loglevel: LogLevelOption = None,
    setting: SettingOption = None,
) -> None:
    """Crawl sites."""
    code = Exit.INTERRUPTED
    # What is loaded below takes a second, in which a signal means what it means later.
    with stoppable():
        arguments: dict[str, object] = {"due": True} if due else {}
        if backfill:
            if first is None or due:
                raise typer.BadParameter("--backfill needs --from and goes without --due")
            arguments["backfill"] = _days(first, last)
        elif first or last:
            raise typer.BadParameter("--from and --to belong to --backfill")
        code = _crawl(sites, all_sites, quiet, loglevel, setting, arguments)
    if code is not Exit.FINISHED:
        raise typer.Exit(code)


def _days(first: datetime, last: datetime | None) -> Backfill:
    from newscrawl.discover.backfill import Backfill

    return Backfill(first.date(), (last or datetime.now(UTC)).date())


def _crawl(
    sites: list[str] | None,
    all_sites: bool,
    quiet: bool,
    loglevel: str | None,
    setting: list[str] | None,
    arguments: dict[str, object],
) -> Exit:
    """Crawl with these spider arguments and print what it brought; returns the exit code. Raises BadParameter."""
    settings = run_settings(loglevel, setting)
    due = "due" in arguments
    if not due:  # most calls of cron find nothing to read
        load_ahead(settings["NEWSCRAWL_WORKERS"])

    from scrapy.exceptions import UsageError

    from newscrawl.cli.crawling.crawl_live import table_of, wanted
    from newscrawl.commands.runner import crawl as run
    from newscrawl.sites import load_sites

    names = sorted(load_sites(settings["NEWSCRAWL_SITES"])) if all_sites or (due and not sites) else sites
    if not names:
        raise typer.BadParameter("name at least one site, or use --all or --due")
    live = wanted(settings, loglevel, quiet)
    if (live or quiet) and not loglevel:
        settings.set("LOG_LEVEL", "WARNING", priority="cmdline")
    process = make_process(settings, loglevel)
    started = datetime.now(UTC)
    try:
        with table_of(process) if live else nullcontext():
            code = run(process, names, **arguments)
    except UsageError as err:
        raise typer.BadParameter(str(err)) from err
    if code is Exit.NOTHING_DUE and live:
        print_line("Nothing is due.")
    if code not in (Exit.COULD_NOT_START, Exit.NOTHING_DUE, Exit.LOCKED) and not quiet:
        print_summary(settings["NEWSCRAWL_DATABASE_URL"], started, names, len(names) + 1)
    return code
