"""SIGTERM and Ctrl-C where no reactor runs; one that runs handles them by itself."""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable, Iterator
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

    with _handled(stop):
        try:
            yield stopped
        except _Stop:
            logger.warning("stopped by signal %d; the next run goes on", stopped[0])


@contextmanager
def noted(came: list[int]) -> Iterator[None]:
    """A signal is noted in the list and cuts nothing of the block, until a reactor runs there and handles signals."""
    with _handled(lambda number, _frame: came.append(number)):
        yield


@contextmanager
def _handled(handler: Callable[[int, Any], None]) -> Iterator[None]:
    before = {number: signal.signal(number, handler) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)
