"""Copies are found by the address of their original, and a site's addresses are counted by state."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Addresses on pages may be longer than an ordered index of PostgreSQL takes.
    op.create_index(op.f("ix_origin_link_url"), "origin_link", ["url"], postgresql_using="hash")
    op.create_index(op.f("ix_page_site_kind_state"), "page", ["site", "kind", "state"])
    op.create_index(
        op.f("ix_article_site_listed_at_origin_id_relation_basis"),
        "article",
        ["site", "listed_at", "origin_id", "relation", "basis"],
    )
    op.drop_index(op.f("ix_article_site_listed_at"), "article")


def downgrade() -> None:
    op.create_index(op.f("ix_article_site_listed_at"), "article", ["site", "listed_at"])
    op.drop_index(op.f("ix_article_site_listed_at_origin_id_relation_basis"), "article")
    op.drop_index(op.f("ix_page_site_kind_state"), "page")
    op.drop_index(op.f("ix_origin_link_url"), "origin_link")
