"""`scrapy crawl` with exit codes that cron can trust (Scrapy's own exits 0 on nearly everything)."""

from __future__ import annotations

import argparse
import os

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError

from newscrawl.commands.exits import Exit
from newscrawl.commands.runner import crawl
from newscrawl.commands.stopping import stoppable
from newscrawl.logs import install


class Command(ScrapyCrawl):
    """Crawls one site or several, each as far as it goes; with `-a due=1` only what is due."""

    def syntax(self) -> str:
        return "[options] [<site> …]"

    def short_desc(self) -> str:
        return "Crawl sites; exit codes: " + ", ".join(f"{e.value} {e.name.lower()}" for e in Exit)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        # A name that scrapy.cfg does not have leaves Scrapy's bare settings. As an entry point this command is found
        # all the same, and says so in place of Scrapy's "Spider not found".
        if not self.settings.get("NEWSCRAWL_SITES"):
            name = os.environ.get("SCRAPY_PROJECT", "default")
            raise UsageError(f"scrapy.cfg has no settings of newscrawl under SCRAPY_PROJECT={name}", print_help=False)
        install(self.settings)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if not args and "due" not in opts.spargs:
            raise UsageError("name a site (`scrapy list` shows them), or crawl what is due of all: -a due=1")
        assert self.crawler_process is not None
        with stoppable() as stopped:
            self.exitcode = crawl(self.crawler_process, args, **opts.spargs)
        if stopped:
            self.exitcode = Exit.INTERRUPTED
