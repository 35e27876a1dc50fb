"""What a version is: structure of its text, page type, access, and what the page says beside the text."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

READING = """
    SELECT a.article_id, a.url, a.site, a.title, v.page_type, v.access, v.structure, v.details
    FROM v_article a JOIN article_version v ON v.id = a.version_id"""
COLUMNS = ("structure", "page_type", "access")


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column("article_version", sa.Column(name, sa.String(), nullable=True))
    op.add_column("article_version", sa.Column("details", sa.JSON(), nullable=True))
    op.execute(f"CREATE VIEW v_reading AS {READING}")


def downgrade() -> None:
    op.execute("DROP VIEW v_reading")
    for name in ("details", *reversed(COLUMNS)):
        op.drop_column("article_version", name)
