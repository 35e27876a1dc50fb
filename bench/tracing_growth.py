"""How the search for the nearest texts grows: brute force in numpy against graph indexes, at 10⁴, 10⁵ and 10⁶ vectors.

usage: python -m bench.tracing_growth [--sizes 10000,100000] [--graphs-up-to 100000] [--postgres URL]

Vectors are made: of the default encoder's size, 60 free dimensions and 15 % noise, a query being a stored vector moved
a little. That is harder than texts for a graph index, whose recall is to be read with care, and the same for brute
force. Measured on one thread: seconds to build, bytes a vector (in memory and in a file), milliseconds of CPU time a
query, alone and in a batch of 50 as tracing asks, and which share of the 50 truly nearest is found. usearch
(`pip install usearch`) and pgvector (`--postgres`: a server with the extension, whose time is wall time) are measured
where they are there; building a graph of a million takes most of an hour, so that it must be asked for.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from bench.growth import Figure, keep
from newscrawl.trace.encoder import UseEncoder, quantise, unit

DIMENSIONS = UseEncoder.dimensions
NEAREST = 50
BRUTE_FORCE = "numpy int8, file in memory map"
QUERIES, BATCH = 100, 50
_FREE, _NOISE, _MOVED = 60, 0.15, 0.35
# Rows made or compared at once.
_BLOCK = 8192
Rows = NDArray[Any]
Search = Callable[[Rows], NDArray[np.int64]]


@dataclass(frozen=True)
class Way:
    """One way to search: how it is prepared, and what that costs."""

    name: str
    search: Search
    build_seconds: float
    bytes_a_vector: float
    clock: Callable[[], float] = time.process_time


def vectors(count: int) -> Iterator[Rows]:
    """Blocks of float32 unit rows, always the same."""
    random = np.random.default_rng(7)
    mix = random.normal(size=(_FREE, DIMENSIONS)).astype(np.float32)
    for start in range(0, count, _BLOCK):
        rows = min(_BLOCK, count - start)
        free = random.normal(size=(rows, _FREE)).astype(np.float32)
        yield unit(unit(free @ mix) + _noise(random, rows, _NOISE))


def queries(stored: Rows) -> Rows:
    random = np.random.default_rng(11)
    chosen = stored[random.choice(len(stored), QUERIES, replace=False)]
    return unit(unit(chosen) + _noise(random, QUERIES, _MOVED))


def _noise(random: np.random.Generator, rows: int, length: float) -> Rows:
    return unit(random.normal(size=(rows, DIMENSIONS))) * np.float32(length)


def top(scores: Rows, count: int = NEAREST) -> NDArray[np.int64]:
    """Places of the best of each row, in no order."""
    return np.argpartition(-scores, count, axis=1)[:, :count]


def in_blocks(table: Rows) -> Search:
    """Brute force over rows that are turned into float32 a block at a time."""

    def search(asked: Rows) -> NDArray[np.int64]:
        found, best = [], []
        for start in range(0, len(table), _BLOCK):
            scores = asked @ unit(table[start : start + _BLOCK]).T
            places = top(scores, min(NEAREST, scores.shape[1] - 1))
            found.append(places + start)
            best.append(np.take_along_axis(scores, places, axis=1))
        scores, places = np.concatenate(best, axis=1), np.concatenate(found, axis=1)
        return np.take_along_axis(places, top(scores), axis=1)

    return search


def brute_force(stored: Rows, folder: Path) -> Iterable[Way]:
    yield Way("numpy float32, in memory", lambda asked: top(asked @ stored.T), 0.0, DIMENSIONS * 4)
    begun = time.process_time()
    halves = stored.astype(np.float16)
    yield Way("numpy float16, in memory", in_blocks(halves), time.process_time() - begun, DIMENSIONS * 2)
    begun = time.process_time()
    file = folder / "vectors.i8"
    with file.open("wb") as out:
        for start in range(0, len(stored), _BLOCK):
            out.write(quantise(stored[start : start + _BLOCK]).tobytes())
    mapped = np.memmap(file, np.int8, "r", shape=stored.shape)
    yield Way(BRUTE_FORCE, in_blocks(mapped), time.process_time() - begun, DIMENSIONS)


def graphs(stored: Rows, folder: Path) -> Iterable[Way]:
    if find_spec("usearch") is None:
        print("  usearch is not installed", flush=True)
        return
    from usearch.index import Index

    for kind, table in (("f16", stored), ("i8", quantise(stored))):
        index = Index(ndim=DIMENSIONS, metric="cos", dtype=kind, expansion_search=128)
        begun = time.process_time()
        index.add(np.arange(len(table)), table, threads=1)
        spent = time.process_time() - begun
        index.save(folder / f"graph.{kind}")
        size = (folder / f"graph.{kind}").stat().st_size / len(table)

        def search(asked: Rows, index: Any = index, kind: str = kind) -> NDArray[np.int64]:
            given = quantise(asked) if kind == "i8" else asked
            return np.asarray(index.search(given, NEAREST, threads=1).keys, np.int64).reshape(len(asked), -1)

        yield Way(f"usearch HNSW {kind}, in memory", search, spent, size)


def exact_usearch(stored: Rows) -> Iterable[Way]:
    if find_spec("usearch") is None:
        return
    from usearch.index import search as exactly

    table = quantise(stored)

    def search(asked: Rows) -> NDArray[np.int64]:
        found = exactly(table, quantise(asked), NEAREST, "cos", exact=True, threads=1)
        return np.asarray(found.keys, np.int64).reshape(len(asked), -1)

    yield Way("usearch int8, no graph", search, 0.0, DIMENSIONS)


def pgvector(stored: Rows, url: str, graph: bool) -> Iterable[Way]:
    import psycopg

    connection = psycopg.connect(url, autocommit=True)
    connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
    connection.execute("DROP TABLE IF EXISTS bench_growth")
    connection.execute(f"CREATE TABLE bench_growth (id bigint PRIMARY KEY, v vector({DIMENSIONS}))")
    begun = time.perf_counter()
    with connection.cursor().copy("COPY bench_growth (id, v) FROM STDIN") as copy:
        for number, row in enumerate(stored):
            copy.write_row((number, f"[{','.join(f'{x:.4f}' for x in row.tolist())}]"))
    spent = time.perf_counter() - begun
    size = connection.execute("SELECT pg_total_relation_size('bench_growth')").fetchone()

    def search(asked: Rows) -> NDArray[np.int64]:
        query = f"SELECT id FROM bench_growth ORDER BY v <=> %s::vector LIMIT {NEAREST}"
        lines = [[i for (i,) in connection.execute(query, (str(row.tolist()),))] for row in asked]
        return np.array(lines, np.int64)

    assert size is not None
    yield Way("pgvector, no index (wall)", search, spent, size[0] / len(stored), time.perf_counter)
    if graph:
        begun = time.perf_counter()
        connection.execute("SET maintenance_work_mem = '2GB'")
        connection.execute("SET max_parallel_maintenance_workers = 0")
        connection.execute("CREATE INDEX ON bench_growth USING hnsw (v vector_cosine_ops)")
        connection.execute("SET hnsw.ef_search = 128")
        size = connection.execute("SELECT pg_total_relation_size('bench_growth')").fetchone()
        assert size is not None
        spent += time.perf_counter() - begun
        yield Way("pgvector HNSW (wall)", search, spent, size[0] / len(stored), time.perf_counter)
    connection.execute("DROP TABLE bench_growth")
    connection.close()


def measure(way: Way, asked: Rows, truth: NDArray[np.int64]) -> tuple[float, float]:
    """Print one row of the table; median and 95th percentile of a query alone, milliseconds."""
    way.search(asked[:2])  # pages of a file that were never read are the disk's time, not the search's
    single, found = [], []
    for row in asked[:30]:
        begun = way.clock()
        way.search(row[None, :])
        single.append((way.clock() - begun) * 1000)
    begun = way.clock()
    for start in range(0, len(asked), BATCH):
        found.append(way.search(asked[start : start + BATCH]))
    batch = (way.clock() - begun) * 1000 / len(asked)
    pairs = zip(np.concatenate(found).tolist(), truth.tolist(), strict=True)
    recall = np.mean([len(set(a) & set(b)) / NEAREST for a, b in pairs])
    p50, p95 = np.quantile(single, (0.5, 0.95))
    head = f"{way.name:32}{way.build_seconds:9.1f}{way.bytes_a_vector:9.0f}"
    print(f"{head}{p50:9.2f}{p95:9.2f}{batch:9.2f}{recall:9.3f}", flush=True)
    return round(float(p50), 3), round(float(p95), 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000,100000", help="numbers of vectors; the third is 1000000")
    parser.add_argument("--graphs-up-to", type=int, default=100_000)
    parser.add_argument("--postgres", help="URL of a server with pgvector; a table bench_growth is made and dropped")
    parser.add_argument("--figures", type=Path, metavar="FILE", help="add them to this file, see bench.growth")
    given = parser.parse_args()
    with threadpool_limits(limits=1):
        for size in map(int, given.sizes.split(",")):
            print(f"\n{size:,} vectors of {DIMENSIONS} dimensions")
            print(f"{'':32}" + "".join(f"{h:>9}" for h in ("build s", "bytes", "p50 ms", "p95 ms", "in 50", "recall")))
            stored = np.concatenate(list(vectors(size)))
            asked = queries(stored)
            truth = top(asked @ stored.T)
            with tempfile.TemporaryDirectory() as place:
                folder = Path(place)
                ways: list[Iterable[Way]] = [brute_force(stored, folder), exact_usearch(stored)]
                if size <= given.graphs_up_to:
                    ways.append(graphs(stored, folder))
                if given.postgres:
                    ways.append(pgvector(stored, given.postgres, size <= given.graphs_up_to))
                for group in ways:
                    for way in group:
                        found = measure(way, asked, truth)
                        # What the product does, whichever database it has.
                        if given.figures and way.name == BRUTE_FORCE:
                            both = ("sqlite", "postgresql")
                            keep([Figure("nearest texts", name, size, *found) for name in both], given.figures)


if __name__ == "__main__":
    main()
