"""The schema's versions: bringing a database to one, and refusing a database that is at another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Engine

from newscrawl.errors import StoreError
from newscrawl.shipped import shipped
from newscrawl.store.session import reading, translated

_HINT = 'run "newscrawl migrate"'


def configuration() -> Config:
    """Alembic's configuration. Raises ConfigurationError where the installation lacks `migrations/`."""
    config = Config()
    config.set_main_option("script_location", str(shipped("migrations")).replace("%", "%%"))
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the schema up to a revision, then renew the gazetteer's rows. Does nothing where nothing is to do.

    Raises StoreError where the database can't be reached or there is no such revision.
    """
    _run(engine, revision, command.upgrade)
    if current(engine) == head():
        from newscrawl.store.repository import Repository
        from newscrawl.trace import gazetteer

        Repository(engine).load_gazetteer(gazetteer.load())


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the schema to a revision, up or down (`base` removes everything). Raises as `upgrade` does."""
    if revision != "head" and _is_older(revision, current(engine)):
        _run(engine, revision, command.downgrade)
    else:
        upgrade(engine, revision)


def current(engine: Engine) -> str | None:
    """The revision the database is at, None for an empty one."""
    with reading(engine) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """The newest revision."""
    revision = ScriptDirectory.from_config(configuration()).get_current_head()
    assert revision is not None
    return revision


def require(engine: Engine) -> None:
    """Raises StoreError unless the database is at the newest revision; makes no file to find out."""
    database = engine.url.database
    if engine.dialect.name == "sqlite" and database and database != ":memory:" and not Path(database).exists():
        raise StoreError(f"there is no database {database} yet: crawl a site, or {_HINT}")
    found = current(engine)
    if found is None:
        raise StoreError(f"the database is empty: {_HINT}")
    if found != head():
        raise StoreError(f"the database's schema is {found}, this program needs {head()}: {_HINT}")


def _is_older(revision: str, now: str | None) -> bool:
    """True where `revision` lies on the way down from `now`. Raises StoreError for one that does not exist."""
    if revision == "base":
        return True
    scripts = ScriptDirectory.from_config(configuration())
    try:
        wanted = scripts.get_revision(revision)
        below = {step.revision for step in scripts.iterate_revisions(now, "base")} if now else set()
    except CommandError as err:
        raise StoreError(f"no schema revision {revision!r}; the newest is {head()}") from err
    return wanted is not None and wanted.revision in below and wanted.revision != now


def _run(engine: Engine, revision: str, step: Callable[[Config, str], None]) -> None:
    config = configuration()
    try:
        with translated(engine), engine.begin() as connection:
            config.attributes["connection"] = connection
            step(config, revision)
    except CommandError as err:
        raise StoreError(f"the schema can't be brought to {revision!r}: {err}") from err
