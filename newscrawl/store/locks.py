"""One process for each site: a lock that ends with the process that holds it, however it ends."""

from __future__ import annotations

import fcntl
import hashlib
import os
import socket
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from sqlalchemy import Connection, Engine, NullPool, create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from newscrawl.errors import StoreError
from newscrawl.store.session import describe, open_engine


class SiteLocks:
    """Locks of this process: on SQLite files beside the database, on PostgreSQL advisory locks of one connection.

    Use as a context manager: at its end all are given back that were not given back before.
    """

    def __init__(self, url: str) -> None:
        """Raises StoreError for a URL that names no database."""
        self._engine = open_engine(url)
        self._connection: Connection | None = None
        self._held = ExitStack()
        self._files: dict[str, IO[str]] = {}
        self._ours: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for site in list(self._files):
            self.give_back(site)
        self._held.close()
        self._ours.clear()
        self._engine.dispose()

    def take(self, site: str) -> str | None:
        """None where the site is ours now; else who holds it: `process 4711 on crawler-1, since 2026-06-18 10:00 UTC`.

        Raises StoreError.
        """
        if site in self._ours:
            return None
        holder = self._take(site)
        if holder is None:
            self._ours.add(site)
        return holder

    def give_back(self, site: str) -> None:
        """Let others have the site; nothing where it is not ours. A connection that is lost has given it back."""
        if site not in self._ours:
            return
        self._ours.remove(site)
        if (file := self._files.pop(site, None)) is not None:
            file.close()
        if self._connection is not None:
            with suppress(SQLAlchemyError):
                self._connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _key(site)})

    def _take(self, site: str) -> str | None:
        if self._engine.dialect.name == "postgresql":
            return self._take_advisory(site)
        database = self._engine.url.database
        if not database or database == ":memory:" or database.startswith("file:"):
            return None  # nobody else can reach it
        return self._take_file(site, Path(f"{database}.locks") / f"{site}.lock")

    def _take_file(self, site: str, path: Path) -> str | None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # Not truncated: it tells who holds it. The file stays, as removing one would race with its next holder.
            file = path.open("a+", encoding="utf-8")
        except OSError as err:
            raise StoreError(f"can't lock {path}: {err.strerror}") from err
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with file:
                return _written(file) or "another process"
        except OSError as err:
            file.close()
            raise StoreError(f"can't lock {path}: {err.strerror}") from err
        self._files[site] = file
        file.truncate(0)
        file.write(f"{_me()}, since {datetime.now(UTC):%Y-%m-%d %H:%M} UTC")
        file.flush()
        return None

    def _take_advisory(self, site: str) -> str | None:
        key = _key(site)
        try:
            if self._connection is None:
                self._connection = self._held.enter_context(_named(self._engine).connect())
            if self._connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}):
                return None
            return _holder(self._connection, key)
        except SQLAlchemyError as err:
            raise StoreError(describe(self._engine, err)) from err


def of_host(host: str) -> str:
    """The lock of all sites that share hosts with each other (`newscrawl.sites.hosts`)."""
    return f"host-{host}"


def _key(site: str) -> int:
    return int.from_bytes(hashlib.sha256(f"newscrawl/{site}".encode()).digest()[:8], "big", signed=True)


def _me() -> str:
    return f"process {os.getpid()} on {socket.gethostname()}"


def _written(file: IO[str]) -> str:
    file.seek(0)
    return file.read().strip()


def _named(engine: Engine) -> Engine:
    """A connection that the server lists under this process's name."""
    url = make_url(engine.url).update_query_dict({"application_name": _me()[:63]})
    return create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)


def _holder(connection: Connection, key: int) -> str:
    query = text(
        "SELECT a.application_name, a.backend_start FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
        " WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND l.classid = :high AND l.objid = :low"
    )
    row = connection.execute(query, {"high": key >> 32 & 0xFFFFFFFF, "low": key & 0xFFFFFFFF}).first()
    if row is None or not row.application_name:
        return "another process"
    return f"{row.application_name}, since {row.backend_start.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
