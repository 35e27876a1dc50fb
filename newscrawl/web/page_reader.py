"""Archived pages are read in a process of their own: whoever wrote one may want to hold up the explorer."""

from __future__ import annotations

import logging
import multiprocessing
from collections import OrderedDict
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock

from pebble import ProcessExpired

from newscrawl.confined import Confined, at_most, prepare
from newscrawl.query.dossier import Dossier
from newscrawl.web.published import Seen, as_published

# A page of news takes a tenth of a second. Without its page an article's text is shown all the same.
_SECONDS = 5.0
_MEGABYTES = 512
# Seconds in which a process is started, and a late one ended, on a busy machine.
_GRACE = 30
# lxml and the allocator keep what a large page once needed.
_PAGES_A_WORKER = 500
_MOST_DEAR = 1_000
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class PageReader:
    """Reads pages of one archive, one at a time; one that costs too much is shown without, and not tried again.

    The first page starts its process. Without an archive nothing is ever read.
    """

    archive: Path | None
    seconds: float = _SECONDS
    megabytes: int = _MEGABYTES
    _pool: Confined | None = None
    _free: Lock = field(default_factory=Lock)
    _dear: OrderedDict[tuple[str, int | None], None] = field(default_factory=OrderedDict)

    def seen(self, found: Dossier) -> tuple[Seen, ...]:
        """The article's part of its page; nothing where the page is not there, costs too much, or others are read."""
        version = found.versions[-1] if found.versions else None
        if self.archive is None or found.text is None or version is None or version.archive_file is None:
            return ()
        place = (version.archive_file, version.archive_offset)
        if place in self._dear or not self._free.acquire(timeout=self.seconds):
            return ()
        try:
            return self._read(found)
        except (TimeoutError, MemoryError, ProcessExpired, BrokenProcessPool) as err:
            _log.warning("reading %s at %s was given up: %s", *place, err or type(err).__name__)
            self._dear[place] = None
            if len(self._dear) > _MOST_DEAR:
                self._dear.popitem(last=False)
            return ()
        finally:
            self._free.release()

    def _read(self, found: Dossier) -> tuple[Seen, ...]:
        asked = replace(found, sightings=(), downloads=(), copies=(), origins=(), reviews=(), derived=(), siblings=())
        try:
            task = self._started().schedule(_read, args=(asked, self.archive, self.megabytes), timeout=self.seconds)
        except RuntimeError as err:
            # It broke while no page was read.
            self.close()
            raise BrokenProcessPool(str(err)) from err
        try:
            seen: tuple[Seen, ...] = task.result(self.seconds + _GRACE)
        except TimeoutError:
            if not task.done():
                self.close()
            raise
        except BrokenProcessPool:
            self.close()
            raise
        return seen

    def _started(self) -> Confined:
        if self._pool is None:
            # A fork would inherit the server's threads and the database's connections.
            context = multiprocessing.get_context("spawn")
            self._pool = Confined(1, max_tasks=_PAGES_A_WORKER, initializer=prepare, context=context)
        return self._pool

    def close(self) -> None:
        """End the process."""
        if self._pool is not None:
            self._pool.end()
            self._pool = None


def _read(found: Dossier, archive: Path, megabytes: int) -> tuple[Seen, ...]:
    with at_most(megabytes):
        return as_published(found, archive)
