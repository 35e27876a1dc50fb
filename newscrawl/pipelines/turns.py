"""Which site's page is read next, where fewer workers are free than pages wait."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """Sites take turns, however many pages of one wait: a site whose pages take half a minute each delays the others
    by one of its pages and not by all of them. With several crawls the last free worker is left to a site that has
    none; a crawl that is alone has one page more under way than there are workers, so that none of them waits for the
    next one to be handed over.
    """

    def __init__(self, count: int) -> None:
        self.crawls = 1
        """How many crawls share the workers."""
        self._count = count
        self._taken = 0
        self._held: Counter[str] = Counter()
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}

    @asynccontextmanager
    async def of(self, site: str) -> AsyncIterator[None]:
        """Hold a worker for a page of the site."""
        await self._take(site)
        try:
            yield
        finally:
            self._give_back(site)

    async def _take(self, site: str) -> None:
        if self._may(site) and site not in self._waiting:
            self._hold(site)
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(site, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._give_back(site)
            raise

    def _may(self, site: str) -> bool:
        if self.crawls == 1:
            return self._taken <= self._count
        is_reserved = self._count - self._taken == 1 < self._count and self._held[site] > 0
        return self._taken < self._count and not is_reserved

    def _hold(self, site: str) -> None:
        self._taken += 1
        self._held[site] += 1

    def _give_back(self, site: str) -> None:
        self._taken -= 1
        self._held[site] -= 1
        self.go_on()

    def go_on(self) -> None:
        """Hand out what is free, to one page of each site in turn."""
        while (site := next(filter(self._may, self._waiting), None)) is not None:
            turns = self._waiting.pop(site)
            turn = turns.popleft()
            if turns:
                self._waiting[site] = turns  # behind all others
            if not turn.cancelled():
                self._hold(site)
                turn.set_result(None)
