"""Opening the database that a URL names."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError, SQLAlchemyError

from newscrawl.errors import StoreError

_EXAMPLES = "use sqlite:///data/newscrawl.db or postgresql+psycopg://user:password@host/newscrawl"
# Seconds a writer waits for another one.
_BUSY = 30.0
READ_ONLY = "newscrawl_read_only"
_SETTINGS = (
    # In the server's own zone the first and last hours that feeds claim (0001-01-01, 9999-12-31) are outside Python's
    # years, and one such row ended every crawl that read it.
    "TIME ZONE 'UTC'",
    # Compiling a question took up to twenty times as long as answering it.
    "jit = off",
)
"""Of each connection to PostgreSQL, whatever the server's own are."""
# Parameters of a connection that are nobody's business; libpq takes a password there too.
_SECRET = re.compile("pass|secret|key|token", re.IGNORECASE)


def open_engine(url: str, cache: int = 32) -> Engine:
    """An engine for SQLite or PostgreSQL; an SQLite file's folder is made.

    cache: MiB of an SQLite file that each connection keeps. The default of 2 holds no index of a large database, not
    even its upper levels.

    Raises StoreError for a URL that names no such database, with what to write instead.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() == "postgresql":
        engine = create_engine(parsed, pool_pre_ping=True)
        event.listen(engine, "connect", _set_up)
        return engine
    if parsed.database and parsed.database != ":memory:" and not parsed.database.startswith("file:"):
        try:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as err:
            raise StoreError(f"can't make the folder of {parsed.database}: {err.strerror}") from err
    engine = create_engine(parsed, connect_args={"timeout": _BUSY})
    event.listen(engine, "connect", partial(_prepare, cache=cache))
    event.listen(engine, "begin", _begin)
    return engine


def open_read_only(url: str) -> Engine:
    """The same, with connections that can't write whatever is asked of them. Raises StoreError."""
    engine = open_engine(url)
    event.listen(engine, "connect", _forbid_writing)
    return engine


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
        if parsed.drivername in ("postgres", "postgresql"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        parsed.get_dialect()
    except (ArgumentError, NoSuchModuleError, ValueError):
        # The cause's text may hold a password, so that it is neither repeated nor chained.
        raise StoreError(f"the database URL can't be read; {_EXAMPLES}") from None
    if "@" in (parsed.host or ""):  # the end of a password, which every error would show as the host
        raise StoreError("the database URL can't be read; write an @ in its password as %40")
    if parsed.drivername not in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg"):
        raise StoreError(f"no database of the kind {parsed.drivername!r}; {_EXAMPLES}")
    return parsed


def _prepare(connection: Any, _record: object, *, cache: int) -> None:
    # The driver's own transaction handling breaks SAVEPOINT; `_begin` begins instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA cache_size={-1024 * cache}")  # below zero: KiB instead of pages
    finally:
        cursor.close()


def _set_up(connection: Any, _record: object) -> None:
    connection.execute("; ".join(f"SET {setting}" for setting in _SETTINGS))
    connection.commit()


def _forbid_writing(connection: Any, _record: object) -> None:
    is_sqlite = isinstance(connection, sqlite3.Connection)
    said = "PRAGMA query_only=ON" if is_sqlite else "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"
    connection.execute(said)
    if not is_sqlite:
        connection.commit()


def _begin(connection: Connection) -> None:
    # A reader that turns writer fails at once if another wrote in between; a writer that says so first waits its turn.
    reads = connection.get_execution_options().get(READ_ONLY)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection for queries alone, which blocks no writer. Raises StoreError."""
    with translated(engine), engine.connect().execution_options(**{READ_ONLY: True}) as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction, committed at the end. Raises StoreError; nothing of it is stored then."""
    with translated(engine), engine.begin() as connection:
        yield connection


@contextmanager
def translated(engine: Engine) -> Iterator[None]:
    """Turn the driver's errors into StoreError."""
    try:
        yield
    except SQLAlchemyError as err:
        raise StoreError(describe(engine, err)) from err
    except OverflowError as err:  # SQLite's driver says so without the library's wrapping
        raise StoreError(f"a number is larger than databases hold: {err}") from err


def describe(engine: Engine, err: SQLAlchemyError) -> str:
    """Which database failed, without its password, and why."""
    return f"{shown(engine.url)}: {explain(err)}"


def shown(url: URL) -> str:
    """A database's URL without its passwords, wherever they stand in it."""
    hidden = {name: "hidden" for name in url.query if _SECRET.search(name)}
    return url.update_query_dict(hidden).render_as_string(hide_password=True)


def explain(err: BaseException) -> str:
    """An error's first line without statement and parameters, which may be pages long."""
    cause = err.orig if isinstance(err, DBAPIError) and err.orig is not None else err
    lines = str(cause).strip().splitlines()
    return lines[0][:500] if lines else type(cause).__name__


def is_conflict(err: OperationalError) -> bool:
    """True where the same transaction may well succeed when it is tried again."""
    # 40001 serialization_failure, 40P01 deadlock_detected
    return getattr(err.orig, "sqlstate", None) in ("40001", "40P01") or "database is locked" in str(err.orig)
