"""What two texts are alone beside what they are among all others, and which passages they have in common."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("alone", "a_shared", "b_shared"):
        op.add_column("duplicate_pair", sa.Column(name, sa.String(), nullable=True))
    for name in ("a_part", "b_part"):
        op.add_column("duplicate_pair", sa.Column(name, sa.Boolean(), nullable=True))


def downgrade() -> None:
    joins = "alone IN ('exact', 'near', 'contains', 'part-of')"
    op.execute(f"UPDATE duplicate_pair SET kind = alone, joins = {joins} WHERE alone IS NOT NULL")
    for name in ("b_part", "a_part", "b_shared", "a_shared", "alone"):
        op.drop_column("duplicate_pair", name)
