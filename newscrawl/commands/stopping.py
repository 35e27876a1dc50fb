"""SIGTERM and Ctrl-C outside the reactor, which handles them by itself."""

from __future__ import annotations

import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

logger = logging.getLogger(__name__)


class _Stop(BaseException):
    """No handler of ordinary errors on the way may swallow it."""


@contextmanager
def stoppable() -> Iterator[list[int]]:
    """End the block at a signal; the list holds its number then. What the block has committed stays."""
    stopped: list[int] = []

    def stop(number: int, _frame: Any) -> None:
        stopped.append(number)
        raise _Stop

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stopped
    except _Stop:
        logger.warning("stopped by signal %d; the next run goes on", stopped[0])
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
