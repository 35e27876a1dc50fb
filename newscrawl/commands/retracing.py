"""Stages repeated for what is stored, from the archive where they need the page; what they said before is kept."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, select

from newscrawl.errors import ArchiveError
from newscrawl.fetch.archive import Place, read
from newscrawl.items import Fetch, RawPage, State, Story
from newscrawl.reading import read_page, with_fingerprints, with_listed_credits, with_origins
from newscrawl.sites import Site, undeclared
from newscrawl.store import rereading, sightings
from newscrawl.store.models import Article, ArticleVersion
from newscrawl.store.models import Fetch as Download
from newscrawl.store.reindexing import reindex
from newscrawl.store.relations import Comparer, one_at_a_time
from newscrawl.store.said import Content, Stage, differs, said, supersede
from newscrawl.store.session import reading, writing
from newscrawl.store.snapshots import Snapshots
from newscrawl.store.upsert import chunks

Progress = Callable[[str, int, int], None]
# Versions of one transaction.
_BATCH = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """A version for which a stage says something else than before, or which it could not be repeated for."""

    url: str
    version_id: int
    stage: Stage
    before: Content
    after: Content
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class _Version:
    id: int
    article_id: int
    page_id: int
    url: str
    site: str
    fetch: Fetch | None


class Retracing:
    """Repeats stages. Each batch is a transaction: stopped anywhere, what was done stays, and again is safe."""

    def __init__(self, engine: Engine, archive: Path, sites: Mapping[str, Site]) -> None:
        self.engine, self.archive, self.sites = engine, archive, dict(sites)

    def pages(self, stage: Stage, version_ids: Sequence[int], now: datetime, progress: Progress) -> Iterator[Repeated]:
        """Read archived pages again: texts with all that is found on the page, or credits alone."""
        done = 0
        for part in chunks(version_ids, _BATCH):
            with reading(self.engine) as connection:
                versions = [(version, self._story(connection, version)) for version in _versions(connection, part)]
            # Outside of any transaction: reading a page takes longer than storing it.
            told = [(version, self._read(story)) for version, story in versions]
            with writing(self.engine) as connection:
                yield from self._store(connection, stage, told, now)
            done += len(part)
            progress(f"reading pages ({stage})", done, len(version_ids))

    def texts(self, version_ids: Sequence[int], now: datetime, progress: Progress) -> Iterator[Repeated]:
        """Compare texts with all others again."""
        with reading(self.engine) as connection:
            before = said(connection, Stage.DEDUP, version_ids)
            ours = Snapshots().current(connection).is_ours
        if ours:
            self._compare(version_ids, now, progress)
        else:
            reindex(self.engine, now, progress)
        yield from self.changes(Stage.DEDUP, before, now)

    def before(self, stage: Stage, version_ids: Collection[int]) -> dict[int, Content]:
        """What a stage says now, for `changes` to compare with."""
        with reading(self.engine) as connection:
            return said(connection, stage, version_ids)

    def changes(self, stage: Stage, before: Mapping[int, Content], now: datetime) -> Iterator[Repeated]:
        """Keep and tell what a stage says otherwise than before."""
        with writing(self.engine) as connection:
            urls = {version.id: version.url for version in _versions(connection, list(before))}
            for ident, after in said(connection, stage, before).items():
                if ident in urls and differs(stage, before[ident], after):
                    supersede(connection, stage, ident, before[ident], after, now)
                    yield Repeated(url=urls[ident], version_id=ident, stage=stage, before=before[ident], after=after)

    def _compare(self, version_ids: Sequence[int], now: datetime, progress: Progress) -> None:
        comparer, done = Comparer(), 0
        for part in chunks(version_ids, _BATCH):
            with writing(self.engine) as connection:
                one_at_a_time(connection)
                comparer.compare(connection, part, now)
            done += len(part)
            progress("comparing texts", done, len(version_ids))

    def _site(self, version: _Version) -> Site:
        return self.sites.get(version.site) or undeclared(version.url)

    def _story(self, connection: Connection, version: _Version) -> Story:
        site = self._site(version)
        found = sightings.discoveries(connection, {version.page_id: version.url}).get(version.page_id, ())
        own = tuple(d for d in found if d.found_on is None or site.owns(d.found_on))
        fetches = (version.fetch,) if version.fetch else ()
        return Story(site=version.site, url=version.url, fetches=fetches, discoveries=own)

    def _read(self, story: Story) -> Story | str:
        """The story as today's rules read it, or why they can't."""
        fetch = story.fetches[-1] if story.fetches else None
        if fetch is None or fetch.archive_file is None or fetch.archive_offset is None:
            return "its page is not in the archive"
        try:
            body = read(self.archive, Place(fetch.archive_file, fetch.archive_offset)).body
        except ArchiveError as err:
            return str(err)
        site = self.sites.get(story.site) or undeclared(story.url)
        page = RawPage(url=fetch.url, body=body, content_type=fetch.content_type)
        try:
            story = read_page(replace(story, page=page), site, self.sites)
        # A page that breaks the extractor must not end it for all others.
        except Exception as err:
            return f"today's rules fail on it: {type(err).__name__}: {err}"
        if story.state is not State.STORED or story.article is None:
            return f"today it would be {story.state}: {story.reason}"
        story = with_listed_credits(with_fingerprints(replace(story, alias_of=None)), self.sites)
        return with_origins(story, site, self.sites)

    def _store(
        self, connection: Connection, stage: Stage, told: Sequence[tuple[_Version, Story | str]], now: datetime
    ) -> Iterator[Repeated]:
        one_at_a_time(connection)
        before = said(connection, stage, [version.id for version, _ in told])
        comparer = Comparer()
        for version, story in told:
            same: dict[str, Any] = {"url": version.url, "version_id": version.id, "stage": stage}
            if isinstance(story, str):
                yield Repeated(**same, before=before[version.id], after=before[version.id], problem=story)
                continue
            store = rereading.store_text if stage is Stage.EXTRACT else rereading.store_credits
            with connection.begin_nested() as savepoint:
                changed_text = store(connection, version.article_id, version.id, story, now)
                after = said(connection, stage, [version.id])[version.id]
                if not differs(stage, before[version.id], after):
                    savepoint.rollback()
                    continue
                if changed_text:
                    comparer.compare(connection, [version.id], now)
                supersede(connection, stage, version.id, before[version.id], after, now)
            yield Repeated(**same, before=before[version.id], after=after)


def _versions(connection: Connection, version_ids: Sequence[int]) -> list[_Version]:
    query = (
        select(
            ArticleVersion.id, ArticleVersion.article_id, Article.page_id, Article.url, Article.site, *_fetch_columns()
        )
        .join(Article, Article.id == ArticleVersion.article_id)
        .outerjoin(Download, Download.id == ArticleVersion.fetch_id)
        .where(ArticleVersion.id.in_(version_ids))
        .order_by(ArticleVersion.id)
    )
    return [
        _Version(row.id, row.article_id, row.page_id, row.url, row.site, _fetch(row))
        for row in connection.execute(query)
    ]


def _fetch_columns() -> list[Any]:
    names = ("fetched_at", "status", "sha256", "size", "content_type", "archive_file", "archive_offset")
    return [Download.url.label("fetched_url"), *(getattr(Download, name) for name in names)]


def _fetch(row: Any) -> Fetch | None:
    if row.fetched_url is None:
        return None
    return Fetch(
        url=row.fetched_url,
        fetched_at=row.fetched_at,
        status=row.status,
        sha256=row.sha256,
        size=row.size,
        content_type=row.content_type,
        archive_file=row.archive_file,
        archive_offset=row.archive_offset,
    )
