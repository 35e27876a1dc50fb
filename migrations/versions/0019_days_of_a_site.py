"""What a site brought in the last days is found without reading all that it ever had."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

INDICES = (("page", ("site", "kind", "first_seen_at")), ("article", ("site", "first_seen_at")))


def upgrade() -> None:
    for table, columns in INDICES:
        op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def downgrade() -> None:
    for table, columns in INDICES:
        op.drop_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table)
