"""Run spiders in one process and say how they ended; used by `scrapy crawl`, `newscrawl crawl` and the demo."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import UsageError
from twisted.internet.defer import DeferredList

from newscrawl.commands.exits import Exit, exit_code
from newscrawl.commands.tracing import trace_stored
from newscrawl.errors import NewscrawlError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

logger = logging.getLogger(__name__)

# The spider that looks for originals.
RESOLVE = "resolve"
# The worst ending of several decides.
_SEVERITY = (
    Exit.FINISHED,
    Exit.WITH_ERRORS,
    Exit.NOTHING,
    Exit.INTERRUPTED,
    Exit.COULD_NOT_START,
)


def crawl(process: Any, names: Sequence[str], **arguments: Any) -> Exit:
    """Crawl the named sites side by side in a CrawlerProcess, then trace what is stored; returns the worst exit code.

    In between, originals that are not stored are searched for, as the settings say. Raises UsageError for a name that
    no site has.
    """
    settings = process.settings
    searches = settings.getbool("NEWSCRAWL_RESOLVE") and settings["NEWSCRAWL_TRACE"] and RESOLVE not in names
    code = run_spiders(process, names, then=RESOLVE if searches else None, **arguments)
    stores = [name for name in names if process.spider_loader.load(name).stores_articles]
    if code in (Exit.COULD_NOT_START, Exit.INTERRUPTED) or not stores:
        return code
    return code if trace_stored(process.settings) else max(code, Exit.WITH_ERRORS, key=_SEVERITY.index)


def run_spiders(process: Any, names: Sequence[str], *, then: str | None = None, **arguments: Any) -> Exit:
    """Run the named spiders side by side, and one more when all of them have ended well; returns the worst exit code.

    Raises UsageError for a name that no spider has.
    """
    known = process.spider_loader.list()
    for name in names:
        if name not in known:
            raise UsageError(f"no site {name!r}; there are: {', '.join(known)}", print_help=False)
    endings: list[Exit] = []

    def begin(name: str, failed: Exit = Exit.COULD_NOT_START, **arguments: Any) -> Any:
        crawler = process.create_crawler(name)
        crawler.signals.connect(_noting(crawler, endings), signals.spider_closed, weak=False)
        return process.crawl(crawler, **arguments).addErrback(_could_not_start, name, endings, failed)

    def go_on(_: object) -> None:
        if then and not {Exit.COULD_NOT_START, Exit.INTERRUPTED} & set(endings):
            begin(then, Exit.WITH_ERRORS)

    running = [begin(name, **arguments) for name in dict.fromkeys(names)]
    DeferredList(running).addCallback(go_on)
    process.start()
    if len(endings) < len(dict.fromkeys(names)):
        endings.append(Exit.COULD_NOT_START)
    return max(endings, key=_SEVERITY.index)


def _noting(crawler: Crawler, endings: list[Exit]) -> Any:
    def closed(reason: str) -> None:
        endings.append(exit_code(reason, crawler.stats.get_stats()))

    return closed


def _could_not_start(failure: Failure, name: str, endings: list[Exit], code: Exit) -> None:
    endings.append(code)
    if isinstance(failure.value, NewscrawlError):  # its text is for people; a traceback would hide it
        logger.error("%s could not start: %s", name, failure.value)
    else:
        logger.error("%s could not start", name, exc_info=failure.value)
