"""Texts in bulk, without a database: a temporary SQLite file holds what does not fit into memory.

Candidates are found by sorting sampled shingles, not by asking an index for each text: every value's holders stand side
by side once, and any two of them are a pair. The decisions are those of `relate`.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import tempfile
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import combinations, groupby, pairwise
from operator import itemgetter
from pathlib import Path
from types import TracebackType

from newscrawl.dedup import exact, settle
from newscrawl.dedup.model import REVERSED, Document, Kind, Snapshot, Text
from newscrawl.dedup.pairs import Pair, pair_of
from newscrawl.dedup.prepare import prepare, sketch
from newscrawl.dedup.relate import relate

Progress = Callable[[str, int, int], None]

# A pair is compared from two common values on, and from a twentieth of the smaller sketch.
SHARED = 2
SHARE = 0.05
# Of a value that more texts hold, only neighbours are paired, in the order of their keys: a phrase that everybody uses
# leads to no pair twice, but a text that stands in hundreds of places has the same neighbours by all its values.
_ALL_PAIRS = 24
_BATCH = 1_000
# Prepared texts that are kept; some 20 kB each.
_PREPARED = 4_000
_TABLES = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE TABLE document (number INTEGER PRIMARY KEY, key INTEGER UNIQUE, id TEXT, data BLOB, size INTEGER);
    CREATE TABLE same (value BLOB, key INTEGER);
    CREATE TABLE sketch (value INTEGER, key INTEGER);
    CREATE TABLE pair (a INTEGER, b INTEGER);
"""


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

    folder: where the temporary file is made, some 2 kB a document; the system's own temporary folder by default.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="newscrawl-dedup-", dir=folder)
        self._file = sqlite3.connect(Path(self._folder.name) / "bulk.db", isolation_level=None)
        self._file.executescript(_TABLES + settle.TABLE)
        self._snapshot = Snapshot()
        self._prepared: OrderedDict[int, Text] = OrderedDict()
        self.documents = 0

    def __enter__(self) -> Bulk:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._file.close()
        self._folder.cleanup()

    def add(self, documents: Iterable[Document]) -> None:
        """Store documents with their sketches. Raises ValueError for an id that was given before."""
        remaining = iter(documents)
        while batch := [document for _, document in zip(range(_BATCH), remaining, strict=False)]:
            self._file.execute("BEGIN")
            try:
                for document in batch:
                    self._add(document)
            finally:  # one that is refused takes no other along
                self._file.execute("COMMIT")

    def _add(self, document: Document) -> None:
        key = key_of(document.id)
        value = exact.fingerprint("\n".join(document.paragraphs))
        # A text too short to prove anything is equal to nothing and shares nothing.
        values = sketch(prepare(document, self._snapshot), self._snapshot).values if value else ()
        data = zlib.compress(json.dumps(asdict(document), ensure_ascii=False).encode("utf-8", "surrogatepass"), 1)
        row = (self.documents, key, document.id, data, len(values))
        try:
            self._file.execute("INSERT INTO document VALUES (?, ?, ?, ?, ?)", row)
        except sqlite3.IntegrityError:
            raise ValueError(f"the id {document.id!r} was given before") from None
        self.documents += 1
        if value:
            self._file.execute("INSERT INTO same VALUES (?, ?)", (bytes.fromhex(value.value), key))
            self._file.executemany("INSERT INTO sketch VALUES (?, ?)", [(v, key) for v in values])

    def relate(self, progress: Progress = lambda *_: None) -> Iterator[Found]:
        """Every document in the order of input, with its cluster and relations."""
        progress("finding candidates", 0, 1)
        self._equal()
        self._pair()
        self._compare(progress)
        return self._answers(progress)

    def _equal(self) -> None:
        """Of equal texts the one with the smallest key stands for all."""
        rows = self._file.execute("SELECT value, key FROM same ORDER BY value, key")
        for _, group in groupby(rows, key=itemgetter(0)):
            first, *others = (key for _, key in group)
            settle.add(self._file, [(Pair(a=first, b=other, alone=Kind.EXACT), 1.0) for other in others])
        self._file.execute("CREATE TEMP TABLE double AS SELECT b AS key FROM relation")
        self._file.execute("DELETE FROM sketch WHERE key IN (SELECT key FROM double)")

    def _pair(self) -> None:
        rows = self._file.execute("SELECT value, key FROM sketch ORDER BY value, key")
        held: list[tuple[int, int]] = []
        for _, group in groupby(rows, key=itemgetter(0)):
            keys = [key for _, key in group]
            if len(keys) > 1:
                held += combinations(keys, 2) if len(keys) <= _ALL_PAIRS else pairwise(keys)
            if len(held) >= 100_000:
                self._insert_pairs(held)
                held = []
        self._insert_pairs(held)

    def _insert_pairs(self, pairs: list[tuple[int, int]]) -> None:
        self._file.execute("BEGIN")
        self._file.executemany("INSERT INTO pair VALUES (?, ?)", pairs)
        self._file.execute("COMMIT")

    def _compare(self, progress: Progress) -> None:
        self._file.execute(
            "CREATE TEMP TABLE candidate AS SELECT a, b FROM"
            " (SELECT a, b, count(*) AS shared FROM pair GROUP BY a, b HAVING shared >= ?) c"
            " JOIN document x ON x.key = c.a JOIN document y ON y.key = c.b"
            " WHERE shared >= ? * min(x.size, y.size) ORDER BY a, b",
            (SHARED, SHARE),
        )
        total = self._file.execute("SELECT count(*) FROM candidate").fetchone()[0]
        rows, done = self._file.execute("SELECT a, b FROM candidate"), 0
        while pairs := rows.fetchmany(_BATCH):
            found = [relation for a, b in pairs if (relation := self._relation(a, b))]
            self._file.execute("BEGIN")
            settle.add(self._file, found)
            self._file.execute("COMMIT")
            done += len(pairs)
            progress("comparing", done, total)

    def _relation(self, a: int, b: int) -> tuple[Pair[int], float] | None:
        found = relate(self._text(a), self._text(b), self._snapshot)
        return (pair_of(a, b, found), found.score) if found else None

    def _text(self, key: int) -> Text:
        known = self._prepared.get(key)
        if known is not None:
            self._prepared.move_to_end(key)
            return known
        (data,) = self._file.execute("SELECT data FROM document WHERE key = ?", (key,)).fetchone()
        made = prepare(_document(data), self._snapshot)
        self._prepared[key] = made
        if len(self._prepared) > _PREPARED:
            self._prepared.popitem(last=False)
        return made

    def _answers(self, progress: Progress) -> Iterator[Found]:
        clusters = self._clusters(progress)
        of_it = (
            "SELECT d.id, r.kind, r.score, FALSE FROM relation r JOIN document d ON d.key = r.b WHERE r.a = ?"
            " UNION ALL SELECT d.id, r.kind, r.score, TRUE FROM relation r JOIN document d ON d.key = r.a WHERE r.b = ?"
        )
        for key, ident in self._file.execute("SELECT key, id FROM document ORDER BY number"):
            relations = sorted(
                (other, REVERSED.get(kind, kind) if turned else kind, score)
                for other, kind, score, turned in self._file.execute(of_it, (key, key))
            )
            yield Found(ident, clusters.get(key, ident), tuple(relations))

    def _clusters(self, progress: Progress) -> dict[int, str]:
        """Key → cluster of the documents that share one with others."""
        linked = settle.settle(self._file, self._id, progress)
        names: dict[int, str] = {}
        for key, top in linked.items():
            ident = self._id(key)
            names[top] = min(names.get(top, ident), ident)
        return {key: names[top] for key, top in linked.items()}

    def _id(self, key: int) -> str:
        ident: str = self._file.execute("SELECT id FROM document WHERE key = ?", (key,)).fetchone()[0]
        return ident


def key_of(ident: str) -> int:
    """A signed 64-bit key, which orders documents whatever the order of input."""
    digest = hashlib.blake2b(ident.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _document(data: bytes) -> Document:
    read = json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"))
    return Document(**{**read, "paragraphs": tuple(read["paragraphs"])})
