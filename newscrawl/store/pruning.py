"""Which archived downloads are old enough to go, and their going."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select, update

from newscrawl.store.models import Article, ArticleVersion, Credit, Evidence, Fetch, ImageFile, OriginLink, Page, Review
from newscrawl.store.tombstones import erase_later
from newscrawl.store.upsert import chunks

# Stands for a whole file among places to erase.
WHOLE = -1
NOWHERE = {"archive_file": None, "archive_offset": None}
POINTING: tuple[tuple[Any, Any], ...] = ((Fetch, Fetch.id), (ImageFile, ImageFile.image_id))
"""Tables whose rows point into the archive, and their keys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prunable:
    """Old downloads of one archive file."""

    file: str
    fetch_ids: tuple[int, ...]
    places: tuple[int, ...]
    """Their offsets."""
    kept: int
    """Other downloads in the file; where there are none, it goes as a whole."""


def prunable(connection: Connection, *, before: datetime, sources: bool = False) -> list[Prunable]:
    """Downloads made before a time, by file; with `sources`, only those that no stored text was read from.

    What people have reviewed stays, with the original and the listings that its evidence points to.
    """
    kept = _reviewed(connection)
    read = select(ArticleVersion.fetch_id).where(ArticleVersion.fetch_id.is_not(None))
    query = select(Fetch.id, Fetch.archive_file, Fetch.archive_offset).where(
        Fetch.archive_file.is_not(None), Fetch.fetched_at < before
    )
    query = query.where(Fetch.id.not_in(read)) if sources else query
    found: dict[str, list[tuple[int, int]]] = {}
    for ident, file, offset in connection.execute(query.order_by(Fetch.archive_file, Fetch.archive_offset)):
        if ident not in kept:
            found.setdefault(str(file), []).append((ident, int(offset or 0)))
    counts: Counter[str] = Counter()
    for model, _ in POINTING:
        sizes = select(model.archive_file, func.count()).where(model.archive_file.in_(found))
        counts.update(dict(connection.execute(sizes.group_by(model.archive_file)).all()))
    return [
        Prunable(
            file=file,
            fetch_ids=tuple(ident for ident, _ in rows),
            # Two rows may share a record, as those of a redirect and its target do; it goes when both do.
            places=_unshared(connection, file, rows),
            kept=counts[file] - len(rows),
        )
        for file, rows in found.items()
    ]


def prune(connection: Connection, going: Collection[Prunable]) -> None:
    """Let go of the places, and note them for erasing; the caller commits."""
    for one in going:
        places = one.places if one.kept else (WHOLE,)
        erase_later(connection, [(one.file, place) for place in places])
        for part in chunks(one.fetch_ids):
            connection.execute(update(Fetch).where(Fetch.id.in_(part)).values(NOWHERE))


def _unshared(connection: Connection, file: str, rows: list[tuple[int, int]]) -> tuple[int, ...]:
    mine = {ident for ident, _ in rows}
    query = select(Fetch.id, Fetch.archive_offset).where(Fetch.archive_file == file)
    others = {offset for ident, offset in connection.execute(query) if ident not in mine}
    return tuple(sorted({offset for _, offset in rows} - others))


def _reviewed(connection: Connection) -> set[int]:
    """Downloads that a person's decision can be checked by."""
    articles = select(Review.article_id)
    versions = select(ArticleVersion.id).where(ArticleVersion.article_id.in_(articles))
    links = select(OriginLink.id).where(OriginLink.article_version_id.in_(versions))
    originals = select(OriginLink.origin_version_id).where(OriginLink.id.in_(links))
    wanted: tuple[Select[int | None], ...] = (
        select(Fetch.id)
        .join(Page, Page.id == Fetch.page_id)
        .join(Article, Article.page_id == Page.id)
        .where(Article.id.in_(articles)),
        select(ArticleVersion.fetch_id).where(ArticleVersion.id.in_(originals)),
        select(Credit.fetch_id).where(Credit.article_version_id.in_(versions)),
        select(Evidence.fetch_id).where(Evidence.origin_link_id.in_(links)),
    )
    return {ident for query in wanted for ident in connection.scalars(query) if ident is not None}
