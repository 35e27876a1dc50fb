"""A background tells how rare names and numbers are, so that no verdict depends on what is traced beside it."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("trace_background", sa.Column("rarity", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("trace_background", "rarity")
