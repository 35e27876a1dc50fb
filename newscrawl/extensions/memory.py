"""How the crawl's own process asks the system for memory."""

from __future__ import annotations

import ctypes
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

# mallopt(3)
_M_ARENA_MAX = -8
_ARENAS = 2


class FewArenas:
    """The process's threads share two heaps of the C library.

    Each would get its own, and keep what it once needed for pages and batches: a fifth of the process's memory after a
    few thousand pages. They rarely wait for each other, as one of them at a time runs Python.
    """

    @classmethod
    def from_crawler(cls, _crawler: Crawler) -> FewArenas:
        # Other C libraries (musl, macOS) have no such setting, and no such heaps.
        with suppress(AttributeError, OSError):
            ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _ARENAS)
        return cls()
