"""The process that workers are forked from."""

from __future__ import annotations

import multiprocessing
import signal
from contextlib import suppress
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext

from newscrawl.confined import processes

_WARM = "newscrawl.pipelines.warm"


def context() -> ForkServerContext:
    """What workers are begun by. Forked from the crawl itself they would inherit the reactor's threads and the
    database's connections; started anew each would load for three seconds what a fork of a warm process has."""
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload([_WARM])
    return found


def load_ahead(workers: object) -> None:
    """Begin that process, where NEWSCRAWL_WORKERS asks for any workers, so that it loads what they need while this one
    loads what it needs itself. Raises ConfigurationError."""
    if not processes(workers):
        return
    context()
    # A Ctrl-C is this process's to answer: while the other one loads, it would end it with a traceback.
    answered = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with suppress(OSError):  # told where the workers themselves can't begin
            forkserver.ensure_running()
    finally:
        signal.signal(signal.SIGINT, answered)
