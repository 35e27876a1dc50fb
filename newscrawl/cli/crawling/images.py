"""`newscrawl images`: fetch pictures of stored articles, as evidence."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from newscrawl.cli.shared.database import AsJson
from newscrawl.cli.shared.output import console, print_json, print_wrapped, text
from newscrawl.cli.shared.running import LogLevelOption, SettingOption, make_process, run_settings
from newscrawl.commands.exits import Exit

HELP = """Fetch the first pictures of each stored article, and note how they look and whom they credit in themselves.

The same picture on a copy and on an article that it may have been made from is evidence, and so is a credit that is
embedded in the file (IPTC, XMP, Exif). Neither is an origin by itself. Pictures are asked for as pages are: robots.txt,
delays, no private addresses, archived. One that fails does no harm and is tried again in later runs. What is known
already is not fetched again; the texts beside new pictures are traced again.

A crawl does this at its end where NEWSCRAWL_IMAGES is set. Needs Pillow: pip install 'newscrawl[images]'.

Exit codes: as of `newscrawl crawl`.

Examples:

  newscrawl images

  newscrawl images --site securnews -s NEWSCRAWL_IMAGES_PER_ARTICLE=1
"""


def images(
    site: Annotated[str | None, typer.Option(help="Pictures of one site's articles.")] = None,
    as_json: AsJson = False,
    loglevel: LogLevelOption = None,
    setting: SettingOption = None,
) -> None:
    """Fetch pictures of stored articles."""
    from newscrawl.commands.runner import IMAGES, crawl
    from newscrawl.query.pictures import picture_count
    from newscrawl.store.session import open_engine

    settings = run_settings(loglevel, setting)
    process = make_process(settings, loglevel)
    started = datetime.now(UTC)
    code = crawl(process, [IMAGES], **({"site": site} if site else {}))
    if code is not Exit.COULD_NOT_START:
        found = picture_count(open_engine(settings["NEWSCRAWL_DATABASE_URL"]), started)
        if as_json:
            print_json(found)
        else:
            console.print(text(f"{found.read} pictures read, {sum(found.failed.values())} not"))
            for reason, number in found.failed.items():
                print_wrapped(text(f"{number} × {reason}"), indent=2)
    if code is not Exit.FINISHED:
        raise typer.Exit(code)
