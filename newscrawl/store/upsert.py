"""Inserting rows that may exist already, in the same words for both databases."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, bindparam, func, insert, update
from sqlalchemy.dialects import postgresql, sqlite

T = TypeVar("T")
Row = Mapping[str, Any]


def insert_missing(connection: Connection, table: Any, rows: Sequence[Row], key: Sequence[str]) -> None:
    """Insert the rows whose key is new and leave the others as they are."""
    if rows:
        statement = _insert(connection)(_table(table)).on_conflict_do_nothing(index_elements=list(key))
        connection.execute(statement, unique(rows, key))


def insert_all(connection: Connection, table: Any, rows: Sequence[Row]) -> None:
    """Insert rows that are new."""
    if rows:
        connection.execute(insert(_table(table)), rows)


def update_all(connection: Connection, table: Any, rows: Sequence[Row]) -> None:
    """Give each row of this `id` the other values; a statement for each set of columns, however many rows have it."""
    target = _table(table)
    alike: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        alike.setdefault(tuple(row), []).append(row)
    for names, group in alike.items():
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names if name != "id"}
        statement = update(target).where(target.c.id == bindparam("new_id")).values(values)
        connection.execute(statement, [{f"new_{name}": value for name, value in row.items()} for row in group])


def upsert(
    connection: Connection,
    table: Any,
    rows: Sequence[Row],
    key: Sequence[str],
    *,
    replace: Collection[str] = (),
    fill: Collection[str] = (),
) -> None:
    """Insert rows; of those that exist, overwrite the columns `replace`, and `fill` where the new value is not NULL."""
    if not rows:
        return
    target = _table(table)
    statement = _insert(connection)(target)
    new = statement.excluded
    changes = {name: new[name] for name in replace}
    changes |= {name: func.coalesce(new[name], target.c[name]) for name in fill}
    connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=changes), unique(rows, key))


def unique(rows: Iterable[Row], key: Sequence[str]) -> list[dict[str, Any]]:
    """One row for each key, in order of first sight; a later row fills what the first one left open.

    PostgreSQL refuses a statement that touches one row twice (CardinalityViolation); SQLite does not.
    """
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        kept = found.setdefault(tuple(row[name] for name in key), dict(row))
        kept.update({name: value for name, value in row.items() if kept.get(name) is None})
    return list(found.values())


def chunks(values: Sequence[T], size: int = 5_000) -> Iterator[Sequence[T]]:
    """The values in pieces that fit into one statement: SQLite takes 32,766 parameters, PostgreSQL 65,535."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def _insert(connection: Connection) -> Any:
    return postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert


def _table(model: Any) -> Table:
    table: Table = model.__table__
    return table
