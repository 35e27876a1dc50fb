"""Run spiders in one process and say how they ended; used by `scrapy crawl`, `newscrawl crawl` and the demo."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import UsageError
from scrapy.utils.defer import deferred_from_coro
from twisted.internet.defer import DeferredList

from newscrawl.commands.exits import Exit, exit_code, worst
from newscrawl.commands.stopping import noted, stoppable
from newscrawl.commands.tracing import trace_stored
from newscrawl.crawl_state import state_of
from newscrawl.errors import NewscrawlError
from newscrawl.extensions.database import database_url, open_repository
from newscrawl.sites import hosts, load_sites
from newscrawl.spiders.arguments import is_true
from newscrawl.spiders.sources import entry_points
from newscrawl.store.locks import SiteLocks, of_host

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

logger = logging.getLogger(__name__)

# The spider that looks for originals.
RESOLVE = "resolve"
# The spider that fetches pictures.
IMAGES = "images"


def crawl(process: Any, names: Sequence[str], **arguments: Any) -> Exit:
    """Crawl the named sites side by side in a CrawlerProcess, then trace what is stored; returns the worst exit code.

    With the spider argument `due` only those of them that have something due, and without names all declared ones. In
    between, originals that are not stored are searched for and pictures are fetched, as the settings say. Raises
    UsageError for a name that no site has.
    """
    settings = process.settings
    try:
        if is_true(arguments.get("due", False)):
            names = due_sites(settings, names or list(load_sites(settings["NEWSCRAWL_SITES"])))
            if not names:
                return Exit.NOTHING_DUE
    except NewscrawlError as err:
        logger.error("could not start: %s", err)
        return Exit.COULD_NOT_START
    code = run_spiders(process, names, then=_behind(settings, names), **arguments)
    stores = [name for name in names if process.spider_loader.load(name).stores_articles]
    if settings.getbool("NEWSCRAWL_CLUSTER"):
        return code  # what was stored is traced by a job, which was enqueued with it
    if code in (Exit.COULD_NOT_START, Exit.INTERRUPTED, Exit.LOCKED) or not stores:
        return code
    with stoppable() as stopped:
        code = code if trace_stored(settings) else worst([code, Exit.WITH_ERRORS])
    return Exit.INTERRUPTED if stopped else code


def due_sites(settings: BaseSettings, names: Sequence[str], *, quiet: bool = False) -> list[str]:
    """Which of the names have something to fetch now; the log says when there will be, where none has.

    Raises UsageError for a name that no site has, ConfigurationError, StoreError.
    """
    sites = load_sites(settings["NEWSCRAWL_SITES"])
    for name in names:
        if name not in sites:
            raise UsageError(_no_site(name, list(sites)), print_help=False)
    repository = open_repository(settings)
    entries = {name: [d.url for d in entry_points(sites[name])] for name in dict.fromkeys(names)}
    due = repository.due_sites(entries, datetime.now(UTC))
    if not due and not quiet:
        when = repository.next_due(list(entries))
        logger.info("nothing is due%s", f" before {when:%Y-%m-%d %H:%M} UTC" if when else "")
    return due


def _no_site(name: str, sites: Sequence[str]) -> str:
    """The nearest first, as it was meant perhaps."""
    near = get_close_matches(name, sites, n=1)
    meant = f", but {near[0]!r}" if near else ""
    return f"no site {name!r}{meant}; there are: {', '.join(sites)}"


def _behind(settings: Any, names: Sequence[str]) -> list[str]:
    """The spiders that run when a crawl has ended."""
    if settings.getbool("NEWSCRAWL_CLUSTER"):
        return []
    wanted = {
        RESOLVE: settings.getbool("NEWSCRAWL_RESOLVE") and settings["NEWSCRAWL_TRACE"],
        IMAGES: settings.getbool("NEWSCRAWL_IMAGES"),
    }
    return [] if wanted.keys() & set(names) else [name for name, is_wanted in wanted.items() if is_wanted]


def run_spiders(process: Any, names: Sequence[str], *, then: Sequence[str] | None = None, **arguments: Any) -> Exit:
    """Run the named spiders side by side, then others one by one where all ended well; returns the worst exit code.

    A site that another process crawls is left to it; where that leaves nothing to run, the code is LOCKED. Raises
    UsageError for a name that no spider has.
    """
    known = process.spider_loader.list()
    for name in names:
        if name not in known:
            raise UsageError(_no_site(name, sorted(load_sites(process.settings["NEWSCRAWL_SITES"]))), print_help=False)
    try:
        with SiteLocks(database_url(process.settings)) as locks:
            free = [name for name in dict.fromkeys(names) if _is_free(process, locks, name)]
            return _run(process, locks, free, then, arguments)
    except NewscrawlError as err:
        logger.error("%s could not start: %s", ", ".join(names), err)
        return Exit.COULD_NOT_START


def _is_free(process: Any, locks: SiteLocks, name: str) -> bool:
    if not getattr(process.spider_loader.load(name), "one_at_a_time", False):
        return True
    holder = locks.take(name)
    if not holder:
        # Sites that share a host: two processes would not keep its delay.
        host = hosts(load_sites(process.settings["NEWSCRAWL_SITES"])).get(name)
        holder = locks.take(of_host(host)) if host else None
    if holder:
        logger.warning("%s is left out: %s crawls it, or a site that shares a host with it", name, holder)
    return holder is None


def _run(
    process: Any, locks: SiteLocks, names: Sequence[str], then: Sequence[str] | None, arguments: dict[str, Any]
) -> Exit:
    if not names:
        return Exit.LOCKED
    endings: list[Exit] = []
    came: list[int] = []
    behind = list(then or ())
    held = _Held(locks, names, hosts(load_sites(process.settings["NEWSCRAWL_SITES"])))

    def begin(name: str, failed: Exit = Exit.COULD_NOT_START, **arguments: Any) -> Any:
        crawler = process.create_crawler(name)
        state_of(crawler).locks = locks
        crawler.signals.connect(_stopping(crawler, came), signals.engine_started, weak=False)
        crawler.signals.connect(_noting(crawler, endings), signals.spider_closed, weak=False)
        ended = process.crawl(crawler, **arguments).addErrback(_could_not_start, name, endings, failed)
        return ended.addCallback(lambda _: held.end(name))

    def go_on(_: object) -> None:
        if behind and not {Exit.COULD_NOT_START, Exit.INTERRUPTED} & set(endings):
            begin(behind.pop(0), Exit.WITH_ERRORS).addCallback(go_on)

    with noted(came):
        running = [begin(name, **arguments) for name in names]
        DeferredList(running).addCallback(go_on)
        process.start()
    if len(endings) < len(names):
        endings.append(Exit.COULD_NOT_START)
    return worst(endings)


class _Held:
    """What the sites that are crawled hold. Each gives it back when it has ended: one that answers slowly must not keep
    the next call of cron from all others."""

    def __init__(self, locks: SiteLocks, names: Sequence[str], shared: Mapping[str, str]) -> None:
        self._locks = locks
        self._hosts = {name: shared[name] for name in names if name in shared}

    def end(self, name: str) -> None:
        host = self._hosts.pop(name, None)
        if host is None:
            return
        self._locks.give_back(name)
        if host not in self._hosts.values():
            self._locks.give_back(of_host(host))


def _stopping(crawler: Crawler, came: list[int]) -> Any:
    """Where a signal came while crawlers were made, each ends when it has begun: its run has an end then."""

    def started() -> None:
        from twisted.internet import reactor

        if came:
            # In the next turn: Scrapy stops no engine that still tells of its start.
            reactor.callLater(0, lambda: deferred_from_coro(crawler.stop_async()))  # type: ignore[arg-type]

    return started


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
