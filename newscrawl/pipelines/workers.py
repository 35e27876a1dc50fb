"""Processes in which pages are read: a page that costs too much ends with its worker, and the crawl goes on."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pebble import ProcessExpired

from newscrawl.confined import Confined, at_most, prepare
from newscrawl.extensions.sites import sites_of
from newscrawl.pipelines.forking import context
from newscrawl.pipelines.turns import Turns
from newscrawl.reading import read_page

if TYPE_CHECKING:
    from newscrawl.items import Story
    from newscrawl.sites import Site

# lxml and the allocator keep what a large page once needed.
_PAGES_A_WORKER = 2000
# Seconds in which a worker is started, and a late one ended, on a busy machine.
_GRACE = 60

logger = logging.getLogger(__name__)


class TooDear(Exception):
    """A page that can't be read within the limits; the message says which."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one page may cost: seconds of real time, and megabytes beyond what a worker needs itself."""

    seconds: float
    megabytes: int


class Workers:
    """A pool of processes. The first page starts it, so that a crawl without pages costs nothing."""

    def __init__(self, count: int, limits: Limits, sites: str) -> None:
        """`sites` is the package of the declared sites, which each worker loads for itself."""
        self.count = count
        self.limits = limits
        self.sites = sites
        self.pool = self._new_pool()
        # At most one page waits inside the pool, so that whoever gets no answer knows that the pool hangs.
        self.turns = Turns(count)

    async def read(self, story: Story, site: Site | None) -> Story:
        """The story with article and credits. A page whose worker died is tried once more, in another.

        Raises TooDear, and whatever the extractor raises.
        """
        async with self.turns.of(story.site):
            try:
                return await self._read(story, site)
            except (ProcessExpired, BrokenProcessPool):
                logger.warning("a worker died while it read %s; once more", story.url)
            try:
                return await self._read(story, site)
            except (ProcessExpired, BrokenProcessPool) as err:
                raise TooDear(f"the process that read it died twice: {err}") from err

    async def _read(self, story: Story, site: Site | None) -> Story:
        pool, seconds = self.pool, self.limits.seconds
        try:
            task = pool.schedule(_read, args=(story, site, self.sites, self.limits.megabytes), timeout=seconds)
        except RuntimeError as err:
            # It broke while no page was read.
            self._replace(pool)
            raise BrokenProcessPool(str(err)) from err
        try:
            return await asyncio.wait_for(asyncio.wrap_future(task), 2 * seconds + _GRACE)
        except TimeoutError as err:
            if not task.done():
                self._replace(pool)
            raise TooDear(f"reading it took longer than {seconds:g} s") from err
        except MemoryError as err:
            raise TooDear(f"reading it needed more than {self.limits.megabytes} MB") from err
        except BrokenProcessPool:
            self._replace(pool)
            raise

    def _new_pool(self) -> Confined:
        return Confined(max_workers=self.count, max_tasks=_PAGES_A_WORKER, initializer=prepare, context=context())

    def _replace(self, broken: Confined) -> None:
        """Go on with a new pool; whoever sees first that one broke makes it."""
        if self.pool is broken:
            self.pool = self._new_pool()
            broken.end()

    def close(self) -> None:
        """End the processes. What they still read is lost to this run, and pending in the next."""
        self.pool.end()


class SharedWorkers:
    """The workers of all crawls in one process: four sites on two cores need two workers, not eight."""

    def __init__(self) -> None:
        self._workers: Workers | None = None
        self._users = 0

    def join(self, count: int, limits: Limits, sites: str) -> Workers:
        """The workers that are there, else new ones as described. Each user calls `leave` once."""
        self._users += 1
        if self._workers is None:
            self._workers = Workers(count, limits, sites)
        self._workers.turns.crawls = self._users
        return self._workers

    def leave(self) -> None:
        """The last user's leaving ends the processes."""
        self._users -= 1
        if self._workers is None:
            return
        if self._users == 0:
            self._workers.close()
            self._workers = None
        else:
            self._workers.turns.crawls = self._users
            self._workers.turns.go_on()


shared = SharedWorkers()


def _read(story: Story, site: Site | None, sites: str, megabytes: int) -> Story:
    with at_most(megabytes):
        return read_page(story, site, sites_of(sites))
