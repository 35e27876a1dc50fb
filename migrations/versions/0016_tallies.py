"""Articles counted by site, month and origin, and by agency, as they come: counting a million takes a second."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

MONTH = {
    "sqlite": "substr(coalesce({0}.published_at, {0}.first_seen_at), 1, 7)",
    "postgresql": "to_char({0}.listed_at AT TIME ZONE 'UTC', 'YYYY-MM')",
}
KEY = "site, month, origin_id, relation, basis"
OF = "{0}.site, {month}, coalesce({0}.origin_id, 0), coalesce({0}.relation, ''), coalesce({0}.basis, '')"
MORE = """INSERT INTO {table} ({key}, articles) VALUES ({of}, 1)
    ON CONFLICT ({key}) DO UPDATE SET articles = {table}.articles + 1"""
LESS = "UPDATE {table} SET articles = articles - 1 WHERE ({key}) = ({of})"
AGENCY_KEY = "agency_id, kind, site"
AGENCY_OF = "{0}.agency_id, {0}.kind, {0}.site"
STORED, WAS_STORED = "NEW.newest_version_id IS NOT NULL", "OLD.newest_version_id IS NOT NULL"


def identity() -> sa.types.TypeEngine:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def month(row: str) -> str:
    return MONTH[op.get_bind().dialect.name].format(row)


def step(what: str, row: str) -> str:
    return what.format(table="article_tally", key=KEY, of=OF.format(row, month=month(row)))


def agency_step(what: str, row: str) -> str:
    return what.format(table="agency_tally", key=AGENCY_KEY, of=AGENCY_OF.format(row))


def triggers() -> list[tuple[str, str, str, str, str]]:
    """Name, event, table, which rows, what is done."""
    fields = "site", "listed_at", "origin_id", "relation", "basis"
    differs = "IS DISTINCT FROM" if is_postgresql() else "IS NOT"
    told = {row: ", ".join(f"{row}.{f}" if f != "listed_at" else month(row) for f in fields) for row in ("OLD", "NEW")}
    changed = f"{WAS_STORED} AND {STORED} AND ({told['OLD']}) {differs} ({told['NEW']})"
    return [
        ("article_tally_added", "INSERT", "article", STORED, step(MORE, "NEW")),
        (
            "article_tally_stored",
            "UPDATE",
            "article",
            "OLD.newest_version_id IS NULL AND NEW.newest_version_id IS NOT NULL",
            step(MORE, "NEW"),
        ),
        ("article_tally_changed", "UPDATE", "article", changed, f"{step(LESS, 'OLD')}; {step(MORE, 'NEW')}"),
        ("article_tally_removed", "DELETE", "article", WAS_STORED, step(LESS, "OLD")),
        ("agency_tally_added", "INSERT", "article_agency", "true", agency_step(MORE, "NEW")),
        (
            "agency_tally_moved",
            "UPDATE OF site",
            "article_agency",
            "OLD.site <> NEW.site",
            f"{agency_step(LESS, 'OLD')}; {agency_step(MORE, 'NEW')}",
        ),
        ("agency_tally_removed", "DELETE", "article_agency", "true", agency_step(LESS, "OLD")),
    ]


def add_trigger(name: str, event: str, table: str, which: str, done: str) -> None:
    if is_postgresql():
        op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {done}; RETURN NULL; END $$")
        op.execute(
            f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW WHEN ({which}) EXECUTE FUNCTION {name}()"
        )
    else:
        op.execute(f"CREATE TRIGGER {name} AFTER {event} ON {table} WHEN {which} BEGIN {done}; END")


def upgrade() -> None:
    op.create_table(
        "article_tally",
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("origin_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(*KEY.split(", "), name=op.f("pk_article_tally")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "agency_tally",
        sa.Column("agency_id", identity(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agency_tally_agency_id")),
        sa.PrimaryKeyConstraint(*AGENCY_KEY.split(", "), name=op.f("pk_agency_tally")),
        sqlite_with_rowid=False,
    )
    op.execute(
        f"INSERT INTO article_tally ({KEY}, articles) SELECT {OF.format('article', month=month('article'))}, count(*) "
        "FROM article WHERE newest_version_id IS NOT NULL GROUP BY 1, 2, 3, 4, 5"
    )
    op.execute(
        f"INSERT INTO agency_tally ({AGENCY_KEY}, articles) SELECT {AGENCY_KEY}, count(*) FROM article_agency "
        f"GROUP BY {AGENCY_KEY}"
    )
    for trigger in triggers():
        add_trigger(*trigger)


def downgrade() -> None:
    for name, _, table, *_ in triggers():
        op.execute(f"DROP TRIGGER {name} ON {table}" if is_postgresql() else f"DROP TRIGGER {name}")
        if is_postgresql():
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_table("agency_tally")
    op.drop_table("article_tally")
