"""Procrastinate's tables in the database that holds the data."""

from __future__ import annotations

from importlib.util import find_spec

from sqlalchemy import Engine, inspect, text

from newscrawl.store.jobs import TABLE
from newscrawl.store.session import reading, writing

# Everything of Procrastinate's begins so; its tables go with their triggers and indexes.
_DROP = """
DO $$ DECLARE found record; BEGIN
  FOR found IN SELECT format('%I', c.relname) AS name FROM pg_class c
    WHERE c.relkind = 'r' AND c.relname LIKE 'procrastinate\\_%' AND pg_table_is_visible(c.oid) LOOP
    EXECUTE 'DROP TABLE ' || found.name || ' CASCADE';
  END LOOP;
  FOR found IN SELECT p.oid::regprocedure::text AS name FROM pg_proc p
    WHERE p.proname LIKE 'procrastinate\\_%' AND pg_function_is_visible(p.oid) LOOP
    EXECUTE 'DROP FUNCTION ' || found.name || ' CASCADE';
  END LOOP;
  FOR found IN SELECT format('%I', t.typname) AS name FROM pg_type t
    WHERE t.typname LIKE 'procrastinate\\_%' AND t.typtype IN ('e', 'c') AND pg_type_is_visible(t.oid) LOOP
    EXECUTE 'DROP TYPE IF EXISTS ' || found.name || ' CASCADE';
  END LOOP;
END $$
"""


def installed() -> bool:
    """Whether the extra `cluster` is there."""
    return find_spec("procrastinate") is not None


def exist(engine: Engine) -> bool:
    """Whether the database has them."""
    if engine.dialect.name != "postgresql":
        return False
    with reading(engine) as connection:
        return inspect(connection).has_table(TABLE)


def make(engine: Engine) -> bool:
    """Make them where they can be and are missing; whether they were made. Raises StoreError."""
    if engine.dialect.name != "postgresql" or not installed() or exist(engine):
        return False
    from procrastinate.schema import SchemaManager

    with writing(engine) as connection:
        # The driver itself: SQLAlchemy would take colons and per cent signs for parameters.
        connection.connection.cursor().execute(SchemaManager.get_schema())
    return True


def drop(engine: Engine) -> None:
    """Remove them with all jobs."""
    if exist(engine):
        with writing(engine) as connection:
            connection.execute(text(_DROP))
