"""Which texts have vectors of which division, without reading the vectors."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NAME = "ix_embedding_encoder_splitter_article_version_id"


def upgrade() -> None:
    op.create_index(NAME, "embedding", ["encoder", "splitter", "article_version_id"])


def downgrade() -> None:
    op.drop_index(NAME, "embedding")
