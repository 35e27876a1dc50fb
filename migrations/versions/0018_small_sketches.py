"""A value of a sketch takes four bytes in PostgreSQL; SQLite stores each number as short as it is."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _store_as(sa.Integer())


def downgrade() -> None:
    _store_as(sa.BigInteger())


def _store_as(kind: sa.types.TypeEngine[int]) -> None:
    if op.get_context().dialect.name == "postgresql":
        op.alter_column("sketch", "value", type_=kind)
