"""The benchmark of texts put together, on a handful of them; peers are none, as they would have to be installed."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench.dedup_growth import Corpus, load, run, size
from bench.dedup_score import score
from newscrawl.demo.content import World
from newscrawl.store.session import open_engine

POSTS = [post.body.strip().split("\n\n") for post in World().posts("reuters").values()]


def rows(*given: tuple[str, str, str, str | None]) -> list[dict[str, Any]]:
    return [{"id": i, "cluster": cluster, "op": op, "of": of} for i, cluster, op, of in given]


GOLD = rows(
    ("a", "1", "source", None),
    ("b", "1", "cut_tail", "a"),
    ("c", "2", "natural", None),
    ("d", "2", "natural", None),
    ("e", "3", "update", "a"),
)
APART = [{"kind": "update", "a": "a", "b": "e"}, {"kind": "template", "a": "c", "b": "e"}]


def test_clusters_that_are_right_score_one() -> None:
    found = score(GOLD, APART, {row["id"]: row["cluster"] for row in GOLD})
    assert (found.precision, found.recall, found.f1, found.ari) == (1.0, 1.0, 1.0, 1.0)
    assert found.by_edit == {"cut_tail": 1.0, "natural": 1.0}
    assert found.merged == {"template": 0.0, "update": 0.0}


def test_one_cluster_of_all_and_none_at_all() -> None:
    everything = score(GOLD, APART, {row["id"]: "x" for row in GOLD})
    assert (everything.precision, everything.recall) == (0.2, 1.0)
    assert everything.ari == pytest.approx(0.0)
    assert everything.merged == {"template": 1.0, "update": 1.0}
    nothing = score(GOLD, APART, {})
    assert (nothing.recall, nothing.by_edit["natural"]) == (0.0, 0.0)


def write(path: Path, given: list[dict[str, Any]]) -> None:
    path.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in given).encode(), mtime=0))


def test_the_benchmark_prints_quality_and_speed(tmp_path: Path) -> None:
    texts = {"a": POSTS[0], "b": POSTS[0][:4], "c": POSTS[1], "d": POSTS[1], "e": POSTS[2]}
    docs = [{"id": i, "title": None, "paragraphs": lines, "lang": "en"} for i, lines in texts.items()]
    write(tmp_path / "docs.jsonl.gz", docs)
    write(tmp_path / "gold.jsonl.gz", GOLD)
    write(tmp_path / "hard_negatives.jsonl.gz", APART)
    command = [sys.executable, "-m", "bench.dedup", str(tmp_path), "--rounds", "1", "--peers", "unheard-of"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["newscrawl", *["1.0000"] * 4] in lines
    assert [(line[1], line[-1]) for line in lines if line[:1] == ["cut_tail"]] == [("0.000", "1.000")]
    assert "unheard-of is unavailable: unknown" in done.stdout


def test_growth_is_measured_on_a_database_that_is_left_empty(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run([60], [database_url], None)
    table = [line.split() for line in capsys.readouterr().out.splitlines() if line.strip().startswith("60 ")]
    assert [row[-2] for row in table] == ["1.000"] * 4  # found
    engine = open_engine(database_url)
    before = size(engine)
    with engine.begin() as connection:
        load(connection, Corpus(60).ordered())
    assert size(engine) > before
    engine.dispose()
    with pytest.raises(SystemExit, match="empty"):
        run([60], [database_url], None)
