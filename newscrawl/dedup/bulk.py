"""Texts in bulk, without a database: a temporary SQLite file holds what does not fit into memory.

Candidates are found by sorting sampled shingles, not by asking an index for each text: every value's holders stand side
by side once, and any two of them are a pair. The decisions are those of `relate`.
"""

from __future__ import annotations

import hashlib
import sqlite3
import tempfile
from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from newscrawl.dedup import exact, settle
from newscrawl.dedup.families import Facts
from newscrawl.dedup.files import Spill, TextFile
from newscrawl.dedup.kinds import REVERSED, Kind
from newscrawl.dedup.model import Document, Snapshot, Text
from newscrawl.dedup.neighbours import neighbours, together
from newscrawl.dedup.pairs import Pair, pair_of
from newscrawl.dedup.prepare import prepare_many, sampled
from newscrawl.dedup.relate import relate_many
from newscrawl.dedup.sites import Sites

Progress = Callable[[str, int, int], None]

# A pair is compared from two common values on, and from a twentieth of the smaller sketch.
SHARED = 2
SHARE = 0.05
_LOW = (1 << 32) - 1
# Documents that are read at once, pairs that are compared at once: more leave the processor's cache.
_DOCUMENTS, _PAIRS = 64, 48
# Prepared texts that are kept; some 40 kB each.
_PREPARED = 2_000
_TABLES = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE TABLE document (number INTEGER PRIMARY KEY, key INTEGER UNIQUE, id TEXT, site TEXT, date TEXT);
    CREATE TABLE same (value BLOB, key INTEGER);
"""

# What each document is to others, in the order of documents; of two that are related, each is told.
_RELATED = """
    SELECT x.number, y.id, kind, score, FALSE FROM relation
    JOIN document x ON x.key = a JOIN document y ON y.key = b UNION ALL
    SELECT y.number, x.id, kind, score, TRUE FROM relation
    JOIN document x ON x.key = a JOIN document y ON y.key = b ORDER BY 1"""


@dataclass(frozen=True, slots=True)
class Found:
    """What a text is to others of its input."""

    id: str
    cluster: str
    """The alphabetically first id of those that hold this text; its own where no other does."""
    relations: tuple[tuple[str, str, float], ...]
    """(other id, kind, score), read "this is … other"; by id."""


class Bulk:
    """Takes documents in any order, then says what they are to each other. Use it as a context manager.

    folder: where the temporary files are made, some 7 kB a document; the system's own temporary folder by default.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="newscrawl-dedup-", dir=folder)
        home = Path(self._folder.name)
        self._file = sqlite3.connect(home / "bulk.db", isolation_level=None)
        self._file.executescript(_TABLES + settle.TABLE + "BEGIN;")
        self._texts, self._sites = TextFile(home), Sites(home)
        self._sketches = Spill(home, "sketch", columns=2)
        self._pairs = Spill(home, "pair", columns=1)
        self._waiting: list[Document] = []
        # Of each document, by number.
        self._keys, self._sizes, self._again = array("q"), array("q"), array("b")
        self._prepared: OrderedDict[int, Text] = OrderedDict()

    @property
    def documents(self) -> int:
        return len(self._keys)

    def __enter__(self) -> Bulk:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._file.close()
        self._texts.close()
        self._sites.close()
        self._folder.cleanup()

    def add(self, documents: Iterable[Document]) -> None:
        """Store documents with their sketches. Raises ValueError for an id that was given before; the others of the
        call that came before it are stored."""
        for document in documents:
            key = key_of(document.id)
            row = (self.documents, key, document.id, document.site, document.date)
            if not self._file.execute("INSERT OR IGNORE INTO document VALUES (?, ?, ?, ?, ?)", row).rowcount:
                raise ValueError(f"the id {document.id!r} was given before")
            self._keys.append(key)
            self._again.append(0)
            self._waiting.append(document)
            if len(self._waiting) >= _DOCUMENTS:
                self._store()

    def _store(self) -> None:
        documents, self._waiting = self._waiting, []
        texts = list(prepare_many(documents))
        self._texts.add(texts)
        first = self.documents - len(documents)
        held: list[tuple[int, NDArray[np.int64]]] = []
        same = exact.fingerprints(["\n".join(document.paragraphs) for document in documents])
        for number, text, value in zip(range(first, self.documents), texts, same, strict=True):
            self._sites.add(documents[number - first], text)
            # A text too short to prove anything is equal to nothing and shares nothing.
            values = sampled(text) if value else np.empty(0, dtype=np.int64)
            self._sizes.append(len(values))
            held.append((number, values))
            if value:
                row = bytes.fromhex(value.value), self._keys[number]
                self._file.execute("INSERT INTO same VALUES (?, ?)", row)
        if held:
            numbers = np.repeat([number for number, _ in held], [len(values) for _, values in held])
            self._sketches.add(np.concatenate([values for _, values in held]), numbers)

    def relate(self, progress: Progress = lambda *_: None) -> Iterator[Found]:
        """Every document in the order of input, with its cluster and relations."""
        self._store()
        self._learn(progress)
        progress("finding candidates", 0, 1)
        self._pair(self._equal())
        self._compare(progress)
        return self._answers(progress)

    def _learn(self, progress: Progress) -> None:
        """Sketch those texts anew of which a part is set aside: under numbers that no text has, see `_current`."""
        for number, key in self._sites.learn(self._file, progress):
            if self._sizes[number]:
                values = sampled(self._text(key))
                self._sizes[number], self._again[number] = len(values), 1
                self._sketches.add(values, np.full(len(values), number + self.documents))

    def _current(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Of sketches, (n, 2) values and numbers of texts, those that no later ones replace."""
        later = rows[:, 1] >= self.documents
        rows[later, 1] -= self.documents
        found: NDArray[np.int64] = rows[later | (np.array(self._again)[rows[:, 1]] == 0)]
        return found

    def _equal(self) -> set[int]:
        """Of equal texts the one with the smallest key stands for all; returns the keys of the others."""
        rows = self._file.execute("SELECT value, key FROM same ORDER BY value, key")
        doubles: set[int] = set()
        for _, group in groupby(rows, key=itemgetter(0)):
            first, *others = (key for _, key in group)
            settle.add(self._file, [(Pair(a=first, b=other, alone=Kind.EXACT), 1.0) for other in others])
            doubles.update(others)
        return doubles

    def _pair(self, doubles: set[int]) -> None:
        """Spill a pair for each value that two texts share, as one number of two ranks in the order of keys."""
        keys = np.array(self._keys)
        rank = np.empty(len(keys), dtype=np.int64)
        rank[np.argsort(keys)] = np.arange(len(keys))
        single = ~np.isin(keys, list(doubles))
        for rows in self._sketches.parts():
            rows = self._current(rows)
            rows = rows[single[rows[:, 1]]]
            # Values have 32 bits, so that one number holds both: sorted in a tenth of the time.
            packed = np.sort(rows[:, 0] << 32 | rank[rows[:, 1]])
            for a, b in neighbours(packed >> 32, packed & _LOW):
                self._pairs.add(a << 32 | b)

    def _candidates(self) -> NDArray[np.int64]:
        """(n, 2) keys of the pairs that share enough, the smaller one first; those of one family side by side."""
        keys, sizes = np.array(self._keys), np.array(self._sizes)
        order = np.argsort(keys)
        found = [np.empty(0, dtype=np.int64)]
        for rows in self._pairs.parts():
            pairs, shared = np.unique(rows[:, 0], return_counts=True)
            smaller = np.minimum(sizes[order[pairs >> 32]], sizes[order[pairs & _LOW]])
            found.append(pairs[(shared >= SHARED) & (shared >= SHARE * smaller)])
        pairs = together(np.concatenate(found), len(keys))
        return keys[order[np.stack([pairs >> 32, pairs & _LOW], axis=1)]]

    def _compare(self, progress: Progress) -> None:
        pairs = self._candidates()
        for done in range(0, len(pairs), _PAIRS):
            progress("comparing", done, len(pairs))
            batch = pairs[done : done + _PAIRS].tolist()
            found = relate_many([(self._text(a), self._text(b)) for a, b in batch], Snapshot())
            related = [(pair_of(a, b, r), r.score) for (a, b), r in zip(batch, found, strict=True) if r]
            settle.add(self._file, related)
        progress("comparing", len(pairs), len(pairs))

    def _text(self, key: int) -> Text:
        known = self._prepared.get(key)
        if known is not None:
            self._prepared.move_to_end(key)
            return known
        row = self._file.execute("SELECT number, id, site, date FROM document WHERE key = ?", (key,)).fetchone()
        made = self._prepared[key] = self._sites.own(self._texts.get(*row), row[0])
        if len(self._prepared) > _PREPARED:
            self._prepared.popitem(last=False)
        return made

    def _answers(self, progress: Progress) -> Iterator[Found]:
        clusters = self._clusters(progress)
        related = groupby(self._file.execute(_RELATED), key=itemgetter(0))
        following = next(related, None)
        for number, key, ident in self._file.execute("SELECT number, key, id FROM document ORDER BY number"):
            relations: list[tuple[str, str, float]] = []
            if following and following[0] == number:
                relations = [
                    (other, REVERSED.get(kind, kind) if turned else kind, score)
                    for _, other, kind, score, turned in following[1]
                ]
                following = next(related, None)
            yield Found(ident, clusters.get(key, ident), tuple(sorted(relations)))

    def _clusters(self, progress: Progress) -> dict[int, str]:
        """Key → cluster of the documents that share one with others."""
        linked = settle.settle(self._file, self._facts, progress)
        names: dict[int, str] = {}
        for key, top in linked.items():
            ident = self._facts(key).name
            names[top] = min(names.get(top, ident), ident)
        return {key: names[top] for key, top in linked.items()}

    def _facts(self, key: int) -> Facts:
        return Facts(*self._file.execute("SELECT id, site, date FROM document WHERE key = ?", (key,)).fetchone())


def key_of(ident: str) -> int:
    """A signed 64-bit key, which orders documents whatever the order of input."""
    digest = hashlib.blake2b(ident.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
