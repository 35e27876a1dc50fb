"""How far a long step is: bars in a terminal, else a line now and then, always on standard error."""

from __future__ import annotations

import sys
import time

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

# Seconds between lines of progress where there is no terminal.
_EVERY = 10.0


class Bars:
    """Progress as a bar in a terminal, else as a line now and then."""

    def __init__(self) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(40), MofNCompleteColumn(), TimeRemainingColumn())
        self._console = Console(stderr=True, highlight=False)
        self._bars = Progress(*columns, console=self._console, transient=True, disable=not self._console.is_terminal)
        self._steps: dict[str, int] = {}
        self._last = 0.0

    def __enter__(self) -> Bars:
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
        if not self._console.is_terminal and (now - self._last >= _EVERY or done == total):
            self._last = now
            print(f"{step}: {done} of {total}", file=sys.stderr)
