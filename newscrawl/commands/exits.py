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
    """A site yielded nothing: none of its sources could be read, they named no address, or none of many pages was an
    article. It moved, or it blocks us."""
    INTERRUPTED = 5
    """Stopped before its end: a signal, or the database went away. The next run goes on from there."""
    NOTHING_DUE = 6
    """`--due`: nothing was to be fetched, and nothing was."""
    LOCKED = 75
    """Another process crawls the site (sysexits' EX_TEMPFAIL: try again later)."""


# The worst ending of several decides. A site that another process crawls is that process's to tell of.
SEVERITY = (
    Exit.NOTHING_DUE,
    Exit.LOCKED,
    Exit.FINISHED,
    Exit.WITH_ERRORS,
    Exit.NOTHING,
    Exit.INTERRUPTED,
    Exit.USAGE,
    Exit.COULD_NOT_START,
)
# So many pages without a single article are no accident.
_MANY = 10


def worst(endings: list[Exit]) -> Exit:
    """The exit code of several crawls."""
    return max(endings, key=SEVERITY.index)


def exit_code(reason: str, statistics: Mapping[str, Any]) -> Exit:
    """The exit code for Scrapy's closing reason and statistics."""
    if reason != "finished":
        return Exit.COULD_NOT_START if reason == "start_error" else Exit.INTERRUPTED
    if _is_empty(statistics):
        return Exit.NOTHING
    # Every failing callback, pipeline and unreadable source is logged as an error.
    if statistics.get("log_count/ERROR", 0) or statistics.get("log_count/CRITICAL", 0):
        return Exit.WITH_ERRORS
    return Exit.FINISHED


def _is_empty(statistics: Mapping[str, Any]) -> bool:
    tried, read = (statistics.get(f"newscrawl/source/{name}", 0) for name in ("tried", "read"))
    unchanged = sum(n for key, n in statistics.items() if key.startswith("newscrawl/not_modified/"))
    if not tried:
        return False
    if not read or not (statistics.get("newscrawl/found", 0) or unchanged):
        return True
    states = {key.rpartition("/")[2]: n for key, n in statistics.items() if key.startswith("newscrawl/state/")}
    articles = states.get("stored", 0) + states.get("alias", 0) + statistics.get("newscrawl/version/unread", 0)
    return not articles and sum(states.values()) >= _MANY
