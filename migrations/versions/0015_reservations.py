"""What sites say of text and data mining, with each download."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

VIEW = """
    CREATE VIEW v_fetch AS
    SELECT p.url AS page_url, p.site, f.run_id, f.url, f.fetched_at, f.status, f.sha256, f.size, f.content_type,
           f.archive_file, f.archive_offset, f.error{reservations}
    FROM "fetch" f JOIN page p ON p.id = f.page_id"""


def upgrade() -> None:
    op.execute("DROP VIEW v_fetch")
    op.add_column("fetch", sa.Column("reservations", sa.String(), nullable=True))
    # Few sites say anything: the index is small, and counting them reads no other row.
    where = sa.text("reservations IS NOT NULL")
    op.create_index(
        "ix_fetch_reservations", "fetch", ["reservations", "page_id"], sqlite_where=where, postgresql_where=where
    )
    op.execute(VIEW.format(reservations=", f.reservations"))


def downgrade() -> None:
    op.execute("DROP VIEW v_fetch")
    op.drop_index("ix_fetch_reservations", "fetch")
    # No batch: it would make the table anew, under views that name it.
    op.execute('ALTER TABLE "fetch" DROP COLUMN reservations')
    op.execute(VIEW.format(reservations=""))
