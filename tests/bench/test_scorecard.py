"""`python -m bench`: which benchmark a folder is for, and the page that is written."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from bench.__main__ import folder_of
from bench.scorecard import BENCHES, Outcome, page

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("bench", BENCHES, ids=lambda bench: bench.marker)
def test_a_benchmark_finds_its_data_in_the_folder_or_below_it(bench, tmp_path: Path) -> None:
    assert folder_of(bench, tmp_path) is None
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / bench.marker).touch()
    assert folder_of(bench, tmp_path) == tmp_path / "below"
    assert folder_of(bench, tmp_path / "below") == tmp_path / "below"


def test_the_page_shows_what_was_printed_how_to_repeat_it_and_what_is_worse() -> None:
    measured = Outcome("python -m bench.dedup DATA", "ours  .996\npeer  .830\n", 3)
    written = page([(BENCHES[0], []), (BENCHES[2], [measured])], date(2026, 11, 29))
    assert "on 2026-11-29" in written
    assert f"## {BENCHES[0].title}" in written
    assert f"no `{BENCHES[0].marker}` was given" in written
    assert "    python -m bench.dedup DATA\n\nIt ended with exit code 3.\n\n```\nours  .996\npeer  .830\n```" in written
    assert all(f"- {line}" in written for line in BENCHES[2].worse)


def test_a_folder_without_data_is_refused(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bench", str(tmp_path), "--page", str(tmp_path / "card.md")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "gold.jsonl" in done.stderr
    assert not (tmp_path / "card.md").exists()
