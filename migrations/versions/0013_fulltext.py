"""Full text, and what lists filter and order by kept with each article, in step by triggers."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# Languages that PostgreSQL has a stemmer for; all others are compared word by word.
STEMMERS = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "id": "indonesian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}
ORIGIN = "(origin_id, relation, confidence, basis)"
OF_LINK = (
    "(SELECT publisher_id, relation, confidence, basis FROM origin_link WHERE article_version_id = {0} AND rank = 1)"
)
# Each with what it does for the row in hand; {row} is NEW or OLD.
ADDED = (
    """UPDATE article SET newest_version_id = NEW.id, language = NEW.language, origin_id = NULL, relation = NULL,
           confidence = NULL, basis = NULL
       WHERE id = NEW.article_id
         AND NEW.number = (SELECT max(number) FROM article_version WHERE article_id = NEW.article_id)""",
    """DELETE FROM article_agency WHERE article_id = NEW.article_id
         AND NEW.id = (SELECT newest_version_id FROM article WHERE id = NEW.article_id)""",
)
RENAMED = ("UPDATE article SET language = NEW.language WHERE id = NEW.article_id AND newest_version_id = NEW.id",)
CONCLUDED = (
    f"""UPDATE article SET {ORIGIN} = {OF_LINK.format("{row}.article_version_id")}
       WHERE id = (SELECT article_id FROM article_version WHERE id = {{row}}.article_version_id)
         AND newest_version_id = {{row}}.article_version_id""",
)
CREDITED = (
    """INSERT INTO article_agency (agency_id, kind, site, article_id)
       SELECT NEW.agency_id, c.kind, a.site, a.id FROM credit c
       JOIN article a ON a.newest_version_id = c.article_version_id
       WHERE c.id = NEW.credit_id
       ON CONFLICT DO NOTHING""",
)
UNCREDITED = (
    """DELETE FROM article_agency WHERE agency_id = OLD.agency_id
         AND article_id = (SELECT v.article_id FROM credit c JOIN article_version v ON v.id = c.article_version_id
                           WHERE c.id = OLD.credit_id)
         AND NOT EXISTS (SELECT 1 FROM article a JOIN credit c ON c.article_version_id = a.newest_version_id
                         JOIN credit_name n ON n.credit_id = c.id
                         WHERE a.id = article_agency.article_id AND c.kind = article_agency.kind
                           AND n.agency_id = article_agency.agency_id)""",
)
MOVED = ("UPDATE article_agency SET site = NEW.site WHERE article_id = NEW.id",)
# Name, event, table, which rows, what is done.
TRIGGERS = (
    ("article_version_added", "INSERT", "article_version", "true", ADDED),
    ("article_version_language", "UPDATE OF language", "article_version", "true", RENAMED),
    ("origin_link_added", "INSERT", "origin_link", "NEW.rank = 1", CONCLUDED),
    ("origin_link_changed", "UPDATE", "origin_link", "true", CONCLUDED),
    ("origin_link_removed", "DELETE", "origin_link", "OLD.rank = 1", CONCLUDED),
    ("credit_name_added", "INSERT", "credit_name", "NEW.agency_id IS NOT NULL", CREDITED),
    ("credit_name_removed", "DELETE", "credit_name", "OLD.agency_id IS NOT NULL", UNCREDITED),
    ("article_moved", "UPDATE OF site", "article", "NEW.site <> OLD.site", MOVED),
)
FILL = (
    """UPDATE article SET (newest_version_id, language) =
           (SELECT v.id, v.language FROM article_version v WHERE v.article_id = article.id
            ORDER BY v.number DESC LIMIT 1)""",
    f"UPDATE article SET {ORIGIN} = {OF_LINK.format('article.newest_version_id')}",
    """INSERT INTO article_agency (agency_id, kind, site, article_id)
       SELECT DISTINCT n.agency_id, c.kind, a.site, a.id FROM article a
       JOIN credit c ON c.article_version_id = a.newest_version_id
       JOIN credit_name n ON n.credit_id = c.id
       WHERE n.agency_id IS NOT NULL""",
)
OLD_TEXT = (
    "INSERT INTO fulltext (fulltext, rowid, title, lead, body) VALUES ('delete', OLD.id, OLD.title, OLD.lead, OLD.body)"
)
NEW_TEXT = "INSERT INTO fulltext (rowid, title, lead, body) VALUES (NEW.id, NEW.title, NEW.lead, NEW.body)"
TEXT_TRIGGERS = (
    ("fulltext_added", "INSERT", "true", (NEW_TEXT,)),
    (
        "fulltext_changed",
        "UPDATE OF title, lead, body",
        "(OLD.title, OLD.lead, OLD.body) IS NOT (NEW.title, NEW.lead, NEW.body)",
        (OLD_TEXT, NEW_TEXT),
    ),
    ("fulltext_removed", "DELETE", "true", (OLD_TEXT,)),
)
# A word is what stands between signs, without accents, whatever the locale of the database knows of letters. Of a
# longer text than this PostgreSQL would refuse the vector, which may take a megabyte.
PLAIN = r"""
    CREATE FUNCTION plain_words(written text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT normalize(regexp_replace(regexp_replace(normalize(lower(left(written, 200000)), NFD),
            '[\u0300-\u036f]+', '', 'g'),
            '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f]+', ' ', 'g'), NFC)
    $$"""
VECTOR = (
    "setweight(to_tsvector({0}, plain_words(coalesce(title, ''))), 'A') || "
    "setweight(to_tsvector({0}, plain_words(coalesce(lead, ''))), 'B') || "
    "to_tsvector({0}, plain_words(body))"
)
ARTICLE = """
    SELECT a.id AS article_id, v.id AS version_id, a.url, a.site, s.slug AS publisher, s.name AS publisher_name,
           v.title, v.lead, v.body, v.language, a.published_at, a.published_source, a.published_precision,
           a.published_zoned, a.modified_at, a.first_seen_at, a.last_seen_at, v.number AS versions,
           o.slug AS origin, l.publisher_name AS origin_name, l.is_agency AS origin_is_agency, l.relation,
           l.confidence, l.url AS origin_url,
           (SELECT count(*) FROM duplicate_pair d WHERE d.kind = 'exact' AND (d.a_id = v.id OR d.b_id = v.id))
               AS equal_texts
    FROM article a
    JOIN article_version v ON {newest}
    LEFT JOIN publisher s ON s.id = a.publisher_id
    LEFT JOIN origin_link l ON l.article_version_id = v.id AND l.rank = 1
    LEFT JOIN publisher o ON o.id = l.publisher_id"""
KEPT = "v.id = a.newest_version_id"
ASKED = "v.article_id = a.id AND v.number = (SELECT max(n.number) FROM article_version n WHERE n.article_id = a.id)"
INDICES = (
    ("listed_at",),
    ("site", "listed_at"),
    ("language", "listed_at"),
    ("origin_id", "listed_at"),
    ("relation", "listed_at"),
    ("site", "origin_id", "relation"),
)


def identity() -> sa.types.TypeEngine:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def show_articles(newest: str) -> None:
    """Other views show this one: PostgreSQL replaces it in place; SQLite looks names up when it is asked."""
    if is_postgresql():
        op.execute(f"CREATE OR REPLACE VIEW v_article AS {ARTICLE.format(newest=newest)}")
        return
    op.execute("DROP VIEW v_article")
    op.execute(f"CREATE VIEW v_article AS {ARTICLE.format(newest=newest)}")


def add_trigger(name: str, event: str, table: str, which: str, steps: tuple[str, ...]) -> None:
    row = "OLD" if event == "DELETE" else "NEW"
    done = " ".join(f"{step.format(row=row)};" for step in steps)
    if is_postgresql():
        op.execute(
            sa.text(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {done} RETURN NULL; END $$")
        )
        op.execute(
            f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW WHEN ({which}) EXECUTE FUNCTION {name}()"
        )
    else:
        op.execute(sa.text(f"CREATE TRIGGER {name} AFTER {event} ON {table} WHEN {which} BEGIN {done} END"))


def add_fulltext() -> None:
    if not is_postgresql():
        op.execute(
            "CREATE VIRTUAL TABLE fulltext USING fts5(title, lead, body, content='article_version', "
            "content_rowid='id', tokenize='unicode61 remove_diacritics 2')"
        )
        for name, event, which, steps in TEXT_TRIGGERS:
            add_trigger(name, event, "article_version", which, steps)
        op.execute("INSERT INTO fulltext (fulltext) VALUES ('rebuild')")
        return
    op.execute(sa.text(PLAIN.replace(":", r"\:")))
    cases = " ".join(f"WHEN '{language}' THEN '{name}'::regconfig" for language, name in STEMMERS.items())
    vector = VECTOR.format(f"CASE language {cases} ELSE 'simple'::regconfig END").replace("::", r"\:\:")
    op.execute(
        sa.text(f"ALTER TABLE article_version ADD COLUMN fulltext tsvector GENERATED ALWAYS AS ({vector}) STORED")
    )
    op.execute("CREATE INDEX ix_article_version_fulltext ON article_version USING gin (fulltext)")


def drop_fulltext() -> None:
    if is_postgresql():
        op.execute("DROP INDEX ix_article_version_fulltext")
        op.execute("ALTER TABLE article_version DROP COLUMN fulltext")
        op.execute("DROP FUNCTION plain_words(text)")
        return
    for name, *_ in TEXT_TRIGGERS:
        op.execute(f"DROP TRIGGER {name}")
    op.execute("DROP TABLE fulltext")


def upgrade() -> None:
    for column in (
        sa.Column("newest_version_id", identity(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("origin_id", identity(), nullable=True),
        sa.Column("relation", sa.String(), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.Column("basis", sa.String(), nullable=True),
        # PostgreSQL can only store such a column, SQLite only compute one that is added.
        sa.Column(
            "listed_at",
            sa.DateTime(timezone=True),
            sa.Computed("coalesce(published_at, first_seen_at)", persisted=is_postgresql()),
        ),
    ):
        op.add_column("article", column)
    op.create_table(
        "article_agency",
        sa.Column("agency_id", identity(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("article_id", identity(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_article_agency_agency_id")),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_article_agency_article_id")),
        sa.PrimaryKeyConstraint("agency_id", "kind", "site", "article_id", name=op.f("pk_article_agency")),
        sqlite_with_rowid=False,
    )
    for statement in FILL:
        op.execute(sa.text(statement))
    op.create_index(op.f("ix_article_newest_version_id"), "article", ["newest_version_id"], unique=True)
    op.create_index(op.f("ix_article_agency_article_id"), "article_agency", ["article_id"])
    for columns in INDICES:
        op.create_index(op.f(f"ix_article_{'_'.join(columns)}"), "article", list(columns))
    show_articles(KEPT)
    for trigger in TRIGGERS:
        add_trigger(*trigger)
    add_fulltext()


def downgrade() -> None:
    drop_fulltext()
    for name, _, table, *_ in TRIGGERS:
        op.execute(f"DROP TRIGGER {name} ON {table}" if is_postgresql() else f"DROP TRIGGER {name}")
        if is_postgresql():
            op.execute(f"DROP FUNCTION {name}()")
    show_articles(ASKED)
    for columns in reversed(INDICES):
        op.drop_index(op.f(f"ix_article_{'_'.join(columns)}"), "article")
    op.drop_index(op.f("ix_article_newest_version_id"), "article")
    op.drop_table("article_agency")
    for column in ("listed_at", "basis", "confidence", "relation", "origin_id", "language", "newest_version_id"):
        op.drop_column("article", column)
