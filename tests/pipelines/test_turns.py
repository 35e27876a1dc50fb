"""Whose page is read next."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine

import pytest

from newscrawl.pipelines.turns import Turns


class Pages:
    """Pages that are read until they are told to end."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.begun: list[str] = []
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self._ends: dict[str, asyncio.Event] = {}

    async def wait(self, *names: str) -> None:
        """Pages such as `slow-1`, of the site `slow`, in this order."""
        for name in names:
            self._ends[name] = asyncio.Event()
            self.tasks[name] = asyncio.create_task(self._read(name))
            await self.settle()

    async def end(self, *names: str) -> None:
        for name in names:
            self._ends[name].set()
            await self.settle()

    async def settle(self) -> None:
        for _ in range(5):
            await asyncio.sleep(0)

    async def _read(self, name: str) -> None:
        async with self.turns.of(name.partition("-")[0]):
            self.begun.append(name)
            await self._ends[name].wait()


def run(test: Callable[[Pages], Coroutine[None, None, None]], *, count: int, crawls: int) -> None:
    async def main() -> None:
        turns = Turns(count)
        turns.crawls = crawls
        await test(Pages(turns))

    asyncio.run(main())


def test_a_site_with_many_slow_pages_leaves_a_worker_to_the_others() -> None:
    async def test(pages: Pages) -> None:
        await pages.wait(*(f"slow-{n}" for n in range(50)))
        assert pages.begun == ["slow-0"]
        await pages.wait("quick-0")
        await pages.end("quick-0")
        await pages.wait("quick-1")
        assert pages.begun == ["slow-0", "quick-0", "quick-1"]

    run(test, count=2, crawls=2)


def test_with_one_worker_sites_take_turns() -> None:
    async def test(pages: Pages) -> None:
        await pages.wait("slow-0", "slow-1", "slow-2", "slow-3", "quick-0", "quick-1")
        await pages.end("slow-0", "slow-1", "quick-0", "slow-2", "quick-1")
        assert pages.begun == ["slow-0", "slow-1", "quick-0", "slow-2", "quick-1", "slow-3"]

    run(test, count=1, crawls=2)


@pytest.mark.parametrize("crawls", [1, 2])
def test_a_crawl_that_is_alone_has_all_workers_and_one_page_ready_and_so_has_one_left_alone(crawls: int) -> None:
    async def test(pages: Pages) -> None:
        await pages.wait("one-0", "one-1", "one-2", "one-3")
        pages.turns.crawls = 1
        pages.turns.go_on()
        await pages.settle()
        assert pages.begun == ["one-0", "one-1", "one-2"]

    run(test, count=2, crawls=crawls)


def test_a_page_that_is_given_up_while_it_waits_costs_no_worker() -> None:
    async def test(pages: Pages) -> None:
        await pages.wait("one-0", "one-1", "one-2")
        pages.tasks["one-1"].cancel()
        await pages.settle()
        await pages.end("one-0")
        assert pages.begun == ["one-0", "one-2"]

    run(test, count=1, crawls=2)
