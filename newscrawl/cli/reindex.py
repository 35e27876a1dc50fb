"""`newscrawl dedup --reindex`: learn from the stored texts and compare them all anew."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from newscrawl.cli.database import open_current
from newscrawl.cli.output import console
from newscrawl.errors import NewscrawlError

# Seconds between lines of progress where there is no terminal.
_EVERY = 10.0


def reindex(database: str | None) -> None:
    """Move a database's sketches and relations to a new snapshot, with progress on standard error.

    Raises NewscrawlError where it was interrupted: the next call goes on from there.
    """
    from newscrawl.store.reindexing import reindex as run

    engine = open_current(database)
    with _Shown() as shown:
        try:
            number = run(engine, datetime.now(UTC), shown)
        except KeyboardInterrupt:
            raise NewscrawlError('interrupted; "newscrawl dedup --reindex" goes on from there') from None
    typer.echo(f"all texts are compared by snapshot {number}")


class _Shown:
    """Progress as a bar in a terminal, else as a line now and then."""

    def __init__(self) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(40), MofNCompleteColumn(), TimeRemainingColumn())
        self._bars = Progress(*columns, console=console, disable=not console.is_terminal)
        self._steps: dict[str, int] = {}
        self._last = 0.0

    def __enter__(self) -> _Shown:
        self._bars.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._bars.stop()

    def __call__(self, step: str, done: int, total: int) -> None:
        if step not in self._steps:
            self._steps[step] = int(self._bars.add_task(step, total=total))
            self._last = 0.0
        self._bars.update(self._steps[step], completed=done, total=total)  # type: ignore[arg-type]
        now = time.monotonic()
        if not console.is_terminal and (now - self._last >= _EVERY or done == total):
            self._last = now
            print(f"{step}: {done} of {total}", file=sys.stderr)
