"""`newscrawl crawl`: what `scrapy crawl` does, for several sites and with a summary."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, datetime
from typing import Annotated

import typer

from newscrawl.cli.running import LogLevelOption, SettingOption, make_process, print_summary, run_settings
from newscrawl.commands.exits import Exit

HELP = """Crawl sites: read their sources, fetch what is due, store articles with their origins.

A second start goes on where the first one stopped; what is stored and not due is not fetched again.

On a terminal a table shows for each site what is due, fetched, stored, duplicate, failed or blocked, how fast it goes
and how long it will take; elsewhere there are lines of log, with NEWSCRAWL_LOG=json one JSON object each.

Exit codes: 0 finished, 1 could not start, 2 wrong usage, 3 finished but a source or component failed,
4 no source of the site could be read, 5 interrupted.

Examples:

  newscrawl crawl securnews

  newscrawl crawl securnews cnn reuters --quiet

  SCRAPY_PROJECT=production newscrawl crawl --all
"""


def crawl(
    sites: Annotated[
        list[str] | None, typer.Argument(help="Names of sites; `newscrawl sites list` shows them.")
    ] = None,
    all_sites: Annotated[bool, typer.Option("--all", help="Every declared site.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Neither progress nor summary: warnings alone.")] = False,
    loglevel: LogLevelOption = None,
    setting: SettingOption = None,
) -> None:
    """Crawl sites."""
    from scrapy.exceptions import UsageError

    from newscrawl.cli.live import table_of, wanted
    from newscrawl.commands.runner import crawl as run
    from newscrawl.sites import load_sites

    settings = run_settings(loglevel, setting)
    names = sorted(load_sites(settings["NEWSCRAWL_SITES"])) if all_sites else sites
    if not names:
        raise typer.BadParameter("name at least one site, or use --all")
    live = wanted(settings, loglevel, quiet)
    if (live or quiet) and not loglevel:
        settings.set("LOG_LEVEL", "WARNING", priority="cmdline")
    process = make_process(settings, loglevel)
    started = datetime.now(UTC)
    try:
        with table_of(process) if live else nullcontext():
            code = run(process, names)
    except UsageError as err:
        raise typer.BadParameter(str(err)) from err
    if code is not Exit.COULD_NOT_START and not quiet:
        print_summary(settings["NEWSCRAWL_DATABASE_URL"], started, names, len(names) + 1)
    if code is not Exit.FINISHED:
        raise typer.Exit(code)
