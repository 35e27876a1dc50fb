"""The nearest of all stored texts, found in a file beside the database that is made from it.

Brute force over int8 rows, a block at a time: in batches of 50 it is as fast as float32 in memory, a quarter of its
size, exact but for rounding, and needs nothing built (figures in docs/tracing.md). A graph index would answer faster
from 10⁵ texts up, but misses one of twenty neighbours.
"""

from __future__ import annotations

import glob
import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, select

from newscrawl.store.models import ArticleVersion, Embedding
from newscrawl.store.texts import newest
from newscrawl.store.upsert import chunks
from newscrawl.store.vector_file import Ids, VectorTable, load, save
from newscrawl.trace.encoder import Encoder, Floats, Vectors, unit

Progress = Callable[[str, int, int], None]

# Texts compared with all others in one pass: more would be no faster.
_BATCH = 50
# Rows turned into floats at once: 16 MB.
_BLOCK = 8192
# Rows of an old file that are compared with the database: the newest ones, and as many others.
_TRIED = 32


class TextIndex:
    """Directions of all newest texts of one encoder and one division into sentences."""

    def __init__(self, table: VectorTable) -> None:
        self.ids = table.ids
        self._tables = (table.means, table.leads)

    def nearest(
        self,
        versions: Sequence[int],
        by_mean: int,
        by_lead: int,
        *,
        apart: NDArray[np.integer] | None = None,
        among: NDArray[np.bool_] | None = None,
    ) -> dict[int, set[int]]:
        """For each version that is known those nearest by direction and by beginning, itself included.

        apart: a code for each row; rows with the version's own code are left out. among: the rows that count.
        """
        found: dict[int, set[int]] = {}
        # Without an encoder all are equally far.
        known = self._places(versions) if self._tables[0].shape[1] else []
        for part in chunks(known, _BATCH):
            best = _Best(by_mean), _Best(by_lead)
            for start, scores in self._scan(part):
                rows = slice(start, start + scores[0].shape[1])
                for kept, table in zip(best, scores, strict=True):
                    if among is not None:
                        table[:, ~among[rows]] = -np.inf
                    if apart is not None:
                        table[apart[list(part)][:, None] == apart[rows]] = -np.inf
                    kept.add(start, table)
            for n, place in enumerate(part):
                near = [kept.places[n][kept.scores[n] > -np.inf] for kept in best]
                found[int(self.ids[place])] = set(self.ids[np.concatenate(near)].tolist())
        return found

    def alike(self, versions: Sequence[int], count: int, least: float) -> set[int]:
        """Other texts that are among the `count` nearest of a version, by direction or beginning, and at least so
        near."""
        places = self._places(versions)
        found: set[int] = set()
        for part in chunks(places, _BATCH) if len(places) < len(self.ids) else ():
            best = _Best(count)
            for start, (means, leads) in self._scan(part):
                scores = np.maximum(means, leads)
                own = np.array([place - start for place in places if start <= place < start + scores.shape[1]], int)
                scores[:, own] = 0.0
                best.add(start, scores)
            found.update(self.ids[best.places[best.scores >= least]].tolist())
        return found

    def _places(self, versions: Sequence[int]) -> list[int]:
        wanted = np.unique(np.fromiter(versions, np.int64, len(versions)))
        return np.flatnonzero(np.isin(self.ids, wanted)).tolist()

    def _scan(self, places: Sequence[int]) -> Iterator[tuple[int, tuple[Floats, Floats]]]:
        """First place of each block, and the cosines of the texts at `places` with its rows, for both directions."""
        asked = [unit(table[list(places)]) for table in self._tables]
        for start in range(0, len(self.ids), _BLOCK):
            means, leads = (
                mine @ unit(table[start : start + _BLOCK]).T for mine, table in zip(asked, self._tables, strict=True)
            )
            yield start, (means, leads)


class _Best:
    """The best of each row, over blocks."""

    def __init__(self, count: int) -> None:
        self._count = count
        self.scores: Floats = np.zeros((0, 0), np.float32)
        self.places: NDArray[np.int64] = np.zeros((0, 0), np.int64)

    def add(self, start: int, scores: Floats) -> None:
        places = np.broadcast_to(np.arange(start, start + scores.shape[1]), scores.shape)
        if self.scores.size:
            scores = np.concatenate([self.scores, scores], axis=1)
            places = np.concatenate([self.places, places], axis=1)
        if scores.shape[1] > self._count:
            kept = np.argpartition(-scores, self._count - 1, axis=1)[:, : self._count]
            scores, places = np.take_along_axis(scores, kept, axis=1), np.take_along_axis(places, kept, axis=1)
        self.scores, self.places = scores, places


def open_index(
    connection: Connection,
    encoder: Encoder,
    splitter: str,
    folder: Path | None = None,
    progress: Progress = lambda *_: None,
) -> TextIndex:
    """The index of what is stored now; its file is made, or made anew, where it is not of that.

    splitter: only vectors of texts that were divided by this version count. A new file holds nothing of texts that are
    gone from the database. folder: as for `index_path`.
    """
    name = f"{encoder.name}/{encoder.version}"
    ids = _ids(connection, name, splitter)
    if not encoder.dimensions:
        nothing = np.zeros((len(ids), 0), np.int8)
        return TextIndex(VectorTable(ids, nothing, nothing))
    path, made_for = index_path(connection.engine, encoder, folder), f"{name} {splitter}"
    known = load(path, made_for, encoder.dimensions) if path else None
    if known is not None and not _agrees(connection, name, known, ids):
        known = None
    if known is not None and np.array_equal(known.ids, ids):
        return TextIndex(known)
    rows = _Rows(connection, name, encoder.dimensions, known, len(ids), progress)
    return TextIndex(save(path, made_for, encoder.dimensions, ids, rows))


def index_path(engine: Engine, encoder: Encoder, folder: Path | None) -> Path | None:
    """Beside an SQLite file; for another database in `folder`, where that is given. None: the file lasts for a run."""
    start = _start_of_path(engine, folder)
    return start and start.with_name(f"{start.name}{re.sub(r'[^a-z0-9.-]+', '-', encoder.name.lower())}")


def drop_indexes(engine: Engine, folder: Path | None) -> None:
    """Remove the files of all encoders, so that nothing of what was deleted from the database is left in them."""
    start = _start_of_path(engine, folder)
    for path in start.parent.glob(f"{glob.escape(start.name)}*") if start else ():
        path.unlink(missing_ok=True)


def _start_of_path(engine: Engine, folder: Path | None) -> Path | None:
    url = engine.url
    if engine.dialect.name != "sqlite":
        own = hashlib.sha256(f"{url.host} {url.port} {url.database}".encode()).hexdigest()[:12]
        return folder / f"{own}-vectors-" if folder else None
    in_memory = not url.database or url.database == ":memory:" or url.database.startswith("file:")
    return None if in_memory else Path(f"{url.database}-vectors-")


def _ids(connection: Connection, encoder: str, splitter: str) -> Ids:
    there = select(Embedding.article_version_id).where(Embedding.encoder == encoder, Embedding.splitter == splitter)
    found = connection.scalars(newest().where(ArticleVersion.id.in_(there)).order_by(ArticleVersion.id))
    return np.array(list(found), np.int64)


def _agrees(connection: Connection, encoder: str, known: VectorTable, ids: Ids) -> bool:
    """Whether the file is of this database, by the newest rows of both and some others.

    A database that was made anew, or restored and filled again, has the same ids for other texts.
    """
    both = np.flatnonzero(np.isin(known.ids, ids))
    if not len(both):
        return True
    tried = {*both[-_TRIED:].tolist(), *both[:: max(1, len(both) // _TRIED)].tolist()}
    query = select(Embedding.article_version_id, Embedding.mean, Embedding.lead).where(
        Embedding.encoder == encoder, Embedding.article_version_id.in_(known.ids[sorted(tried)].tolist())
    )
    places = {int(known.ids[place]): place for place in tried}
    return all(
        known.means[places[ident]].tobytes() == mean and known.leads[places[ident]].tobytes() == lead
        for ident, mean, lead in connection.execute(query)
    )


class _Rows:
    """Directions of ids: from the last table where it has them, else from the database."""

    def __init__(
        self,
        connection: Connection,
        encoder: str,
        dimensions: int,
        known: VectorTable | None,
        total: int,
        progress: Progress,
    ) -> None:
        self._connection = connection
        self._encoder = encoder
        self._dimensions = dimensions
        empty = np.zeros((0, dimensions), np.int8)
        self._known = known or VectorTable(np.zeros(0, np.int64), empty, empty)
        self._done, self._total, self._progress = 0, total, progress

    def __call__(self, ids: Ids) -> tuple[Vectors, Vectors]:
        means, leads = (np.zeros((len(ids), self._dimensions), np.int8) for _ in range(2))
        places = np.searchsorted(self._known.ids, ids)
        places[places == len(self._known.ids)] = 0
        old = self._known.ids[places] == ids if len(self._known.ids) else np.zeros(len(ids), bool)
        means[old], leads[old] = self._known.means[places[old]], self._known.leads[places[old]]
        where = {int(ids[n]): n for n in np.flatnonzero(~old)}
        for part in chunks(list(where)):
            query = select(Embedding.article_version_id, Embedding.mean, Embedding.lead).where(
                Embedding.encoder == self._encoder, Embedding.article_version_id.in_(part)
            )
            for ident, mean, lead in self._connection.execute(query):
                means[where[ident]] = np.frombuffer(mean, np.int8)
                leads[where[ident]] = np.frombuffer(lead, np.int8)
        self._done += len(ids)
        self._progress("indexing", self._done, self._total)
        return means, leads
