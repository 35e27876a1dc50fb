"""`newscrawl resolve`: look for originals that are not stored."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from newscrawl.cli.shared.database import AsJson
from newscrawl.cli.shared.output import console, print_json, print_line, print_wrapped, text
from newscrawl.cli.shared.running import LogLevelOption, SettingOption, make_process, run_settings
from newscrawl.commands.exits import Exit

if TYPE_CHECKING:
    from newscrawl.query import SearchRow

HELP = """Look for originals that are not stored: by the page's link, by harvested headlines, in the site's archives.

Searched for are the originals of texts that credit a publisher whose article is not stored, and of texts of aggregators
that credit nobody. The likeliest articles are fetched as a crawl would fetch them, and comparing the texts decides. An
original that may not be fetched can still be named by its headline. A crawl does this at its end (NEWSCRAWL_RESOLVE).

What was searched for without success is searched for again when new headlines have come or after
NEWSCRAWL_RESOLVE_AGAIN_DAYS; with --url at once.

Exit codes: as of `newscrawl crawl`; that an original's site can't be read is a finding, no error.

Examples:

  newscrawl resolve

  newscrawl resolve --site securnews --since 2026-06-01

  newscrawl resolve --url putin-besucht --max-fetches 20 --json
"""


def resolve(
    url: Annotated[str | None, typer.Option(help="One address, or a part of it or of the article's title.")] = None,
    site: Annotated[str | None, typer.Option(help="All articles of a site.")] = None,
    since: Annotated[
        datetime | None,
        typer.Option(metavar="YYYY-MM-DD", formats=["%Y-%m-%d"], help="First seen here on that day or later (UTC)."),
    ] = None,
    max_fetches: Annotated[
        int | None, typer.Option(min=0, help="Articles fetched for one text. Default: NEWSCRAWL_RESOLVE_FETCHES.")
    ] = None,
    as_json: AsJson = False,
    loglevel: LogLevelOption = None,
    setting: SettingOption = None,
) -> None:
    """Look for originals that are not stored."""
    from newscrawl import query
    from newscrawl.commands.runner import run_spiders
    from newscrawl.query.lookup import find_page
    from newscrawl.store.schema import require
    from newscrawl.store.session import open_engine, reading

    settings = run_settings(loglevel, setting)
    if max_fetches is not None:
        settings.set("NEWSCRAWL_RESOLVE_FETCHES", max_fetches, priority="cmdline")
    engine = open_engine(settings["NEWSCRAWL_DATABASE_URL"])
    require(engine)
    chosen = {"site": site, "since": f"{since:%Y-%m-%d}" if since else None}
    if url:
        with reading(engine) as connection:
            chosen["url"] = find_page(connection, url)
    if not loglevel:
        # Each search is shown at the end.
        settings.set("LOG_LEVEL", "WARNING", priority="cmdline")
    process = make_process(settings, loglevel)
    started = datetime.now(UTC)
    code = run_spiders(process, ["resolve"], **chosen)
    rows = query.searches(engine, since=started)
    if as_json:
        print_json(rows)
    elif code is not Exit.COULD_NOT_START:
        _show(rows)
    if code is not Exit.FINISHED:
        raise typer.Exit(code)


def _show(rows: list[SearchRow]) -> None:
    from newscrawl.query import in_a_sentence

    for row in rows:
        print_line(row.url, "bold")
        print_wrapped(text(in_a_sentence(row), "green" if row.outcome == "found" else ""), indent=2)
    counted = ", ".join(f"{number} {outcome}" for outcome, number in sorted(Counter(r.outcome for r in rows).items()))
    console.print(text(f"{len(rows)} searches{f': {counted}' if counted else ', nothing to look for'}."))
