"""Picture files: where they are archived, how often they were tried, and a view that shows what they say."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

COLUMNS = "a.article_id, a.url, a.site, m.position, i.url AS image_url, m.caption, m.credit, m.alt"
FILE = """, f.fetched_at AS image_fetched_at, f.sha256, f.phash, f.width, f.height, f.metadata AS image_metadata,
           f.error AS image_error, f.archive_file, f.archive_offset"""
IMAGE = """
    SELECT {columns}
    FROM v_article a
    JOIN version_image m ON m.article_version_id = a.version_id
    LEFT JOIN image i ON i.id = m.image_id{join}"""


def file_columns() -> list[sa.Column]:
    return [
        sa.Column("tries", sa.Integer(), server_default="1", nullable=False),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("content_type", sa.String(), nullable=True),
        sa.Column("archive_file", sa.String(), nullable=True),
        sa.Column("archive_offset", sa.BigInteger(), nullable=True),
    ]


def show_images(columns: str, join: str) -> None:
    op.execute("DROP VIEW v_image")
    op.execute(f"CREATE VIEW v_image AS {IMAGE.format(columns=columns, join=join)}")


def upgrade() -> None:
    for column in file_columns():
        op.add_column("image_file", column)
    show_images(COLUMNS + FILE, "\n    LEFT JOIN image_file f ON f.image_id = i.id")


def downgrade() -> None:
    show_images(COLUMNS, "")
    for column in reversed(file_columns()):
        op.drop_column("image_file", column.name)
