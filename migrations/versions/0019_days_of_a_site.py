"""What a site brought in the last days is found without reading all that it ever had."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

PAGE, ARTICLE = "ix_page_site_kind_first_seen_at", "ix_article_site_first_seen_at"


def upgrade() -> None:
    # SQLite's indexes hold the id anyway, and it finds the states of a site's pages in another one.
    op.create_index(op.f(PAGE), "page", ["site", "kind", "first_seen_at"], postgresql_include=["id", "state"])
    op.create_index(op.f(ARTICLE), "article", ["site", "first_seen_at"])


def downgrade() -> None:
    op.drop_index(op.f(PAGE), "page")
    op.drop_index(op.f(ARTICLE), "article")
