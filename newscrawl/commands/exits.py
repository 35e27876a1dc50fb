"""How a crawl ended, as a number that cron and scripts can act on."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Any


class Exit(IntEnum):
    """Exit codes of `scrapy crawl` and `newscrawl crawl`."""

    FINISHED = 0
    COULD_NOT_START = 1
    USAGE = 2
    WITH_ERRORS = 3
    """It ran to the end, but a source could not be read or a component failed; the log says which."""
    NOTHING = 4
    """No source of the site could be read: it moved, or it blocks us."""
    INTERRUPTED = 5
    """Stopped before its end: a signal, or the database went away. The next run goes on from there."""


def exit_code(reason: str, statistics: Mapping[str, Any]) -> Exit:
    """The exit code for Scrapy's closing reason and statistics."""
    if reason != "finished":
        return Exit.COULD_NOT_START if reason == "start_error" else Exit.INTERRUPTED
    tried = statistics.get("newscrawl/source/tried", 0)
    if tried and not statistics.get("newscrawl/source/read", 0):
        return Exit.NOTHING
    # Every failing callback, pipeline and unreadable source is logged as an error.
    if statistics.get("log_count/ERROR", 0) or statistics.get("log_count/CRITICAL", 0):
        return Exit.WITH_ERRORS
    return Exit.FINISHED
