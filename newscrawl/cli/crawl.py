"""`newscrawl crawl`: what `scrapy crawl` does, for several sites and with a summary."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from newscrawl.cli.running import LogLevelOption, SettingOption, make_process, print_summary, run_settings
from newscrawl.commands.exits import Exit

HELP = """Crawl sites: read their sources, fetch what is due, store articles with their origins.

A second start goes on where the first one stopped; what is stored and not due is not fetched again.

Exit codes: 0 finished, 1 could not start, 2 wrong usage, 3 finished but a source or component failed,
4 no source of the site could be read, 5 interrupted.

Examples:

  newscrawl crawl securnews

  newscrawl crawl securnews cnn reuters --loglevel WARNING

  SCRAPY_PROJECT=production newscrawl crawl --all
"""


def crawl(
    sites: Annotated[
        list[str] | None, typer.Argument(help="Names of sites; `newscrawl sites list` shows them.")
    ] = None,
    all_sites: Annotated[bool, typer.Option("--all", help="Every declared site.")] = False,
    loglevel: LogLevelOption = None,
    setting: SettingOption = None,
) -> None:
    """Crawl sites."""
    from scrapy.exceptions import UsageError

    from newscrawl.commands.runner import crawl as run
    from newscrawl.sites import load_sites

    settings = run_settings(loglevel, setting)
    names = sorted(load_sites(settings["NEWSCRAWL_SITES"])) if all_sites else sites
    if not names:
        raise typer.BadParameter("name at least one site, or use --all")
    process = make_process(settings, loglevel)
    started = datetime.now(UTC)
    try:
        code = run(process, names)
    except UsageError as err:
        raise typer.BadParameter(str(err)) from err
    if code is not Exit.COULD_NOT_START:
        print_summary(settings["NEWSCRAWL_DATABASE_URL"], started, names, len(names) + 1)
    if code is not Exit.FINISHED:
        raise typer.Exit(code)
