"""What people decided holds while the text is the same: views that show it so."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

HOURS = {
    "sqlite": "(julianday(a.published_at) - julianday(coalesce(t.published_at, s.published_at))) * 24",
    "postgresql": "CAST(extract(epoch FROM a.published_at - coalesce(t.published_at, s.published_at)) / 3600 "
    "AS double precision)",
}
FIELD = {"sqlite": "json_extract(r.verdict, '$.{0}')", "postgresql": "(r.verdict ->> '{0}')"}
COUNTED = "(SELECT count(*) FROM evidence e WHERE e.origin_link_id = l.id AND e.polarity = '{0}')"
ORIGIN = """
    SELECT a.article_id, a.url, a.site, a.title, a.language, a.published_at, l.rank, o.slug AS origin,
           l.publisher_name AS origin_name, l.is_agency, l.role, l.relation, l.confidence, l.tracer,
           l.url AS origin_url, coalesce(t.id, s.id) AS original_article_id,
           coalesce(t.published_at, s.published_at) AS original_published_at,
           {hours} AS delay_hours, {supports} AS evidence_for, {contradicts} AS evidence_against,
           coalesce(t.url, s.url) AS original_url, l.basis, l.copy_coverage, l.original_coverage, l.first_line,
           l.last_line, l.direction{review}
    FROM v_article a
    JOIN origin_link l ON l.article_version_id = a.version_id
    JOIN publisher o ON o.id = l.publisher_id
    LEFT JOIN article_version v ON v.id = l.origin_version_id
    LEFT JOIN article t ON t.id = v.article_id
    LEFT JOIN article s ON s.url = l.url{reviewed}"""
# The last decision about this publisher as the origin of this very text, or of this very version.
REVIEWED = {
    "text": """
    JOIN article_version c ON c.id = a.version_id
    LEFT JOIN review r ON r.decision IN ('confirm', 'correct')
         AND r.id = (SELECT max(n.id) FROM review n JOIN article_version w ON w.id = n.article_version_id
                     WHERE n.article_id = a.article_id AND w.content_hash = c.content_hash
                     AND n.publisher_id = l.publisher_id)""",
    "version": """
    LEFT JOIN review r ON r.decision IN ('confirm', 'correct')
         AND r.id = (SELECT max(n.id) FROM review n
                     WHERE n.article_version_id = l.article_version_id AND n.publisher_id = l.publisher_id)""",
}
NEWEST = "(SELECT max(n.number) FROM article_version n WHERE n.article_id = a.id)"
IS_NEWEST = {
    "text": "v.content_hash = (SELECT w.content_hash FROM article_version w WHERE w.article_id = a.id "
    f"AND w.number = {NEWEST})",
    "version": f"v.number = {NEWEST}",
}
REVIEW = """
    SELECT r.id AS review_id, a.id AS article_id, a.url, a.site, v.title, v.number AS version,
           {is_newest} AS is_newest,
           r.decision, p.slug AS origin, p.name AS origin_name, r.url AS origin_url, r.reviewer, r.note, r.reviewed_at,
           {origin} AS shown_origin, {origin_name} AS shown_name, {url} AS shown_url, {relation} AS shown_relation,
           CAST({confidence} AS double precision) AS shown_confidence, r.verdict
    FROM review r
    JOIN article a ON a.id = r.article_id
    JOIN article_version v ON v.id = r.article_version_id
    LEFT JOIN publisher p ON p.id = r.publisher_id"""


def show(same: str) -> None:
    dialect = op.get_bind().dialect.name
    query = ORIGIN.format(
        hours=HOURS[dialect],
        supports=COUNTED.format("supports"),
        contradicts=COUNTED.format("contradicts"),
        review=", l.concluded, r.decision AS review, r.reviewer, r.reviewed_at",
        reviewed=REVIEWED[same],
    )
    fields = {n: FIELD[dialect].format(n) for n in ("origin", "origin_name", "url", "relation", "confidence")}
    op.execute("DROP VIEW v_origin")
    op.execute("DROP VIEW v_review")
    op.execute(sa.text(f"CREATE VIEW v_origin AS {query}"))
    op.execute(sa.text(f"CREATE VIEW v_review AS {REVIEW.format(is_newest=IS_NEWEST[same], **fields)}"))


def upgrade() -> None:
    show("text")


def downgrade() -> None:
    show("version")
