"""What was concluded before today's rules concluded otherwise."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def identity() -> sa.types.TypeEngine:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "superseded",
        sa.Column("id", identity(), nullable=False),
        sa.Column("article_version_id", identity(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("detector", sa.String(), nullable=False),
        sa.Column("replaced_by", sa.String(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_version_id"], ["article_version.id"], name=op.f("fk_superseded_article_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_superseded")),
    )
    op.create_index(op.f("ix_superseded_article_version_id"), "superseded", ["article_version_id"])


def downgrade() -> None:
    op.drop_table("superseded")
