"""What a terminal shows while sites are crawled: a table that is renewed, log lines above it."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from newscrawl.errors import StoreError
from newscrawl.logs import is_json
from newscrawl.query import due
from newscrawl.store.session import open_engine

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

COLUMNS = ("site", "due", "fetched", "stored", "duplicates", "errors", "a minute", "time left")
# Seconds between two looks at the database, and those that the rate is taken over.
_LOOK, _WINDOW = 2.0, 60.0


def wanted(settings: BaseSettings, loglevel: str | None, quiet: bool) -> bool:
    """Whether a table is shown: on a terminal where neither a log of a level nor silence was asked for."""
    return not (quiet or loglevel or is_json(settings)) and Console(stderr=True).is_terminal


@contextmanager
def table_of(process: Any) -> Iterator[None]:
    """Show the crawls of a CrawlerProcess on standard error until the block ends; log lines appear above the table."""
    crawls = Crawls(process)
    console = Console(stderr=True, highlight=False)
    with Live(get_renderable=crawls.table, console=console, refresh_per_second=2, redirect_stdout=False):
        yield
        crawls.look()  # the last table tells of the end
    crawls.close()


@dataclass
class Pace:
    """Downloads of the last minute."""

    marks: deque[tuple[float, int]] = field(default_factory=deque)

    def note(self, now: float, fetched: int) -> None:
        self.marks.append((now, fetched))
        while len(self.marks) > 2 and now - self.marks[0][0] > _WINDOW:
            self.marks.popleft()

    def a_minute(self) -> float:
        (start, before), (end, after) = self.marks[0], self.marks[-1]
        return 60 * (after - before) / (end - start) if end > start else 0.0


class Crawls:
    """The crawls of a process, counted by their statistics and by what the database has left to fetch."""

    def __init__(self, process: Any) -> None:
        self._process = process
        self._engine = open_engine(process.settings["NEWSCRAWL_DATABASE_URL"])
        self._stats: dict[str, Any] = {}
        self._paces: dict[str, Pace] = {}
        self._due: dict[str, int] = {}
        self._looked = 0.0
        self._begun = False

    def table(self) -> RenderableType:
        """Called by the display's thread."""
        running = {crawler.spidercls.name: _statistics(crawler) for crawler in list(self._process.crawlers)}
        self._begun = self._begun or bool(running)
        self._stats |= {name: stats for name, stats in running.items() if stats is not None}
        if not self._stats:
            return Text("")
        if time.monotonic() - self._looked >= _LOOK:
            self.look()
        table = Table(box=None, pad_edge=False, header_style="bold")
        for name in COLUMNS:
            table.add_column(name, justify="left" if name == "site" else "right")
        for name, stats in list(self._stats.items()):
            table.add_row(*self._row(name, stats.get_stats(), name in running))
        after = Text("comparing the stored texts with all others …") if self._begun and not running else Text("")
        return Group(table, after)

    def close(self) -> None:
        self._engine.dispose()

    def look(self) -> None:
        """Ask the database what is left."""
        try:
            self._due = due(self._engine, list(self._stats), datetime.now(UTC))
        except StoreError:  # the crawl tells of it
            return
        self._looked = time.monotonic()

    def _row(self, name: str, stats: Mapping[str, Any], is_running: bool) -> tuple[str, ...]:
        fetched = stats.get("response_received_count", 0)
        pace = self._paces.setdefault(name, Pace())
        if is_running:
            pace.note(time.monotonic(), fetched)
        left = self._due.get(name)
        return (
            name,
            "–" if left is None else str(left),
            str(fetched),
            str(stats.get("newscrawl/state/stored", 0)),
            str(stats.get("newscrawl/duplicates", 0)),
            str(errors(stats)),
            f"{pace.a_minute():.0f}" if pace.marks else "–",
            _time_left(left, pace.a_minute() if pace.marks else 0.0) if is_running else "ended",
        )


def _statistics(crawler: Crawler) -> Any:
    try:
        return crawler.stats
    except RuntimeError:  # it is about to start
        return None


def errors(stats: Mapping[str, Any]) -> int:
    """Pages that failed or were blocked, and sources that could not be read."""
    unread = stats.get("newscrawl/source/tried", 0) - stats.get("newscrawl/source/read", 0)
    return int(unread + stats.get("newscrawl/state/failed", 0) + stats.get("newscrawl/state/blocked", 0))


def _time_left(left: int | None, a_minute: float) -> str:
    """For what is known to be due; a source may still name more."""
    if left is None or a_minute <= 0:
        return "–"
    return str(timedelta(seconds=round(60 * left / a_minute)))
