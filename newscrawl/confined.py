"""What processes that read other people's pages may hold, and how they end: with their pool, or whoever began it."""

from __future__ import annotations

import gc
import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import wait

from pebble import ProcessPool

from newscrawl.errors import ConfigurationError

_MEGABYTE = 1 << 20
# New objects after which a worker looks for cycles among them. A page brings hardly any, and looking after every 700,
# as Python does, through all that is loaded, took 3 % of the time.
_NEW_OBJECTS = 5_000


def processes(given: object) -> int:
    """How many of them a setting asks for, as NEWSCRAWL_WORKERS: one a core where it says nothing, 0 for none.

    Raises ConfigurationError.
    """
    if given in (None, ""):
        return _usable_cores()
    if str(given).isdecimal():
        return int(str(given))
    raise ConfigurationError(f"NEWSCRAWL_WORKERS={given}: write a number of processes, or 0 for none")


def _usable_cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def prepare() -> None:
    """Make a worker end with its parent, and leave Ctrl-C to it."""
    gc.freeze()  # what is loaded stays, and is shared with the process it was forked from
    gc.set_threshold(_NEW_OBJECTS)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


class Confined(ProcessPool):
    """Processes that end before what they share does."""

    def end(self) -> None:
        """End the processes with whatever they do."""
        self.stop()  # type: ignore[no-untyped-call]
        self.join()

    def _stop_pool(self) -> None:
        # Pebble itself takes the locks away first: a process that has just begun, in place of one that a page has cost,
        # would not find them and fill the log with its traceback.
        if self._pool_manager_loop is not None:
            self._pool_manager_loop.join()
        self._pool_manager.worker_manager.force_stop_workers()  # type: ignore[no-untyped-call]
        super()._stop_pool()  # type: ignore[no-untyped-call]


@contextmanager
def at_most(megabytes: int) -> Iterator[None]:
    """Memory beyond what the process holds already. Only meanwhile: one that can't be handed a page is of no use."""
    limits = resource.getrlimit(resource.RLIMIT_DATA)
    if own := _own_bytes():
        resource.setrlimit(resource.RLIMIT_DATA, (own + megabytes * _MEGABYTE, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, limits)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _own_bytes() -> int:
    """What RLIMIT_DATA counts of this process; 0 where the system does not say."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            lines = dict(line.split(":", 1) for line in status)
        return int(lines["VmData"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        return 0
