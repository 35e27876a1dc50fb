"""What all requests share: the databases' two doors, the token, and answers that are remembered for a while."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock, Thread
from typing import Annotated, Any, TypeVar, cast

from fastapi import Depends, Request
from sqlalchemy import Engine

from newscrawl.errors import NewscrawlError
from newscrawl.web.access import COOKIE, Access, Reviewer
from newscrawl.web.page_reader import PageReader

T = TypeVar("T")
# Counts over whole tables take seconds at a million articles, and nobody needs them newer than this.
_SECONDS = 60.0
# Older ones are not given even once more.
_OLDEST = 900.0
_MOST = 256
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Remembered:
    """Answers that cost much, each with the time at which it was made.

    An old one is given once more while the next is made, so that nobody but the first to ask waits for it.
    """

    _made: dict[Any, tuple[float, datetime, Any]] = field(default_factory=dict)
    _making: set[Any] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def get(self, key: object, make: Callable[[], T]) -> tuple[T, datetime]:
        found = self._made.get(key)
        if found is None or time.monotonic() - found[0] > _OLDEST:
            found = self._make(key, make)
        elif time.monotonic() - found[0] > _SECONDS:
            with self._lock:
                is_first = key not in self._making
                self._making.add(key)
            if is_first:
                Thread(target=self._renew, args=(key, make), daemon=True).start()
        return found[2], found[1]

    def _renew(self, key: object, make: Callable[[], Any]) -> None:
        try:
            self._make(key, make)
        except NewscrawlError as err:
            _log.error("%s", err)
        finally:
            self._making.discard(key)

    def _make(self, key: object, make: Callable[[], T]) -> tuple[float, datetime, T]:
        made = (time.monotonic(), datetime.now(UTC), make())
        with self._lock:
            while len(self._made) >= _MOST:
                self._made.pop(next(iter(self._made)))
            self._made[key] = made
        return made

    def forget(self, what: str) -> None:
        """Make anew, when they are next asked for, what keys begin with this."""
        with self._lock:
            for key in [key for key in self._made if isinstance(key, tuple) and key[0] == what]:
                del self._made[key]


@dataclass(slots=True, kw_only=True)
class State:
    reader: Engine
    """Can't write."""
    writer: Engine
    """For decisions alone."""
    access: Access
    is_private: bool
    """Whether reading needs the token too."""
    pages: PageReader
    """By which pages can be shown as they were."""
    watches: Path | None = None
    """File of the saved searches."""
    remembered: Remembered = field(default_factory=Remembered)

    def reviewer(self, request: Request) -> Reviewer | None:
        return self.access.reviewer(request.cookies.get(COOKIE))


def state_of(request: Request) -> State:
    return cast("State", request.app.state.newscrawl)


def _reader(request: Request) -> Engine:
    return state_of(request).reader


Reader = Annotated[Engine, Depends(_reader)]
Shared = Annotated[State, Depends(state_of)]
