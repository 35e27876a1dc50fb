"""How far the demo's crawl is, read from its database."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bars

from newscrawl import query
from newscrawl.cli.shared.output import console

if TYPE_CHECKING:
    from sqlalchemy import Engine

# Seconds between lines of progress where there is no terminal.
_EVERY = 2.0


class Progress:
    """How many addresses of each site are decided: bars in a terminal, else a line now and then."""

    def __init__(self, engine: Engine, sites: list[str]) -> None:
        self._engine = engine
        columns = (TextColumn("{task.description}"), BarColumn(40), MofNCompleteColumn(), TextColumn("addresses"))
        self._bars = Bars(*columns, console=console, disable=not console.is_terminal)
        self._tasks = {site: self._bars.add_task(site, total=None) for site in sites}
        self._started = self._last = time.monotonic()
        self._line = ""

    def __enter__(self) -> Progress:
        self._bars.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._bars.stop()
        if kind is None and not console.is_terminal:
            self._say(query.coverage(self._engine))

    def update(self) -> None:
        found = query.coverage(self._engine)
        for site, states in found.items():
            total = sum(states.values())
            self._bars.update(self._tasks[site], total=total, completed=total - states.get("pending", 0))
        if not console.is_terminal and time.monotonic() - self._last >= _EVERY:
            self._say(found)

    def _say(self, found: dict[str, dict[str, int]]) -> None:
        self._last = time.monotonic()
        counts = ((site, sum(states.values()), states.get("pending", 0)) for site, states in found.items())
        line = ", ".join(
            f"{site.removesuffix('_replica')} {total - pending}/{total}" for site, total, pending in counts
        )
        if line and line != self._line:
            self._line = line
            console.print(f"{self._last - self._started:5.1f} s  addresses decided: {line}", soft_wrap=True)
            sys.stdout.flush()
