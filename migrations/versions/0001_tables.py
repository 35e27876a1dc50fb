"""Tables and views."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


HOURS = {
    "sqlite": "(julianday({0}) - julianday({1})) * 24",
    "postgresql": "CAST(extract(epoch FROM {0} - {1}) / 3600 AS double precision)",
}
# {hours:a:b} stands for the hours from b to a. Documented in docs/schema.md.
VIEWS = {
    "v_page": """
        SELECT p.id AS page_id, p.url, p.site, p.kind, p.via, p.state, p.reason, t.url AS alias_of, p.tries,
               p.first_seen_at, p.due_at,
               (SELECT count(*) FROM discovery d WHERE d.page_id = p.id) AS sightings,
               (SELECT count(*) FROM "fetch" f WHERE f.page_id = p.id) AS fetches,
               (SELECT max(f.fetched_at) FROM "fetch" f WHERE f.page_id = p.id) AS last_fetched_at
        FROM page p LEFT JOIN page t ON t.id = p.alias_of_id""",
    "v_discovery": """
        SELECT p.url, p.site, p.state, d.found_on, d.via, d.listing, d.title, d.language, d.published_at, d.modified_at,
               d.author, d.guid, d.rights, d.source_name, d.source_url, d.publication, d.locator,
               d.first_seen_at, d.last_seen_at
        FROM discovery d JOIN page p ON p.id = d.page_id""",
    "v_version": """
        SELECT a.id AS article_id, v.id AS version_id, a.url, a.site, v.number, v.title, v.lead, v.body, v.language,
               v.content_hash, v.extractor, v.first_seen_at, v.last_seen_at, f.archive_file, f.archive_offset,
               v.number = (SELECT max(n.number) FROM article_version n WHERE n.article_id = a.id) AS is_newest
        FROM article_version v
        JOIN article a ON a.id = v.article_id
        LEFT JOIN "fetch" f ON f.id = v.fetch_id""",
    "v_article": """
        SELECT a.id AS article_id, v.id AS version_id, a.url, a.site, s.slug AS publisher, s.name AS publisher_name,
               v.title, v.lead, v.body, v.language, a.published_at, a.published_source, a.published_precision,
               a.published_zoned, a.modified_at, a.first_seen_at, a.last_seen_at, v.number AS versions,
               o.slug AS origin, l.publisher_name AS origin_name, l.is_agency AS origin_is_agency, l.relation,
               l.confidence, l.url AS origin_url,
               (SELECT count(*) FROM duplicate_pair d WHERE d.a_id = v.id OR d.b_id = v.id) AS equal_texts
        FROM article a
        JOIN article_version v ON v.article_id = a.id
             AND v.number = (SELECT max(n.number) FROM article_version n WHERE n.article_id = a.id)
        LEFT JOIN publisher s ON s.id = a.publisher_id
        LEFT JOIN origin_link l ON l.article_version_id = v.id AND l.rank = 1
        LEFT JOIN publisher o ON o.id = l.publisher_id""",
    "v_origin": """
        SELECT a.article_id, a.url, a.site, a.title, a.language, a.published_at, l.rank, o.slug AS origin,
               l.publisher_name AS origin_name, l.is_agency, l.role, l.relation, l.confidence, l.tracer,
               l.url AS origin_url, s.id AS original_article_id, s.published_at AS original_published_at,
               {hours:a.published_at:s.published_at} AS delay_hours,
               (SELECT count(*) FROM evidence e WHERE e.origin_link_id = l.id AND e.polarity = 'supports')
                   AS evidence_for,
               (SELECT count(*) FROM evidence e WHERE e.origin_link_id = l.id AND e.polarity = 'contradicts')
                   AS evidence_against
        FROM v_article a
        JOIN origin_link l ON l.article_version_id = a.version_id
        JOIN publisher o ON o.id = l.publisher_id
        LEFT JOIN article s ON s.url = l.url""",
    "v_evidence": """
        SELECT a.article_id, a.url, a.site, l.rank, l.publisher_name AS origin_name, e.ordinal, e.kind, e.polarity,
               e.weight, e.quote, e.locator, e.rule, e.source_url, l.tracer, f.archive_file, f.archive_offset
        FROM v_article a
        JOIN origin_link l ON l.article_version_id = a.version_id
        JOIN evidence e ON e.origin_link_id = l.id
        LEFT JOIN "fetch" f ON f.id = e.fetch_id""",
    "v_copy": """
        SELECT a.article_id, a.url, a.site, a.title, a.published_at, a.first_seen_at,
               b.article_id AS other_article_id, b.url AS other_url, b.site AS other_site, b.title AS other_title,
               b.published_at AS other_published_at, b.first_seen_at AS other_first_seen_at,
               d.method, d.score, d.detector, {hours:a.published_at:b.published_at} AS hours_later
        FROM (SELECT a_id AS x, b_id AS y, method, score, detector FROM duplicate_pair
              UNION ALL
              SELECT b_id AS x, a_id AS y, method, score, detector FROM duplicate_pair) d
        JOIN v_article a ON a.version_id = d.x
        JOIN v_article b ON b.version_id = d.y""",
    "v_credit": """
        SELECT a.article_id, a.url, a.site, c.ordinal, c.kind, c.position, c.quote, c.locator, c.rule,
               c.url AS credited_url, c.image_position, c.source_url, n.ordinal AS place, n.name, n.role,
               g.slug AS agency, p.slug AS publisher, f.archive_file, f.archive_offset
        FROM v_article a
        JOIN credit c ON c.article_version_id = a.version_id
        LEFT JOIN credit_name n ON n.credit_id = c.id
        LEFT JOIN agency g ON g.id = n.agency_id
        LEFT JOIN publisher p ON p.id = n.publisher_id
        LEFT JOIN "fetch" f ON f.id = c.fetch_id""",
    "v_image": """
        SELECT a.article_id, a.url, a.site, m.position, i.url AS image_url, m.caption, m.credit, m.alt
        FROM v_article a
        JOIN version_image m ON m.article_version_id = a.version_id
        LEFT JOIN image i ON i.id = m.image_id""",
    "v_date": """
        SELECT a.article_id, a.url, a.site, c.ordinal, c.kind, c.value AS value_at, c.zoned, c.precision, c.source,
               c.raw, c.locator, c.chosen
        FROM v_article a JOIN date_claim c ON c.article_version_id = a.version_id""",
    "v_fetch": """
        SELECT p.url AS page_url, p.site, f.run_id, f.url, f.fetched_at, f.status, f.sha256, f.size, f.content_type,
               f.archive_file, f.archive_offset, f.error
        FROM "fetch" f JOIN page p ON p.id = f.page_id""",
    "v_run": """
        SELECT r.id AS run_id, r.site, r.spider, r.started_at, r.finished_at,
               {hours:r.finished_at:r.started_at} * 3600 AS seconds, r.reason, r.exit_code, r.code_version,
               (SELECT count(*) FROM "fetch" f WHERE f.run_id = r.id) AS fetches,
               (SELECT count(*) FROM page p WHERE p.run_id = r.id) AS pages
        FROM crawl_run r""",
}


def views() -> dict[str, str]:
    """The views' queries in the words of the database at hand."""
    hours = HOURS[op.get_bind().dialect.name]
    mark = re.compile(r"\{hours:([\w.]+):([\w.]+)\}")
    return {name: mark.sub(lambda m: hours.format(*m.groups()), query) for name, query in VIEWS.items()}


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("slug", name=op.f("uq_agency_slug")),
    )
    op.create_table(
        "crawl_run",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("spider", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("exit_code", sa.Integer(), nullable=True),
        sa.Column("code_version", sa.String(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("statistics", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crawl_run")),
    )
    with op.batch_alter_table("crawl_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_crawl_run_spider_started_at"), ["spider", "started_at"], unique=False)

    op.create_table(
        "image",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("url_sha256", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_image")),
        sa.UniqueConstraint("url_sha256", name=op.f("uq_image_url_sha256")),
    )
    op.create_table(
        "publisher",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("site", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publisher")),
        sa.UniqueConstraint("slug", name=op.f("uq_publisher_slug")),
    )
    with op.batch_alter_table("publisher", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_publisher_site"), ["site"], unique=False)

    op.create_table(
        "agency_alias",
        sa.Column("alias", sa.String(), nullable=False),
        sa.Column("agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agency_alias_agency_id")),
        sa.PrimaryKeyConstraint("alias", "agency_id", name=op.f("pk_agency_alias")),
    )
    op.create_table(
        "page",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("alias_of_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("listing", sa.String(), nullable=True),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("etag", sa.String(), nullable=True),
        sa.Column("last_modified", sa.String(), nullable=True),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["alias_of_id"], ["page.id"], name=op.f("fk_page_alias_of_id")),
        sa.ForeignKeyConstraint(["run_id"], ["crawl_run.id"], name=op.f("fk_page_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page")),
        sa.UniqueConstraint("url", name=op.f("uq_page_url")),
    )
    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_page_alias_of_id"), ["alias_of_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_page_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_page_run_id"), ["run_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_page_site_state"), ["site", "state"], unique=False)

    op.create_table(
        "publisher_domain",
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("publisher_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["publisher_id"], ["publisher.id"], name=op.f("fk_publisher_domain_publisher_id")),
        sa.PrimaryKeyConstraint("domain", name=op.f("pk_publisher_domain")),
    )
    with op.batch_alter_table("publisher_domain", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_publisher_domain_publisher_id"), ["publisher_id"], unique=False)

    op.create_table(
        "article",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("page_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("publisher_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_source", sa.String(), nullable=True),
        sa.Column("published_precision", sa.String(), nullable=True),
        sa.Column("published_zoned", sa.Boolean(), nullable=True),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("modified_source", sa.String(), nullable=True),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_article_page_id")),
        sa.ForeignKeyConstraint(["publisher_id"], ["publisher.id"], name=op.f("fk_article_publisher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
        sa.UniqueConstraint("page_id", name=op.f("uq_article_page_id")),
        sa.UniqueConstraint("url", name=op.f("uq_article_url")),
    )
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_article_publisher_id_published_at"), ["publisher_id", "published_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_article_site_published_at"), ["site", "published_at"], unique=False)

    op.create_table(
        "fetch",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("page_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=True),
        sa.Column("etag", sa.String(), nullable=True),
        sa.Column("last_modified", sa.String(), nullable=True),
        sa.Column("archive_file", sa.String(), nullable=True),
        sa.Column("archive_offset", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_fetch_page_id")),
        sa.ForeignKeyConstraint(["run_id"], ["crawl_run.id"], name=op.f("fk_fetch_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fetch")),
        sa.UniqueConstraint("page_id", "fetched_at", "url", name=op.f("uq_fetch_page_id_fetched_at_url")),
    )
    with op.batch_alter_table("fetch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fetch_fetched_at"), ["fetched_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_fetch_run_id"), ["run_id"], unique=False)

    op.create_table(
        "article_version",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fetch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("lead", sa.String(), nullable=True),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("authors", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("language_declared", sa.String(), nullable=True),
        sa.Column("language_detected", sa.String(), nullable=True),
        sa.Column("language_score", sa.Double(), nullable=True),
        sa.Column("canonical", sa.String(), nullable=True),
        sa.Column("site_name", sa.String(), nullable=True),
        sa.Column("og_type", sa.String(), nullable=True),
        sa.Column("extractor", sa.String(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_article_version_article_id")),
        sa.ForeignKeyConstraint(["fetch_id"], ["fetch.id"], name=op.f("fk_article_version_fetch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_version")),
        sa.UniqueConstraint("article_id", "number", name=op.f("uq_article_version_article_id_number")),
    )
    with op.batch_alter_table("article_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_article_version_content_hash"), ["content_hash"], unique=False)
        batch_op.create_index(batch_op.f("ix_article_version_fetch_id"), ["fetch_id"], unique=False)

    op.create_table(
        "discovery",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("page_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("found_on", sa.String(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("listing", sa.String(), nullable=True),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("locator", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("author", sa.String(), nullable=True),
        sa.Column("guid", sa.String(), nullable=True),
        sa.Column("rights", sa.String(), nullable=True),
        sa.Column("source_name", sa.String(), nullable=True),
        sa.Column("source_url", sa.String(), nullable=True),
        sa.Column("publication", sa.String(), nullable=True),
        sa.Column("fetch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["fetch_id"], ["fetch.id"], name=op.f("fk_discovery_fetch_id")),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_discovery_page_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discovery")),
        sa.UniqueConstraint("page_id", "found_on", name=op.f("uq_discovery_page_id_found_on")),
    )
    with op.batch_alter_table("discovery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_discovery_fetch_id"), ["fetch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_discovery_found_on"), ["found_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_discovery_listing"), ["listing"], unique=False)

    op.create_table(
        "credit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("article_version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("quote", sa.String(), nullable=False),
        sa.Column("locator", sa.String(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("image_position", sa.Integer(), nullable=True),
        sa.Column("source_url", sa.String(), nullable=True),
        sa.Column("fetch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_version_id"], ["article_version.id"], name=op.f("fk_credit_article_version_id")
        ),
        sa.ForeignKeyConstraint(["fetch_id"], ["fetch.id"], name=op.f("fk_credit_fetch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit")),
        sa.UniqueConstraint("article_version_id", "ordinal", name=op.f("uq_credit_article_version_id_ordinal")),
    )
    with op.batch_alter_table("credit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_credit_fetch_id"), ["fetch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_credit_kind"), ["kind"], unique=False)

    op.create_table(
        "date_claim",
        sa.Column("article_version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zoned", sa.Boolean(), nullable=False),
        sa.Column("precision", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("raw", sa.String(), nullable=False),
        sa.Column("locator", sa.String(), nullable=True),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_version_id"], ["article_version.id"], name=op.f("fk_date_claim_article_version_id")
        ),
        sa.PrimaryKeyConstraint("article_version_id", "ordinal", name=op.f("pk_date_claim")),
    )
    op.create_table(
        "duplicate_pair",
        sa.Column("a_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("b_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("detector", sa.String(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("a_id < b_id", name=op.f("ck_duplicate_pair_order")),
        sa.ForeignKeyConstraint(["a_id"], ["article_version.id"], name=op.f("fk_duplicate_pair_a_id")),
        sa.ForeignKeyConstraint(["b_id"], ["article_version.id"], name=op.f("fk_duplicate_pair_b_id")),
        sa.PrimaryKeyConstraint("a_id", "b_id", "method", name=op.f("pk_duplicate_pair")),
    )
    with op.batch_alter_table("duplicate_pair", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duplicate_pair_b_id"), ["b_id"], unique=False)

    op.create_table(
        "fingerprint",
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("article_version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_version_id"], ["article_version.id"], name=op.f("fk_fingerprint_article_version_id")
        ),
        sa.PrimaryKeyConstraint("method", "value", "article_version_id", name=op.f("pk_fingerprint")),
    )
    with op.batch_alter_table("fingerprint", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fingerprint_article_version_id"), ["article_version_id"], unique=False)

    op.create_table(
        "origin_link",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("article_version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("publisher_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("publisher_name", sa.String(), nullable=False),
        sa.Column("is_agency", sa.Boolean(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("tracer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_version_id"], ["article_version.id"], name=op.f("fk_origin_link_article_version_id")
        ),
        sa.ForeignKeyConstraint(["publisher_id"], ["publisher.id"], name=op.f("fk_origin_link_publisher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_origin_link")),
        sa.UniqueConstraint("article_version_id", "rank", name=op.f("uq_origin_link_article_version_id_rank")),
    )
    with op.batch_alter_table("origin_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_origin_link_publisher_id"), ["publisher_id"], unique=False)

    op.create_table(
        "version_image",
        sa.Column("article_version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("image_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("caption", sa.String(), nullable=True),
        sa.Column("caption_locator", sa.String(), nullable=True),
        sa.Column("credit", sa.String(), nullable=True),
        sa.Column("credit_locator", sa.String(), nullable=True),
        sa.Column("alt", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_version_id"], ["article_version.id"], name=op.f("fk_version_image_article_version_id")
        ),
        sa.ForeignKeyConstraint(["image_id"], ["image.id"], name=op.f("fk_version_image_image_id")),
        sa.PrimaryKeyConstraint("article_version_id", "position", name=op.f("pk_version_image")),
    )
    with op.batch_alter_table("version_image", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_version_image_image_id"), ["image_id"], unique=False)

    op.create_table(
        "credit_name",
        sa.Column("credit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("publisher_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_credit_name_agency_id")),
        sa.ForeignKeyConstraint(["credit_id"], ["credit.id"], name=op.f("fk_credit_name_credit_id")),
        sa.ForeignKeyConstraint(["publisher_id"], ["publisher.id"], name=op.f("fk_credit_name_publisher_id")),
        sa.PrimaryKeyConstraint("credit_id", "ordinal", name=op.f("pk_credit_name")),
    )
    with op.batch_alter_table("credit_name", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_credit_name_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_credit_name_publisher_id"), ["publisher_id"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("origin_link_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("quote", sa.String(), nullable=False),
        sa.Column("locator", sa.String(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("polarity", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("source_url", sa.String(), nullable=True),
        sa.Column("fetch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["fetch_id"], ["fetch.id"], name=op.f("fk_evidence_fetch_id")),
        sa.ForeignKeyConstraint(["origin_link_id"], ["origin_link.id"], name=op.f("fk_evidence_origin_link_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("origin_link_id", "ordinal", name=op.f("uq_evidence_origin_link_id_ordinal")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_fetch_id"), ["fetch_id"], unique=False)

    for name, query in views().items():
        op.execute(f"CREATE VIEW {name} AS {query}")


def downgrade() -> None:
    for name in reversed(VIEWS):
        op.execute(f"DROP VIEW {name}")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_fetch_id"))

    op.drop_table("evidence")
    with op.batch_alter_table("credit_name", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credit_name_publisher_id"))
        batch_op.drop_index(batch_op.f("ix_credit_name_agency_id"))

    op.drop_table("credit_name")
    with op.batch_alter_table("version_image", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_version_image_image_id"))

    op.drop_table("version_image")
    with op.batch_alter_table("origin_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_origin_link_publisher_id"))

    op.drop_table("origin_link")
    with op.batch_alter_table("fingerprint", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_fingerprint_article_version_id"))

    op.drop_table("fingerprint")
    with op.batch_alter_table("duplicate_pair", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duplicate_pair_b_id"))

    op.drop_table("duplicate_pair")
    op.drop_table("date_claim")
    with op.batch_alter_table("credit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credit_kind"))
        batch_op.drop_index(batch_op.f("ix_credit_fetch_id"))

    op.drop_table("credit")
    with op.batch_alter_table("discovery", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_discovery_listing"))
        batch_op.drop_index(batch_op.f("ix_discovery_found_on"))
        batch_op.drop_index(batch_op.f("ix_discovery_fetch_id"))

    op.drop_table("discovery")
    with op.batch_alter_table("article_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_article_version_fetch_id"))
        batch_op.drop_index(batch_op.f("ix_article_version_content_hash"))

    op.drop_table("article_version")
    with op.batch_alter_table("fetch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_fetch_run_id"))
        batch_op.drop_index(batch_op.f("ix_fetch_fetched_at"))

    op.drop_table("fetch")
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_article_site_published_at"))
        batch_op.drop_index(batch_op.f("ix_article_publisher_id_published_at"))

    op.drop_table("article")
    with op.batch_alter_table("publisher_domain", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_publisher_domain_publisher_id"))

    op.drop_table("publisher_domain")
    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_page_site_state"))
        batch_op.drop_index(batch_op.f("ix_page_run_id"))
        batch_op.drop_index(batch_op.f("ix_page_due_at"))
        batch_op.drop_index(batch_op.f("ix_page_alias_of_id"))

    op.drop_table("page")
    op.drop_table("agency_alias")
    with op.batch_alter_table("publisher", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_publisher_site"))

    op.drop_table("publisher")
    op.drop_table("image")
    with op.batch_alter_table("crawl_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_crawl_run_spider_started_at"))

    op.drop_table("crawl_run")
    op.drop_table("agency")
