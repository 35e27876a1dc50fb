"""`newscrawl health`: which sites broke, since when, and how it looks."""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newscrawl.cli.shared.database import AsJson, DatabaseOption, open_current
from newscrawl.cli.shared.output import console, print_json, print_line, text, when
from newscrawl.cli.shared.running import SettingOption, database_of
from newscrawl.errors import NewscrawlError

if TYPE_CHECKING:
    from newscrawl.query import SiteHealth

HELP = """Compare each crawled site with its own past, and say which one broke, since when, and how it looks.

Silence, fewer articles, blocked pages, pages without text, articles without date or credit, feeds that hold nothing
known, and crawls that no longer run. What is chance in a small site is no break; a site with less than a week of
downloads has no past yet.

Exit codes: 0 nothing broke, 1 could not look, 2 wrong usage, 3 something broke.

Examples:

  newscrawl health

  newscrawl health --site securnews --window 7 --json

  newscrawl health --prometheus /var/lib/node_exporter/newscrawl.prom
"""
BROKE = 3


def health(
    site: Annotated[str | None, typer.Option(help="Name of a site.")] = None,
    window: Annotated[
        int, typer.Option(min=1, max=45, help="Days within which a break must have begun; silence may be older.")
    ] = 14,
    prometheus: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write metrics for Prometheus' text-file collector, at once.")
    ] = None,
    as_json: AsJson = False,
    database: DatabaseOption = None,
    setting: SettingOption = None,
) -> None:
    """Say which sites broke."""
    from newscrawl import query

    now = datetime.now(UTC)
    found = query.health(open_current(database or database_of(setting)), now=now, window=window, site=site)
    if site and not found:
        raise NewscrawlError(f"no source of a site {site!r} was ever read; `newscrawl sites list` shows the names")
    if prometheus:
        _write(prometheus, metrics(found, now))
    if as_json:
        print_json({"at": now, "window_days": window, "sites": found})
    else:
        _print(found)
    if not all(one.healthy for one in found):
        raise typer.Exit(BROKE)


def metrics(found: list[SiteHealth], now: datetime) -> str:
    """Prometheus' text format: gauges by site, and one for each kind of break."""
    from newscrawl.query.health import KINDS

    breaks = [(one.site, kind, any(b.kind == kind for b in one.breaks)) for one in found for kind in KINDS]
    samples: list[tuple[str, str, list[tuple[str, float]]]] = [
        ("checked_timestamp_seconds", "When health was checked.", [("", now.timestamp())]),
        (
            "site_broken",
            "1 where the site does otherwise than in its own past.",
            [(_labels(site=one.site), float(not one.healthy)) for one in found],
        ),
        (
            "site_break",
            "1 for each kind of break.",
            [(_labels(site=site, kind=kind), float(broke)) for site, kind, broke in breaks],
        ),
        (
            "site_compared",
            "0 where the site has no past to be compared with.",
            [(_labels(site=one.site), float(one.compared)) for one in found],
        ),
        (
            "site_articles_per_day",
            "Articles stored a day, in the window.",
            [(_labels(site=one.site), one.articles_a_day) for one in found],
        ),
        (
            "site_share",
            "Shares in the window: blocked, empty, undated, uncredited, feed-gap.",
            [(_labels(site=one.site, kind=kind), share) for one in found for kind, share in one.shares.items()],
        ),
        (
            "site_last_read_timestamp_seconds",
            "When something of the site was last downloaded.",
            [(_labels(site=one.site), one.last_read_at.timestamp()) for one in found],
        ),
        (
            "site_last_article_timestamp_seconds",
            "When an article of the site was last stored for the first time.",
            [(_labels(site=one.site), one.last_article_at.timestamp()) for one in found if one.last_article_at],
        ),
    ]
    lines = []
    for name, says, rows in samples:
        lines += [f"# HELP newscrawl_{name} {says}", f"# TYPE newscrawl_{name} gauge"]
        lines += [f"newscrawl_{name}{labels} {value!r}" for labels, value in rows]
    return "\n".join(lines) + "\n"


def _labels(**labels: str) -> str:
    escaped = {k: v.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") for k, v in labels.items()}
    return "{" + ",".join(f'{name}="{value}"' for name, value in escaped.items()) + "}"


def _write(path: Path, content: str) -> None:
    """Replace the file in one step, so that a collector never reads half of it. Raises NewscrawlError."""
    try:
        handle, name = tempfile.mkstemp(dir=path.resolve().parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(content)
        Path(name).chmod(0o644)  # the collector runs as another user
        Path(name).replace(path)
    except OSError as err:
        raise NewscrawlError(f"can't write {path}: {err}") from err


def _print(found: list[SiteHealth]) -> None:
    broken = [one for one in found if not one.healthy]
    for one in broken:
        print_line(one.site, "bold red")
        for what in one.breaks:
            print_line(f"{what.kind} since {when(what.since)}: {what.says}", indent=2)
            for sample in what.samples:
                reason = f": {sample.reason}" if sample.reason else ""
                print_line(f"{sample.url}  {sample.state}{reason}", "dim", indent=4)
    new = [one.site for one in found if not one.compared]
    well = len(found) - len(broken) - len(new)
    if broken:
        console.print()
    if not found:
        console.print(text("No site was crawled yet."))
        return
    console.print(text(f"{len(broken)} broke, {well} as in their past, {len(new)} without a past yet."))
    if new:
        console.print(text(f"No past yet (less than 8 days with downloads): {', '.join(new)}."))
