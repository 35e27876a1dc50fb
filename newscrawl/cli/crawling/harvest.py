"""`newscrawl harvest`: headlines of the originals, whether or not their articles are ever fetched."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from newscrawl.cli.crawling.runs import print_summary
from newscrawl.cli.shared.running import LogLevelOption, SettingOption, make_process, run_settings
from newscrawl.commands.exits import Exit

HELP = """Read feeds and sitemaps of the originals and note what they name: address, headline, language, time.

No article is fetched. News sitemaps hold about two days and feeds some hours, so that what is not noted then can't be
searched for later. What has not changed since the last call is not sent again; archives of a sitemap index are left to
a crawl or a search. Without SITE: every declared outlet and agency that has a feed or a sitemap.

Exit codes: as of `newscrawl crawl`.

Examples:

  newscrawl harvest

  newscrawl harvest cnn reuters

  SCRAPY_PROJECT=production newscrawl harvest --loglevel WARNING
"""


def harvest(
    sites: Annotated[
        list[str] | None, typer.Argument(metavar="[SITE]...", help="Names of sites; default: all originals.")
    ] = None,
    loglevel: LogLevelOption = None,
    setting: SettingOption = None,
) -> None:
    """Note what the originals publish."""
    from newscrawl.commands.runner import run_spiders
    from newscrawl.errors import ConfigurationError
    from newscrawl.sites import load_sites
    from newscrawl.spiders.originals import originals

    settings = run_settings(loglevel, setting)
    try:
        chosen = [site.name for site in originals(load_sites(settings["NEWSCRAWL_SITES"]), sites or [])]
    except ConfigurationError as err:
        raise typer.BadParameter(str(err)) from err
    process = make_process(settings, loglevel)
    started = datetime.now(UTC)
    code = run_spiders(process, ["originals"], sites=",".join(chosen))
    if code is not Exit.COULD_NOT_START:
        print_summary(settings["NEWSCRAWL_DATABASE_URL"], started, chosen, 1)
    if code is not Exit.FINISHED:
        raise typer.Exit(code)
