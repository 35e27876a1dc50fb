"""Sketches, relations of texts, clusters, and what is learned from the corpus."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

HOURS = {
    "sqlite": "(julianday(a.published_at) - julianday(b.published_at)) * 24",
    "postgresql": "CAST(extract(epoch FROM a.published_at - b.published_at) / 3600 AS double precision)",
}
ARTICLE = """
    SELECT a.id AS article_id, v.id AS version_id, a.url, a.site, s.slug AS publisher, s.name AS publisher_name,
           v.title, v.lead, v.body, v.language, a.published_at, a.published_source, a.published_precision,
           a.published_zoned, a.modified_at, a.first_seen_at, a.last_seen_at, v.number AS versions,
           o.slug AS origin, l.publisher_name AS origin_name, l.is_agency AS origin_is_agency, l.relation,
           l.confidence, l.url AS origin_url,
           (SELECT count(*) FROM duplicate_pair d WHERE {equal}(d.a_id = v.id OR d.b_id = v.id)) AS equal_texts
    FROM article a
    JOIN article_version v ON v.article_id = a.id
         AND v.number = (SELECT max(n.number) FROM article_version n WHERE n.article_id = a.id)
    LEFT JOIN publisher s ON s.id = a.publisher_id
    LEFT JOIN origin_link l ON l.article_version_id = v.id AND l.rank = 1
    LEFT JOIN publisher o ON o.id = l.publisher_id"""
COPY = """
    SELECT a.article_id, a.url, a.site, a.title, a.published_at, a.first_seen_at,
           b.article_id AS other_article_id, b.url AS other_url, b.site AS other_site, b.title AS other_title,
           b.published_at AS other_published_at, b.first_seen_at AS other_first_seen_at,
           d.method, d.score, d.detector, {hours} AS hours_later
    FROM (SELECT a_id AS x, b_id AS y, method, score, detector FROM duplicate_pair {equal}
          UNION ALL
          SELECT b_id AS x, a_id AS y, method, score, detector FROM duplicate_pair {equal}) d
    JOIN v_article a ON a.version_id = d.x
    JOIN v_article b ON b.version_id = d.y"""
# Read "url is kind other_url".
RELATED = """
    SELECT a.article_id, a.url, a.site, a.title, a.published_at, a.first_seen_at, d.kind,
           b.article_id AS other_article_id, b.url AS other_url, b.site AS other_site, b.title AS other_title,
           b.published_at AS other_published_at, b.first_seen_at AS other_first_seen_at,
           d.is_copy, d.score, d.method, d.detector, d.snapshot, {hours} AS hours_later
    FROM (SELECT a_id AS x, b_id AS y, kind, joins AS is_copy, score, method, detector, snapshot FROM duplicate_pair
          UNION ALL
          SELECT b_id AS x, a_id AS y,
                 CASE kind WHEN 'contains' THEN 'part-of' WHEN 'part-of' THEN 'contains'
                           WHEN 'merged-from' THEN 'merged-into' WHEN 'merged-into' THEN 'merged-from'
                           WHEN 'update-of' THEN 'updated-by' WHEN 'updated-by' THEN 'update-of'
                           ELSE kind END,
                 joins, score, method, detector, snapshot FROM duplicate_pair) d
    JOIN v_article a ON a.version_id = d.x
    JOIN v_article b ON b.version_id = d.y"""
FAMILY = """
    SELECT m.cluster_id, a.article_id, a.version_id, a.url, a.site, a.title, a.language, a.published_at,
           a.published_zoned, a.published_precision, a.first_seen_at, a.origin_name
    FROM cluster_member m JOIN v_article a ON a.version_id = m.article_version_id"""
BOILERPLATE = """
    SELECT b.site, b.example, b.articles, s.documents, s.number AS snapshot, s.learned_at
    FROM boilerplate b JOIN dedup_snapshot s ON s.number = b.snapshot
    WHERE s.state = 'current'"""


def identity() -> sa.types.TypeEngine:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "dedup_snapshot",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sketch", sa.String(), nullable=False),
        sa.Column("detector", sa.String(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_dedup_snapshot")),
    )
    op.create_table(
        "boilerplate",
        sa.Column("snapshot", sa.Integer(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("example", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["snapshot"], ["dedup_snapshot.number"], name=op.f("fk_boilerplate_snapshot")),
        sa.PrimaryKeyConstraint("snapshot", "site", "key", name=op.f("pk_boilerplate")),
    )
    op.create_table(
        "stop_value",
        sa.Column("snapshot", sa.Integer(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("holders", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["snapshot"], ["dedup_snapshot.number"], name=op.f("fk_stop_value_snapshot")),
        sa.PrimaryKeyConstraint("snapshot", "value", name=op.f("pk_stop_value")),
    )
    op.create_table(
        "sketch",
        sa.Column("snapshot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("article_version_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("snapshot", "value", "article_version_id", name=op.f("pk_sketch")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "version_sketch",
        sa.Column("snapshot", sa.Integer(), nullable=False),
        sa.Column("article_version_id", identity(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("compared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["snapshot"], ["dedup_snapshot.number"], name=op.f("fk_version_sketch_snapshot")),
        sa.ForeignKeyConstraint(
            ["article_version_id"], ["article_version.id"], name=op.f("fk_version_sketch_article_version_id")
        ),
        sa.PrimaryKeyConstraint("snapshot", "article_version_id", name=op.f("pk_version_sketch")),
    )
    op.create_table(
        "cluster_member",
        sa.Column("article_version_id", identity(), nullable=False),
        sa.Column("cluster_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_version_id"], ["article_version.id"], name=op.f("fk_cluster_member_article_version_id")
        ),
        sa.PrimaryKeyConstraint("article_version_id", name=op.f("pk_cluster_member")),
    )
    op.create_index(op.f("ix_cluster_member_cluster_id"), "cluster_member", ["cluster_id"])
    op.add_column("duplicate_pair", sa.Column("kind", sa.String(), server_default="exact", nullable=False))
    op.add_column("duplicate_pair", sa.Column("joins", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("duplicate_pair", sa.Column("snapshot", sa.Integer(), nullable=True))
    op.add_column("duplicate_pair", sa.Column("scores", sa.JSON(), nullable=True))
    op.execute(sa.text("UPDATE duplicate_pair SET joins = :yes").bindparams(yes=True))
    hours = HOURS[op.get_bind().dialect.name]
    _replace("v_article", ARTICLE.format(equal="d.kind = 'exact' AND "))
    _replace("v_copy", COPY.format(hours=hours, equal="WHERE kind = 'exact'"))
    op.execute(f"CREATE VIEW v_related AS {RELATED.format(hours=hours)}")
    op.execute(f"CREATE VIEW v_family AS {FAMILY}")
    op.execute(f"CREATE VIEW v_boilerplate AS {BOILERPLATE}")


def downgrade() -> None:
    hours = HOURS[op.get_bind().dialect.name]
    for name in ("v_boilerplate", "v_family", "v_related"):
        op.execute(f"DROP VIEW {name}")
    _replace("v_copy", COPY.format(hours=hours, equal=""))
    _replace("v_article", ARTICLE.format(equal=""))
    # What the older schema can't tell from equal texts.
    op.execute("DELETE FROM duplicate_pair WHERE method <> 'exact'")
    for name in ("scores", "snapshot", "joins", "kind"):
        op.drop_column("duplicate_pair", name)
    op.drop_index(op.f("ix_cluster_member_cluster_id"), "cluster_member")
    for name in ("cluster_member", "version_sketch", "sketch", "stop_value", "boilerplate", "dedup_snapshot"):
        op.drop_table(name)


def _replace(name: str, query: str) -> None:
    """Other views show this one: PostgreSQL replaces it in place; SQLite looks names up when it is asked."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"CREATE OR REPLACE VIEW {name} AS {query}")
        return
    op.execute(f"DROP VIEW {name}")
    op.execute(f"CREATE VIEW {name} AS {query}")
