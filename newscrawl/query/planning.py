"""What PostgreSQL's planner is kept from, where its guess of what a way costs is known to be wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, func, select


@contextmanager
def without(connection: Connection, *ways: str) -> Iterator[None]:
    """Queries within use none of these, as `hashagg` of `enable_hashagg`; on SQLite nothing changes.

    The settings end with the transaction, also where a query fails.
    """
    if connection.dialect.name != "postgresql":
        yield
        return
    _let(connection, ways, "off")
    yield
    _let(connection, ways, "on")


def _let(connection: Connection, ways: tuple[str, ...], be: str) -> None:
    connection.execute(select(*(func.set_config(f"enable_{way}", be, True) for way in ways)))
