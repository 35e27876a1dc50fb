"""Texts compared with all others that are stored: which are due, and in what order they are traced."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, select, update
from threadpoolctl import threadpool_limits

from newscrawl.sites import Site
from newscrawl.store.backgrounds import usual
from newscrawl.store.candidates import Candidates
from newscrawl.store.concluding import Conclude, Traced
from newscrawl.store.embeddings import Divider, Names, add, missing, read
from newscrawl.store.jobs import Job, enqueue
from newscrawl.store.models import Article as Stored
from newscrawl.store.models import ArticleVersion, OriginLink, TraceState
from newscrawl.store.ready import Texts
from newscrawl.store.relations import one_at_a_time
from newscrawl.store.session import reading, writing
from newscrawl.store.texts import StoredText, newest, stored_texts
from newscrawl.store.upsert import chunks
from newscrawl.store.vectors import open_index
from newscrawl.trace.encoder import Encoder
from newscrawl.trace.prepared import Encoded, encode

Progress = Callable[[str, int, int], None]
"""What is being done, how much of it is done, how much there is."""

# Texts encoded, and texts traced, in one transaction.
_BATCH = 50
# What is found out of one text may tell of another that was made from it: links of a chain that are followed.
_ROUNDS = 5


def due(connection: Connection) -> list[int]:
    """Newest versions whose text waits to be traced."""
    done = select(TraceState.article_version_id).where(TraceState.is_due.is_(False))
    return list(connection.scalars(newest().where(ArticleVersion.id.not_in(done)).order_by(ArticleVersion.id)))


def untraced(connection: Connection) -> list[int]:
    """Newest versions that were never traced, so that no stored text was compared with them."""
    traced = select(TraceState.article_version_id)
    return list(connection.scalars(newest().where(ArticleVersion.id.not_in(traced)).order_by(ArticleVersion.id)))


def make_due(connection: Connection, version_ids: Sequence[int]) -> None:
    """Have versions traced again."""
    for part in chunks(version_ids):
        connection.execute(update(TraceState).where(TraceState.article_version_id.in_(part)).values(is_due=True))


def select_versions(
    connection: Connection,
    *,
    url: str | None = None,
    site: str | None = None,
    since: datetime | None = None,
    tracer: str | None = None,
) -> list[int]:
    """Newest versions of the articles that fit all of what is given. tracer: those traced by another one than this."""
    query = newest().join(Stored, Stored.id == ArticleVersion.article_id)
    query = query.where(Stored.url == url) if url else query
    query = query.where(Stored.site == site) if site else query
    query = query.where(Stored.first_seen_at >= since) if since else query
    if tracer:
        outdated = select(TraceState.article_version_id).where(TraceState.tracer != tracer)
        query = query.where(ArticleVersion.id.in_(outdated))
    return list(connection.scalars(query))


class TextTracing:
    """Traces what is due. Raises StoreError; what was traced before stays, and the next call goes on from there."""

    def __init__(
        self,
        engine: Engine,
        encoder: Encoder,
        sites: Mapping[str, Site],
        index_folder: Path | None = None,
        then: Sequence[Job] = (),
    ) -> None:
        """index_folder: where `store.vectors` keeps its file if not beside the database. then: jobs for workers that
        follow when texts were traced, enqueued with what was concluded."""
        self.then = tuple(then)
        self.engine = engine
        self.encoder = encoder
        self.sites = dict(sites)
        self.index_folder = index_folder
        self._names = Names()

    def run(self, now: datetime, progress: Progress = lambda *_: None) -> Iterator[Traced]:
        """Every text that is due, then those whose originals turned out to have an origin themselves."""
        # The tables of one text are small: a second thread costs more than it brings.
        with threadpool_limits(limits=1):
            with writing(self.engine) as connection:
                divider = Divider(connection)
                waiting, new = missing(connection, self.encoder, divider), untraced(connection)
            self._encode(divider, waiting, progress)
            with reading(self.engine) as connection:
                if not due(connection):
                    return
            with writing(self.engine) as connection:
                known = usual(connection, self.encoder, divider, now)
            with reading(self.engine) as connection:
                index = open_index(connection, self.encoder, divider.version, self.index_folder, progress)
                candidates = Candidates(connection, index, known.rarity, self._names)
            self._ask_again(candidates, new, progress)
            texts = Texts(self.encoder, divider, known.background)
            conclude = Conclude(self.encoder, self.sites, candidates, texts, known)
            for _ in range(_ROUNDS):
                with reading(self.engine) as connection:
                    waiting = due(connection)
                if not waiting:
                    return
                yield from self._trace(conclude, waiting, now, progress)

    def _encode(self, divider: Divider, new: Sequence[int], progress: Progress) -> None:
        done = 0
        for texts, encoded in self._encoded(divider, new):
            with writing(self.engine) as connection:
                add(connection, self.encoder, divider, self._names, texts, encoded)
            done += len(texts)
            progress("encoding", done, len(new))

    def _encoded(self, divider: Divider, new: Sequence[int]) -> Iterator[tuple[list[StoredText], list[Encoded]]]:
        """Texts are encoded, as a rule by other processes, while those before them are stored and the next are read."""
        with ThreadPoolExecutor(1) as beside:
            before: tuple[list[StoredText], Future[list[Encoded]]] | None = None
            for part in chunks(new, _BATCH):
                with reading(self.engine) as connection:
                    texts, articles = read(connection, divider, part)
                encoding = beside.submit(lambda given: list(encode(given, self.encoder)), articles)
                if before:
                    yield before[0], before[1].result()
                before = texts, encoding
            if before:
                yield before[0], before[1].result()

    def _ask_again(self, candidates: Candidates, new: Sequence[int], progress: Progress) -> None:
        """Make those stored texts due that may have been made from new ones."""
        for done, part in enumerate(chunks(new, _BATCH), 1):
            with writing(self.engine) as connection:
                make_due(connection, sorted(candidates.made_from(connection, stored_texts(connection, part))))
            progress("looking for copies", min(done * _BATCH, len(new)), len(new))

    def _trace(self, conclude: Conclude, waiting: Sequence[int], now: datetime, progress: Progress) -> Iterator[Traced]:
        for done, part in enumerate(chunks(waiting, _BATCH), 1):
            with writing(self.engine) as connection:
                one_at_a_time(connection)
                traced = []
                for one in conclude.all(connection, part, now):
                    traced.append(one)
                    if one.changed:
                        self._pass_on(connection, one.version_id)
                for job in self.then:
                    enqueue(connection, job)
            progress("tracing", min(done * _BATCH, len(waiting)), len(waiting))
            yield from traced

    def _pass_on(self, connection: Connection, version: int) -> None:
        """What was made from this text has its origins from it too."""
        copies = select(OriginLink.article_version_id).where(OriginLink.origin_version_id == version)
        make_due(connection, list(connection.scalars(copies)))
