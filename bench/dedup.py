"""How well texts that are one are put together, how fast, and how the table of sketches grows.

usage: python -m bench.dedup FOLDER [--growth 10000,100000,1000000] [--database URL] [--peers A,B] [--rounds N]

FOLDER holds `docs.jsonl.gz` ({"id", "title", "paragraphs", "lang"}), `gold.jsonl.gz` ({"id", "cluster", "op", "of"})
and `hard_negatives.jsonl.gz` ({"kind", "a", "b"}). Printed are

- quality: ours beside equal normalised text, SimHash of 64 bits and MinHash-LSH (128 permutations, sequences of three
  words, threshold .3): pairwise precision, recall and F1, adjusted Rand index, recall by edit, false merges by kind;
- speed in CPU time, ours and the peers' in turn, the median of the rounds: texts/s of signatures alone (from text to
  sampled values or MinHash) and of the whole decision (from text to clusters; ours says relations too);
- with --growth: see `bench.dedup_growth`.

Peers are installed by pip, each into its own environment below DIR; one that can't be had is said to be unavailable.
Texts are read before anything is timed. Progress goes to standard error. Nothing of the texts is printed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from bench import dedup_growth
from bench.dedup_score import Score, score
from bench.peers import Unavailable, environment
from newscrawl.dedup import exact
from newscrawl.dedup.bulk import Bulk
from newscrawl.dedup.clusters import components
from newscrawl.dedup.model import Document
from newscrawl.dedup.prepare import prepare_many, sampled

WORKER = Path(__file__).with_name("dedup_peer.py")
PACKAGES = {"datasketch": ("datasketch",), "rensa": ("rensa",)}
# Bits of 64 that two SimHashes of one text may differ in; the best of this benchmark.
_BITS = 13
_BLOCK = 512
Clusters = dict[str, str]


@dataclass
class Run:
    """What one method found, and how long each round took."""

    clusters: Clusters = field(default_factory=dict)
    signatures: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)


def ours(documents: list[Document], run: Run) -> None:
    start = time.process_time()
    for text in prepare_many(documents):
        sampled(text)
    run.signatures.append(time.process_time() - start)
    start = time.process_time()
    with Bulk() as bulk:
        bulk.add(documents)
        run.clusters = {found.id: found.cluster for found in bulk.relate()}
    run.whole.append(time.process_time() - start)


class Peer:
    """A worker in its own environment, which holds the texts and is asked for one round after the other."""

    def __init__(self, name: str, python: Path, documents: list[Document]) -> None:
        """Raises Unavailable."""
        command = [str(python), str(WORKER), name]
        self._worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
        self._write("".join(_line(document) for document in documents))

    def round(self, run: Run) -> None:
        """Raises Unavailable where it ended."""
        self._write("\n")
        assert self._worker.stdout is not None
        line = self._worker.stdout.readline()
        if not line:
            raise Unavailable("ended early")
        answer = json.loads(line)
        run.signatures.append(answer["signatures"])
        run.whole.append(answer["whole"])
        run.clusters = answer["clusters"]

    def close(self) -> None:
        self._worker.kill()
        self._worker.communicate()

    def _write(self, text: str) -> None:
        assert self._worker.stdin is not None
        try:
            self._worker.stdin.write(text)
            self._worker.stdin.flush()
        except BrokenPipeError:
            raise Unavailable("did not start") from None


def _line(document: Document) -> str:
    row = {"id": document.id, "title": document.title, "paragraphs": document.paragraphs}
    return json.dumps(row) + "\n"


def equal(documents: list[Document]) -> Clusters:
    """Clusters of equal normalised text."""
    first: dict[str, str] = {}
    found = {d.id: exact.fingerprint("\n".join(d.paragraphs)) for d in documents}
    return {ident: first.setdefault(value.value, ident) for ident, value in found.items() if value}


def simhash(documents: list[Document]) -> Clusters:
    """Clusters of texts whose SimHash (Charikar 2002) of three-word sequences is nearly the same, of all pairs."""
    texts = list(prepare_many(documents))
    hashes = np.array([_simhash(text.shingles) for text in texts], dtype=np.uint64)
    edges = []
    for start in range(0, len(hashes), _BLOCK):
        differ = np.bitwise_count(hashes[start : start + _BLOCK, None] ^ hashes[None, :])
        for one, other in np.argwhere(differ <= _BITS).tolist():
            if start + one < other:
                edges.append((texts[start + one].id, texts[other].id))
    return components(edges)


def _simhash(shingles: Any) -> int:
    bits = np.unpackbits(shingles.view(np.uint8).reshape(-1, 8), axis=1)
    majority = bits.sum(axis=0) * 2 > len(shingles)
    return int(np.packbits(majority).view(np.uint64)[0])


def rounds(documents: list[Document], names: list[str], number: int, folder: Path) -> dict[str, Run]:
    """Ours and the peers' in turn, so that a busy machine is busy for all."""
    peers: dict[str, Peer] = {}
    for name in names:
        try:
            peers[name] = Peer(name, environment(name, folder, PACKAGES), documents)
        except Unavailable as why:
            print(f"{name} is unavailable: {why}")
    runs = {"newscrawl": Run(), **{name: Run() for name in peers}}
    list(prepare_many(documents[:50]))  # fills the tables of characters
    try:
        for n in range(number):
            print(f"round {n + 1} of {number}", file=sys.stderr)
            ours(documents, runs["newscrawl"])
            for name in list(peers):
                try:
                    peers[name].round(runs[name])
                except Unavailable as why:
                    print(f"{name} is unavailable: {why}")
                    del peers[name], runs[name]
    finally:
        for peer in peers.values():
            peer.close()
    return runs


def print_quality(scores: dict[str, Score]) -> None:
    print(f"{'':24}" + "".join(f"{name:>9}" for name in ("P", "R", "F1", "ARI")))
    for name, one in scores.items():
        print(f"{name:24}" + "".join(f"{value:9.4f}" for value in (one.precision, one.recall, one.f1, one.ari)))
    for title, of in (("recall by edit", "by_edit"), ("false merges", "merged")):
        print(f"\n{title:24}" + "".join(f"{name[:14]:>16}" for name in scores))
        for kind in sorted({kind for one in scores.values() for kind in getattr(one, of)}):
            print(f"{kind:24}" + "".join(f"{getattr(one, of)[kind]:16.3f}" for one in scores.values()))


def print_speed(count: int, runs: dict[str, Run]) -> None:
    print(f"\n{'texts a CPU second':24}{'signatures':>12}{'whole':>12}")
    for name, run in runs.items():
        print(f"{name:24}{count / statistics.median(run.signatures):12.0f}{count / statistics.median(run.whole):12.0f}")
    mine = runs["newscrawl"]
    for name, run in runs.items():
        if run is not mine:
            print(f"{'newscrawl/' + name:24}{_ratio(run.signatures, mine.signatures):12.2f}"
                  f"{_ratio(run.whole, mine.whole):12.2f}")  # fmt: skip


def _ratio(theirs: list[float], mine: list[float]) -> float:
    """How many times as fast as they we are, in the median round."""
    return statistics.median(b / a for a, b in zip(mine, theirs, strict=True))


def lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        yield from map(json.loads, stream)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", default="datasketch,rensa", help="parted by commas (default %(default)s)")
    parser.add_argument("--environments", type=Path, default=Path.home() / ".cache" / "newscrawl-bench",
                        help="where the peers' environments are kept (default %(default)s)")  # fmt: skip
    parser.add_argument("--growth", default="", help="numbers of documents, parted by commas")
    parser.add_argument("--database", action="append", default=[], help="with --growth: also an empty database's URL")
    given = parser.parse_args()
    documents = [
        Document(id=row["id"], title=row["title"], paragraphs=tuple(row["paragraphs"]), lang=row["lang"])
        for row in lines(given.folder / "docs.jsonl.gz")
    ]
    runs = rounds(documents, list(filter(None, given.peers.split(","))), given.rounds, given.environments)
    methods: dict[str, Callable[[list[Document]], Clusters]] = {"equal text": equal, "SimHash": simhash}
    clusters = {name: method(documents) for name, method in methods.items()}
    clusters |= {name: run.clusters for name, run in runs.items()}
    gold, apart = (list(lines(given.folder / name)) for name in ("gold.jsonl.gz", "hard_negatives.jsonl.gz"))
    print_quality({name: score(gold, apart, found) for name, found in clusters.items()})
    print_speed(len(documents), runs)
    if given.growth:
        dedup_growth.run([int(size) for size in given.growth.split(",")], given.database)


if __name__ == "__main__":
    main()
