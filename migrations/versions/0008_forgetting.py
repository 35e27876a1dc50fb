"""Articles that were removed on request, and what of them is still to be erased."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def identity() -> sa.BigInteger:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "tombstone",
        sa.Column("id", identity(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tombstone")),
        sa.UniqueConstraint("url", name=op.f("uq_tombstone_url")),
    )
    op.create_table(
        "tombstone_hash",
        sa.Column("tombstone_id", identity(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["tombstone_id"], ["tombstone.id"], name=op.f("fk_tombstone_hash_tombstone_id")),
        sa.PrimaryKeyConstraint("tombstone_id", "sha256", name=op.f("pk_tombstone_hash")),
    )
    op.create_index(op.f("ix_tombstone_hash_sha256"), "tombstone_hash", ["sha256"])
    op.create_table(
        "erasure",
        sa.Column("id", identity(), nullable=False),
        sa.Column("archive_file", sa.String(), nullable=False),
        sa.Column("archive_offset", identity(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sa.UniqueConstraint("archive_file", "archive_offset", name=op.f("uq_erasure_archive_file_archive_offset")),
    )


def downgrade() -> None:
    for table in ("erasure", "tombstone_hash", "tombstone"):
        op.drop_table(table)
