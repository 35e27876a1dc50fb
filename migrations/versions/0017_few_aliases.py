"""Aliases are few, and their index holds only them: other pages cost it nothing and mislead no statistics."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

INDEX, TABLE, COLUMN = "ix_page_alias_of_id", "page", "alias_of_id"
FEW = sa.text(f"{COLUMN} IS NOT NULL")


def upgrade() -> None:
    op.drop_index(INDEX, table_name=TABLE)
    op.create_index(INDEX, TABLE, [COLUMN], sqlite_where=FEW, postgresql_where=FEW)


def downgrade() -> None:
    op.drop_index(INDEX, table_name=TABLE)
    op.create_index(INDEX, TABLE, [COLUMN])
