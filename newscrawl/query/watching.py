"""Saved searches: what a person watches, as data, and what is new in it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from newscrawl.errors import ConfigurationError
from newscrawl.plaintext import plain
from newscrawl.query.articles import ArticleRow, rows_of
from newscrawl.query.narrowing import Filters, conditions
from newscrawl.query.search import matching
from newscrawl.query.words import parse
from newscrawl.store.models import Article
from newscrawl.store.session import reading

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A saved search."""

    name: str
    """Small letters, digits and hyphens: the name of its feeds."""
    title: str
    words: str | None = None
    """As `newscrawl search` takes them; None for every article."""
    site: str | None = None
    origin: str | None = None
    agency: str | None = None
    language: str | None = None
    relation: str | None = None
    confidence: float | None = None

    @property
    def filters(self) -> Filters:
        names = ("site", "origin", "agency", "language", "relation", "confidence")
        return Filters(**{name: getattr(self, name) for name in names})


def load_watches(path: Path) -> tuple[Watch, ...]:
    """The `[[watch]]` tables of a TOML file, none where there is no file.

    Raises ConfigurationError for what is no watch, before anything is asked.
    """
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, RecursionError) as err:
        raise ConfigurationError(f"can't read {path}: {err}") from err
    tables = found.get("watch", [])
    if set(found) - {"watch"} or not isinstance(tables, list):
        raise ConfigurationError(f"{path}: only [[watch]] tables stand there")
    watches = tuple(_watch(path, table) for table in tables)
    names = [watch.name for watch in watches]
    if double := next((name for name in names if names.count(name) > 1), None):
        raise ConfigurationError(f"{path}: two watches are called {double}")
    return watches


def new_in(engine: Engine, watch: Watch, *, since: datetime | None = None, limit: int = 50) -> list[ArticleRow]:
    """What was found last, by when it was first stored, the newest first: a copy may claim any time.

    since: first stored at or after. Raises NoWords, StoreError.
    """
    with reading(engine) as connection:
        query: Any = select(Article.id).where(*conditions(connection, watch.filters))
        if watch.words:
            query = matching(connection, parse(watch.words), watch.filters).order_by(None)
        query = query.where(Article.first_seen_at >= since) if since else query
        ids = connection.scalars(query.order_by(Article.first_seen_at.desc(), Article.id.desc()).limit(limit)).all()
        return rows_of(connection, ids)


def _watch(path: Path, table: Any) -> Watch:
    known = {f.name for f in fields(Watch)}
    where = f"{path}: watch {plain(table.get('name')) if isinstance(table, dict) else '?'}"
    if not isinstance(table, dict) or not isinstance(name := table.get("name"), str) or not _NAME.fullmatch(name):
        raise ConfigurationError(f"{where}: a watch has a name of small letters, digits and hyphens")
    if unknown := sorted(set(table) - known):
        raise ConfigurationError(f"{where}: no field {unknown[0]!r}; there are {', '.join(sorted(known))}")
    for field, value in table.items():
        if not isinstance(value, (int, float) if field == "confidence" else str) or value is True:
            raise ConfigurationError(f"{where}: {field} has a value of another kind")
    watch = Watch(**{"title": name, **table})
    if watch.words is not None:
        parse(watch.words)
    return watch
