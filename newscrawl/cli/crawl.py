"""`newscrawl crawl`: what `scrapy crawl` does, for several sites and with a summary."""

from __future__ import annotations

from typing import Annotated

import typer

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
    loglevel: Annotated[str | None, typer.Option(help="DEBUG, INFO, WARNING or ERROR.")] = None,
    setting: Annotated[
        list[str] | None, typer.Option("--set", "-s", metavar="NAME=VALUE", help="Override a setting.")
    ] = None,
) -> None:
    """Crawl sites."""
    from scrapy.crawler import CrawlerProcess
    from scrapy.exceptions import UsageError

    from newscrawl.cli.project import project_settings
    from newscrawl.commands.runner import crawl as run

    settings = project_settings()
    if loglevel:
        settings.set("LOG_LEVEL", loglevel.upper(), priority="cmdline")
    for pair in setting or ():
        name, separator, value = pair.partition("=")
        if not separator:
            raise typer.BadParameter(f"{pair!r}: write NAME=VALUE")
        settings.set(name, value, priority="cmdline")
    process = CrawlerProcess(settings)
    names = process.spider_loader.list() if all_sites else sites
    if not names:
        raise typer.BadParameter("name at least one site, or use --all")
    try:
        code = run(process, names)
    except UsageError as err:
        raise typer.BadParameter(str(err)) from err
    if code is not Exit.FINISHED:
        raise typer.Exit(code)
