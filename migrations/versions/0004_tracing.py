"""Tracing: vectors, anchors, backgrounds, alignments, searches, reviews, picture files, and what a verdict rests on."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = (
    "alignment",
    "trace_state",
    "search",
    "review",
    "embedding",
    "headline",
    "image_file",
    "trace_background",
    "anchor",
)

HOURS = {
    "sqlite": "(julianday(a.published_at) - julianday({original})) * 24",
    "postgresql": "CAST(extract(epoch FROM a.published_at - {original}) / 3600 AS double precision)",
}
COUNTED = "(SELECT count(*) FROM evidence e WHERE e.origin_link_id = l.id AND e.polarity = '{polarity}')"
BY_PAGE = """
    SELECT a.article_id, a.url, a.site, a.title, a.language, a.published_at, l.rank, o.slug AS origin,
           l.publisher_name AS origin_name, l.is_agency, l.role, l.relation, l.confidence, l.tracer,
           l.url AS origin_url, s.id AS original_article_id, s.published_at AS original_published_at,
           {hours} AS delay_hours, {supports} AS evidence_for, {contradicts} AS evidence_against
    FROM v_article a
    JOIN origin_link l ON l.article_version_id = a.version_id
    JOIN publisher o ON o.id = l.publisher_id
    LEFT JOIN article s ON s.url = l.url"""
# A text that was found says more exactly than an address which original is meant.
BY_TEXT = """
    SELECT a.article_id, a.url, a.site, a.title, a.language, a.published_at, l.rank, o.slug AS origin,
           l.publisher_name AS origin_name, l.is_agency, l.role, l.relation, l.confidence, l.tracer,
           l.url AS origin_url, coalesce(t.id, s.id) AS original_article_id,
           coalesce(t.published_at, s.published_at) AS original_published_at,
           {hours} AS delay_hours, {supports} AS evidence_for, {contradicts} AS evidence_against,
           coalesce(t.url, s.url) AS original_url, l.basis, l.copy_coverage, l.original_coverage, l.first_line,
           l.last_line, l.direction
    FROM v_article a
    JOIN origin_link l ON l.article_version_id = a.version_id
    JOIN publisher o ON o.id = l.publisher_id
    LEFT JOIN article_version v ON v.id = l.origin_version_id
    LEFT JOIN article t ON t.id = v.article_id
    LEFT JOIN article s ON s.url = l.url"""
ALIGNMENT = """
    SELECT a.article_id, a.url, a.site, l.rank, l.publisher_name AS origin_name, t.url AS original_url, g.ordinal,
           g.kind, g.score, substr(a.body, g.copy_start + 1, g.copy_end - g.copy_start) AS copy_text,
           substr(v.body, g.original_start + 1, g.original_end - g.original_start) AS original_text,
           g.copy_start, g.copy_end, g.original_start, g.original_end
    FROM v_article a
    JOIN origin_link l ON l.article_version_id = a.version_id
    JOIN alignment g ON g.origin_link_id = l.id
    JOIN article_version v ON v.id = l.origin_version_id
    JOIN article t ON t.id = v.article_id"""

# Without a publisher: all declared originals were looked through.
SEARCH = """
    SELECT a.article_id, a.url, a.site, a.title, p.slug AS publisher, p.name AS publisher_name, s.searched_at,
           s.outcome, s.addresses, s.fetched, s.reason, s.places, g.url AS found_url, g.state AS found_state
    FROM v_article a
    JOIN search s ON s.article_version_id = a.version_id
    LEFT JOIN publisher p ON p.id = s.publisher_id
    LEFT JOIN page g ON g.id = s.page_id"""


def identity() -> sa.types.TypeEngine:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def link_columns() -> list[sa.Column]:
    return [
        sa.Column("basis", sa.String(), server_default="page", nullable=False),
        sa.Column("origin_version_id", identity(), nullable=True),
        sa.Column("copy_coverage", sa.Double(), nullable=True),
        sa.Column("original_coverage", sa.Double(), nullable=True),
        sa.Column("first_line", sa.Integer(), nullable=True),
        sa.Column("last_line", sa.Integer(), nullable=True),
        sa.Column("direction", sa.String(), nullable=True),
    ]


def show_origins(query: str, original: str) -> None:
    op.execute("DROP VIEW v_origin")
    hours = HOURS[op.get_bind().dialect.name].format(original=original)
    counts = {polarity: COUNTED.format(polarity=polarity) for polarity in ("supports", "contradicts")}
    op.execute(f"CREATE VIEW v_origin AS {query.format(hours=hours, **counts)}")


def upgrade() -> None:
    op.create_table(
        "anchor",
        sa.Column("value", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("article_version_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("value", "article_version_id", name=op.f("pk_anchor")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "trace_background",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("encoder", sa.String(), nullable=False),
        sa.Column("vectors", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_trace_background")),
    )
    op.create_table(
        "image_file",
        sa.Column("image_id", identity(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("phash", sa.BigInteger(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("metadata", sa.JSON(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["image_id"], ["image.id"], name=op.f("fk_image_file_image_id")),
        sa.PrimaryKeyConstraint("image_id", name=op.f("pk_image_file")),
    )
    op.create_index(op.f("ix_image_file_phash"), "image_file", ["phash"])
    op.create_index(op.f("ix_image_file_sha256"), "image_file", ["sha256"])

    op.create_table(
        "headline",
        sa.Column("encoder", sa.String(), nullable=False),
        sa.Column("page_id", identity(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_headline_page_id")),
        sa.PrimaryKeyConstraint("encoder", "page_id", name=op.f("pk_headline")),
    )
    op.create_index(op.f("ix_headline_page_id"), "headline", ["page_id"])

    op.create_table(
        "embedding",
        sa.Column("encoder", sa.String(), nullable=False),
        sa.Column("article_version_id", identity(), nullable=False),
        sa.Column("vectors", sa.LargeBinary(), nullable=False),
        sa.Column("mean", sa.LargeBinary(), nullable=False),
        sa.Column("lead", sa.LargeBinary(), nullable=False),
        sa.Column("sentences", sa.Integer(), nullable=False),
        sa.Column("splitter", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_version_id"], ["article_version.id"], name=op.f("fk_embedding_article_version_id")
        ),
        sa.PrimaryKeyConstraint("encoder", "article_version_id", name=op.f("pk_embedding")),
    )
    op.create_index(op.f("ix_embedding_article_version_id"), "embedding", ["article_version_id"])

    op.create_table(
        "review",
        sa.Column("id", identity(), nullable=False),
        sa.Column("article_id", identity(), nullable=False),
        sa.Column("article_version_id", identity(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("publisher_id", identity(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("verdict", sa.JSON(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_review_article_id")),
        sa.ForeignKeyConstraint(
            ["article_version_id"], ["article_version.id"], name=op.f("fk_review_article_version_id")
        ),
        sa.ForeignKeyConstraint(["publisher_id"], ["publisher.id"], name=op.f("fk_review_publisher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    op.create_index(op.f("ix_review_article_id_reviewed_at"), "review", ["article_id", "reviewed_at"])
    op.create_index(op.f("ix_review_article_version_id"), "review", ["article_version_id"])
    op.create_index(op.f("ix_review_publisher_id"), "review", ["publisher_id"])

    op.create_table(
        "search",
        sa.Column("id", identity(), nullable=False),
        sa.Column("article_version_id", identity(), nullable=False),
        sa.Column("publisher_id", identity(), nullable=True),
        sa.Column("searched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("addresses", sa.Integer(), nullable=False),
        sa.Column("fetched", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("page_id", identity(), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_version_id"], ["article_version.id"], name=op.f("fk_search_article_version_id")
        ),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_search_page_id")),
        sa.ForeignKeyConstraint(["publisher_id"], ["publisher.id"], name=op.f("fk_search_publisher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search")),
    )
    op.create_index(op.f("ix_search_article_version_id_searched_at"), "search", ["article_version_id", "searched_at"])
    op.create_index(op.f("ix_search_page_id"), "search", ["page_id"])
    op.create_index(op.f("ix_search_publisher_id"), "search", ["publisher_id"])

    op.create_table(
        "trace_state",
        sa.Column("article_version_id", identity(), nullable=False),
        sa.Column("tracer", sa.String(), nullable=False),
        sa.Column("background", sa.Integer(), nullable=True),
        sa.Column("candidates", sa.Integer(), nullable=False),
        sa.Column("traced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_due", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_version_id"], ["article_version.id"], name=op.f("fk_trace_state_article_version_id")
        ),
        sa.ForeignKeyConstraint(["background"], ["trace_background.number"], name=op.f("fk_trace_state_background")),
        sa.PrimaryKeyConstraint("article_version_id", name=op.f("pk_trace_state")),
    )
    op.create_index(op.f("ix_trace_state_is_due"), "trace_state", ["is_due"])

    op.create_table(
        "alignment",
        sa.Column("origin_link_id", identity(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("copy_start", sa.Integer(), nullable=False),
        sa.Column("copy_end", sa.Integer(), nullable=False),
        sa.Column("original_start", sa.Integer(), nullable=False),
        sa.Column("original_end", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["origin_link_id"], ["origin_link.id"], name=op.f("fk_alignment_origin_link_id")),
        sa.PrimaryKeyConstraint("origin_link_id", "ordinal", name=op.f("pk_alignment")),
    )
    for column in link_columns():
        op.add_column("origin_link", column)
    op.create_index(op.f("ix_origin_link_origin_version_id"), "origin_link", ["origin_version_id"])
    show_origins(BY_TEXT, "coalesce(t.published_at, s.published_at)")
    op.execute(f"CREATE VIEW v_alignment AS {ALIGNMENT}")
    op.execute(f"CREATE VIEW v_search AS {SEARCH}")


def downgrade() -> None:
    op.execute("DROP VIEW v_search")
    op.execute("DROP VIEW v_alignment")
    show_origins(BY_PAGE, "s.published_at")
    # What the older schema has no words for.
    stranger = "SELECT id FROM origin_link WHERE basis <> 'page'"
    for table in ("alignment", "evidence"):
        op.execute(f"DELETE FROM {table} WHERE origin_link_id IN ({stranger})")
    op.execute("DELETE FROM origin_link WHERE basis <> 'page'")
    op.drop_index(op.f("ix_origin_link_origin_version_id"), "origin_link")
    for column in reversed(link_columns()):
        op.drop_column("origin_link", column.name)
    for table in TABLES:
        op.drop_table(table)
