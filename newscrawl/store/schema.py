"""The schema's versions: bringing a database to one, and refusing a database that is at another.

Alembic is imported where something is brought somewhere. Every question asks which version a database has, and would
else wait for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, column, inspect, select, table

from newscrawl.errors import StoreError
from newscrawl.shipped import shipped
from newscrawl.store.session import reading, translated

if TYPE_CHECKING:
    from alembic.config import Config

_HINT = 'run "newscrawl migrate"'
# Alembic's own table.
_VERSION = table("alembic_version", column("version_num"))


def configuration() -> Config:
    """Alembic's configuration. Raises ConfigurationError where the installation lacks `migrations/`."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(shipped("migrations")).replace("%", "%%"))
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the schema up to a revision, then renew the gazetteer's rows. Does nothing where nothing is to do.

    Raises StoreError where the database can't be reached or there is no such revision.
    """
    _run(engine, revision, up=True)
    if current(engine) == head():
        from newscrawl.store.repository import Repository
        from newscrawl.trace import gazetteer

        Repository(engine).load_gazetteer(gazetteer.load())


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the schema to a revision, up or down (`base` removes everything). Raises as `upgrade` does."""
    if revision != "head" and _is_older(revision, current(engine)):
        _run(engine, revision, up=False)
    else:
        upgrade(engine, revision)


def current(engine: Engine) -> str | None:
    """The revision the database is at, None for an empty one."""
    with reading(engine) as connection:
        if not inspect(connection).has_table(_VERSION.name):
            return None
        return connection.scalar(select(_VERSION.c.version_num))


def head() -> str:
    """The newest revision. Files are named by theirs, and each follows the one before."""
    return max(path.name.partition("_")[0] for path in shipped("migrations").glob("versions/[0-9]*.py"))


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
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    scripts = ScriptDirectory.from_config(configuration())
    try:
        wanted = scripts.get_revision(revision)
        below = {step.revision for step in scripts.iterate_revisions(now, "base")} if now else set()
    except CommandError as err:
        raise StoreError(f"no schema revision {revision!r}; the newest is {head()}") from err
    return wanted is not None and wanted.revision in below and wanted.revision != now


def _run(engine: Engine, revision: str, *, up: bool) -> None:
    from alembic import command
    from alembic.util import CommandError

    step = command.upgrade if up else command.downgrade
    config = configuration()
    try:
        with translated(engine), engine.begin() as connection:
            config.attributes["connection"] = connection
            step(config, revision)
    except CommandError as err:
        raise StoreError(f"the schema can't be brought to {revision!r}: {err}") from err
