"""How the table of sketches grows: milliseconds of a lookup, and bytes a document.

usage: python -m bench.dedup_growth [--sizes 10000,100000,1000000] [--database URL] [--figures FILE]

Documents are made: of news articles' lengths (520 words on average) and words as frequent as in a language, always the
same. Their sketches are loaded in order of value, by `executemany` into an SQLite file and by COPY into each PostgreSQL
database named, which must be empty, is brought to the newest schema, and is emptied again. Then 500 of the documents,
cut by a third, are asked for as arriving texts are, one by one, before and after those values are removed that
`newscrawl dedup --reindex` leaves out because too many texts hold them (by its rule): the median and 95th percentile
of wall time, the mean CPU time (that of a PostgreSQL server too, where it runs on this machine), and which share of
the cut ones find their document by two values and a twentieth of the smaller sketch. Last, a hundred at once, as a
crawl asks, in milliseconds a text.
For the smallest number, the table is also filled as texts arrive, one after the other: its pages are less full then.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, text

from bench.growth import Figure, keep
from newscrawl.dedup.bulk import SHARE, SHARED
from newscrawl.dedup.model import Text
from newscrawl.dedup.prepare import sampled
from newscrawl.dedup.tokens import mix, triples
from newscrawl.store.learning import common
from newscrawl.store.schema import upgrade
from newscrawl.store.session import open_engine
from newscrawl.store.sketches import TableIndex

QUERIES, WARM = 500, 100
_VOCABULARY, _MEAN_WORDS, _SPREAD = 60_000, 495, 0.6
_BLOCK = 2_000
# Texts that a crawl stores, and asks for, at once.
_BATCH = 100
_ROWS = 500_000
_SNAPSHOT = 0
# One row as COPY's binary form has it: number of columns, then length and value of each.
_COPY = np.dtype([("columns", ">i2"), ("n", ">i4"), ("snapshot", ">i4"), ("m", ">i4"), ("value", ">i4"),
                  ("k", ">i4"), ("version", ">i8")])  # fmt: skip
_COPY_BEGIN, _COPY_END = b"PGCOPY\n\xff\r\n\x00" + bytes(8), b"\xff\xff"
Values = NDArray[np.int64]


def made(words: NDArray[np.uint64]) -> Text:
    plain = np.zeros(len(words), dtype=bool)
    return Text(id="", site=None, date=None, words=words, shingles=triples(words), numeric=plain, capital=plain,
                title=words[:0], paragraph_keys=(), set_aside=())  # fmt: skip


def documents(count: int) -> Iterator[NDArray[np.uint64]]:
    """The words of each document."""
    random = np.random.default_rng(7)
    frequency = 1 / np.arange(3, _VOCABULARY + 3)
    steps = np.cumsum(frequency / frequency.sum())
    for start in range(0, count, _BLOCK):
        number = min(_BLOCK, count - start)
        lengths = random.lognormal(np.log(_MEAN_WORDS) - _SPREAD**2 / 2, _SPREAD, number).astype(np.int64) + 25
        chosen = np.searchsorted(steps, random.random(int(lengths.sum())))
        yield from np.split(mix(chosen.astype(np.uint64) + np.uint64(1)), np.cumsum(lengths)[:-1])
        print(f"made {start + number} of {count} documents", file=sys.stderr)


class Corpus:
    """Sketches of made documents, and what is asked of them."""

    def __init__(self, count: int) -> None:
        self.count = count
        wanted = set(np.linspace(1, count, min(QUERIES + WARM, count), dtype=np.int64).tolist())
        self.sizes = np.zeros(count + 1, dtype=np.int64)
        self.queries: list[tuple[int, list[int]]] = []
        parts: list[NDArray[np.uint64]] = []
        for version, words in enumerate(documents(count), 1):
            values = sampled(made(words))
            self.sizes[version] = len(values)
            parts.append(_packed(values, version))
            if version in wanted:
                self.queries.append((version, sampled(made(words[: len(words) * 2 // 3])).tolist()))
        self.rows = np.concatenate(parts)
        self.stop = self._held_by_many()

    def _held_by_many(self) -> frozenset[int]:
        values, holders = np.unique(self.rows >> np.uint64(32), return_counts=True)
        return frozenset((values[holders > common(self.count)].astype(np.int64) - (1 << 31)).tolist())

    def ordered(self) -> Iterator[tuple[Values, Values]]:
        """Values and versions in the order of the table's key."""
        rows = np.sort(self.rows)
        for start in range(0, len(rows), _ROWS):
            part = rows[start : start + _ROWS]
            yield (part >> np.uint64(32)).astype(np.int64) - (1 << 31), (part & np.uint64(0xFFFFFFFF)).astype(np.int64)

    def arriving(self) -> Iterator[tuple[Values, Values]]:
        for rows in np.array_split(self.rows, max(1, self.count // 100)):
            yield (rows >> np.uint64(32)).astype(np.int64) - (1 << 31), (rows & np.uint64(0xFFFFFFFF)).astype(np.int64)


def _packed(values: Values, version: int) -> NDArray[np.uint64]:
    return (values + (1 << 31)).astype(np.uint64) << np.uint64(32) | np.uint64(version)


def load(connection: Connection, rows: Iterable[tuple[Values, Values]]) -> None:
    raw = connection.connection.driver_connection
    assert raw is not None
    if connection.dialect.name == "postgresql":
        with raw.cursor() as cursor, cursor.copy("COPY sketch FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(_COPY_BEGIN)
            for values, versions in rows:
                copy.write(_copied(values, versions))
            copy.write(_COPY_END)
        return
    for values, versions in rows:
        given = ((_SNAPSHOT, value, version) for value, version in zip(values.tolist(), versions.tolist(), strict=True))
        raw.executemany("INSERT INTO sketch VALUES (?, ?, ?)", given)


def _copied(values: Values, versions: Values) -> bytes:
    found = np.empty(len(values), dtype=_COPY)
    for name, value in (("columns", 3), ("n", 4), ("snapshot", _SNAPSHOT), ("m", 4), ("k", 8)):
        found[name] = value
    found["value"], found["version"] = values, versions
    return found.tobytes()


def size(engine: Engine) -> int:
    """Bytes of the table with its index."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            return int(connection.execute(text("SELECT pg_total_relation_size('sketch')")).scalar_one())
        pages, free, each = (
            connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("page_count", "freelist_count", "page_size")
        )
        return int((pages - free) * each)


def server_clock(connection: Connection) -> Callable[[], float]:
    """CPU seconds of the connection's PostgreSQL process; always 0 where there is none on this machine."""
    if connection.dialect.name != "postgresql":
        return lambda: 0.0
    home = Path("/proc") / str(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())
    if not (home / "schedstat").exists() or b"postgres" not in (home / "cmdline").read_bytes():
        return lambda: 0.0
    return lambda: int((home / "schedstat").read_text().split()[0]) / 1e9


@dataclass(frozen=True)
class Asked:
    """Milliseconds of a lookup."""

    median: float
    percentile_95: float
    cpu: float
    """The mean."""
    found: float
    """Share of the queries that found their document."""
    together: float
    """The mean of wall time when a hundred are asked at once."""


def ask(engine: Engine, corpus: Corpus, stop: frozenset[int] = frozenset()) -> Asked:
    wall, cpu, found = [], [], 0
    with engine.connect() as connection:
        server = server_clock(connection)
        index = TableIndex(connection, _SNAPSHOT)
        order = np.random.default_rng(3).permutation(len(corpus.queries)).tolist()
        queries = [(version, [v for v in values if v not in stop]) for version, values in corpus.queries]
        queries = [queries[place] for place in order]
        warm = min(WARM, len(queries) // 2)
        for number, (version, values) in enumerate(queries):
            began, spent = time.perf_counter(), time.process_time() + server()
            shared = index.sharing_of({0: values})[0].get(version, 0)
            if number >= warm:
                wall.append(1000 * (time.perf_counter() - began))
                cpu.append(1000 * (time.process_time() + server() - spent))
                found += shared >= max(SHARED, SHARE * min(len(values), corpus.sizes[version]))
        together = _together(index, queries[warm:])
    parts = statistics.quantiles(wall, n=20, method="inclusive")
    return Asked(parts[9], parts[18], statistics.mean(cpu), found / len(wall), together)


def _together(index: TableIndex, queries: Sequence[tuple[int, list[int]]]) -> float:
    began = time.perf_counter()
    for start in range(0, len(queries), _BATCH):
        index.sharing_of(dict(queries[start : start + _BATCH]))
    return 1000 * (time.perf_counter() - began) / len(queries)


def without(connection: Connection, stop: frozenset[int]) -> None:
    """Remove the rows of values as a reindexing never writes them."""
    query = text("DELETE FROM sketch WHERE snapshot = :snapshot AND value = :value")
    if stop:
        connection.execute(query, [{"snapshot": _SNAPSHOT, "value": value} for value in sorted(stop)])


def measure(engine: Engine, corpus: Corpus, rows: Iterable[tuple[Values, Values]], name: str) -> Figure:
    empty, began = size(engine), time.perf_counter()
    with engine.begin() as connection:
        load(connection, rows)
    seconds = time.perf_counter() - began
    settle(engine)
    stored = size(engine) - empty
    head = f"{corpus.count:>10,} {name:28}{seconds:9.0f}{stored / 1e6:9.0f}{stored / corpus.count:9.0f}"
    print(head + _line(ask(engine, corpus)), flush=True)
    with engine.begin() as connection:
        without(connection, corpus.stop)
    settle(engine)
    asked = ask(engine, corpus, corpus.stop)
    print(f"{f'  without {len(corpus.stop)} stop values':{len(head)}}" + _line(asked), flush=True)
    with engine.begin() as connection:
        connection.execute(text("TRUNCATE sketch" if engine.dialect.name == "postgresql" else "DELETE FROM sketch"))
    return Figure("sketch", engine.dialect.name, corpus.count, round(asked.median, 3), round(asked.percentile_95, 3))


def settle(engine: Engine) -> None:
    """What autovacuum does in time."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE sketch"))


def _line(asked: Asked) -> str:
    numbers = (asked.median, asked.percentile_95, asked.cpu, asked.found, asked.together)
    return "".join(f"{number:9.3f}" for number in numbers)


def run(sizes: list[int], databases: list[str], figures: Path | None) -> None:
    """Raises SystemExit for a database that is not empty."""
    columns = ("load s", "MB", "bytes", "p50 ms", "p95 ms", "CPU ms", "found", "of 100")
    print(f"\n{'documents':>10} {'table of sketches':28}" + "".join(f"{name:>9}" for name in columns))
    for count in sizes:
        corpus = Corpus(count)
        with tempfile.TemporaryDirectory() as folder:
            for url in ["", *databases]:
                engine = _open(url or f"sqlite:///{Path(folder) / 'growth.db'}")
                found = measure(engine, corpus, corpus.ordered(), engine.dialect.name)
                if figures:
                    keep([found], figures)
                if count == min(sizes):
                    measure(engine, corpus, corpus.arriving(), f"{engine.dialect.name}, as they arrive")
                engine.dispose()
    print(f"a document has {len(corpus.rows) / corpus.count:.1f} sampled values on average")


def _open(url: str) -> Engine:
    engine = open_engine(url)
    upgrade(engine)
    with engine.connect() as connection:
        if connection.execute(text("SELECT count(*) FROM (SELECT 1 FROM sketch LIMIT 1) s")).scalar_one():
            raise SystemExit(f"{engine.url.render_as_string()} holds sketches already; name an empty database")
    return engine


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000,100000", help="numbers of documents; the third is 1000000")
    parser.add_argument("--database", action="append", default=[], help="also an empty PostgreSQL database's URL")
    parser.add_argument("--figures", type=Path, metavar="FILE", help="add them to this file, see bench.growth")
    given = parser.parse_args()
    run([int(size) for size in given.sizes.split(",")], given.database, given.figures)


if __name__ == "__main__":
    main()
