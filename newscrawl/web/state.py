"""What all requests share: the databases' two doors, the token, and answers that are remembered for a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Annotated, Any, TypeVar, cast

from fastapi import Depends, Request
from sqlalchemy import Engine

from newscrawl.web.access import COOKIE, Access, Reviewer

T = TypeVar("T")
# Counts over whole tables take seconds at a million articles, and nobody needs them newer than this.
_SECONDS = 60.0
_MOST = 256


@dataclass(slots=True)
class Remembered:
    """Answers that cost much, each with the time at which it was made."""

    _made: dict[Any, tuple[float, datetime, Any]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def get(self, key: object, make: Callable[[], T]) -> tuple[T, datetime]:
        found = self._made.get(key)
        if found is None or time.monotonic() - found[0] > _SECONDS:
            found = (time.monotonic(), datetime.now(UTC), make())
            with self._lock:
                while len(self._made) >= _MOST:
                    self._made.pop(next(iter(self._made)))
                self._made[key] = found
        return found[2], found[1]

    def clear(self) -> None:
        with self._lock:
            self._made.clear()


@dataclass(slots=True, kw_only=True)
class State:
    reader: Engine
    """Can't write."""
    writer: Engine
    """For decisions alone."""
    access: Access
    is_private: bool
    """Whether reading needs the token too."""
    archive: Path | None = None
    """Folder of the WARC files, by which pages can be shown as they were."""
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
