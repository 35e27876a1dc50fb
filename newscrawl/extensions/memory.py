"""How the crawl's own process asks the system for memory."""

from __future__ import annotations

import ctypes
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

# mallopt(3)
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
_ARENAS = 2
_LARGE = 256 * 1024


class FewHeaps:
    """The process's threads share two heaps of the C library, and nothing large is put on them.

    Each thread would get its own, and keep what it once needed for pages and batches: a fifth of the process's memory
    after a few thousand pages. They rarely wait for each other, as one of them at a time runs Python. Pages are
    large and live a few seconds: once some were freed, the C library would have the next ones from the heaps, whose
    gaps grow with every page; as mappings of their own they go back to the system.
    """

    @classmethod
    def from_crawler(cls, _crawler: Crawler) -> FewHeaps:
        # Other C libraries (musl, macOS) have no such settings, and no such heaps.
        with suppress(AttributeError, OSError):
            mallopt = ctypes.CDLL(None).mallopt
            mallopt(_M_ARENA_MAX, _ARENAS)
            mallopt(_M_MMAP_THRESHOLD, _LARGE)
        return cls()
