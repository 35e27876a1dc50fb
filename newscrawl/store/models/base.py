"""What all tables share: names of constraints and the columns' types."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Integer, MetaData
from sqlalchemy.orm import DeclarativeBase

from newscrawl.store.types import CleanText, UtcDateTime

# Eight bytes on PostgreSQL; SQLite counts rows only in a column that is called INTEGER.
Id = BigInteger().with_variant(Integer(), "sqlite")


class Base(DeclarativeBase):
    """Root of the tables. Enumerations are plain text: a changed check constraint passes on SQLite and fails on
    PostgreSQL, and the values are checked where they are made."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, str: CleanText, dict[str, Any]: JSON}  # noqa: RUF012
