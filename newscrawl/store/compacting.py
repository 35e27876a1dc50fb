"""Taking deleted text out of a database's files: a deleted row leaves its bytes behind."""

from __future__ import annotations

from sqlalchemy import Engine

from newscrawl.errors import StoreError
from newscrawl.store.fulltext import optimize
from newscrawl.store.models import Base
from newscrawl.store.session import translated


def compact(engine: Engine) -> None:
    """Write an SQLite file anew and empty its log; have PostgreSQL free what was deleted, to be written over.

    Raises StoreError where another process holds the database.
    """
    with translated(engine):
        connection = engine.raw_connection()
        try:
            if engine.dialect.name == "sqlite":
                cursor = connection.cursor()
                optimize(cursor)
                cursor.execute("VACUUM")
                busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
                cursor.close()
                if busy:
                    raise StoreError("another process reads the database, so that its log can't be emptied")
            else:
                connection.driver_connection.autocommit = True  # type: ignore[union-attr]
                cursor = connection.cursor()
                for table in Base.metadata.sorted_tables:
                    cursor.execute(f'VACUUM "{table.name}"')
                cursor.close()
        finally:
            connection.invalidate()
