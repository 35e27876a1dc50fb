"""Alembic's environment: the project's own settings say which database."""

from typing import Any

from alembic import context
from sqlalchemy import Connection

from newscrawl.store.fulltext import is_modelled
from newscrawl.store.models import Base
from newscrawl.store.types import CleanText, UtcDateTime


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Migrations import nothing from newscrawl: its column types are written as what they are made of."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, CleanText):
        return "sa.String()"
    return False


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """Tables for jobs are Procrastinate's, which brings them itself."""
    return kind != "table" or not (name or "").startswith("procrastinate_")


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=render_item,
        include_object=is_modelled,
        include_name=include_name,
        compare_type=True,
        # One transaction for all steps: PostgreSQL and SQLite both roll back changes of the schema.
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    from newscrawl.cli.shared.project import project_settings
    from newscrawl.store.session import open_engine

    with open_engine(project_settings()["NEWSCRAWL_DATABASE_URL"]).begin() as opened:
        run(opened)
