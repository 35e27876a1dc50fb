"""`newscrawl demo` as a user starts it: served, crawled by the real command, and told."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from newscrawl.demo.content import totals

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Demo:
    """A demo that was run, in a folder of its own."""

    folder: Path
    port: int
    code: int
    output: str
    errors: str

    def again(self, *options: str) -> Demo:
        return run(self.folder, self.port, *options)


def run(folder: Path, port: int, *options: str, cwd: Path = ROOT, workers: str = "0") -> Demo:
    kept = {k: v for k, v in os.environ.items() if k not in ("NEWSCRAWL_DATABASE_URL", "SCRAPY_PROJECT", "COLUMNS")}
    environment = {**kept, "NEWSCRAWL_DEMO_PORT": str(port), "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)}
    environment["NEWSCRAWL_WORKERS"] = workers
    command = [sys.executable, "-m", "newscrawl", "demo", "--folder", str(folder), *options]
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    return Demo(folder, port, done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield int(listening.getsockname()[1])


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return run(tmp_path_factory.mktemp("demo"), free_port(), workers="2")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def test_everything_is_as_expected(demo: Demo) -> None:
    addresses = sum(n for counts in totals().values() for state, n in counts.items() if state != "sources")
    assert f"\n{addresses} of {addresses} addresses ended in the expected state\n" in demo.output
    assert re.search(r"\n(\d+) of \1 articles of securnews have the expected origin", demo.output), demo.output
    assert re.search(r"\n(\d+) of \1 pairs of equal texts were found\n", demo.output)
    assert re.search(r"\n(\d+) of \1 copies lead to the article they were made from", demo.output)
    assert f" = {addresses} addresses; none pending." in demo.output
    assert (demo.code, demo.errors) == (0, "")


def test_it_shows_origins_evidence_and_what_is_unknown(demo: Demo) -> None:
    for part in (
        "Which originals it copies most",
        "The same words under two addresses",
        "Probably translated from CNN",
        "against: nothing found",
        "Unknown: neither the page",
        "who took the pictures, not who wrote the",
        "It names nobody, and its text leads to the original",
        "% of this text stands there",
    ):
        assert part in demo.output


def test_output_for_a_pipe_has_no_control_characters_and_tells_progress_in_lines(demo: Demo) -> None:
    assert "\x1b" not in demo.output
    assert re.search(r"\n +\d+\.\d s  addresses decided: .*securnews \d+/\d+\n", demo.output)


def test_the_next_commands_work_as_printed(demo: Demo) -> None:
    commands = demo.output.partition("Try next")[2].replace("\\\n", "")
    lines = [line for line in commands.splitlines()[1:] if line and not line.startswith("#")]
    assert len(lines) >= 7
    for line in lines:
        if line.startswith("sqlite3") and not shutil.which("sqlite3"):
            continue
        done = subprocess.run(line, shell=True, cwd=ROOT, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), line
        assert len(done.stdout.splitlines()) > 1, line


def test_keep_goes_on_and_fetches_no_article_again(demo: Demo) -> None:
    again = demo.again("--keep")
    assert again.code == 0, again.output
    assert "stored before were not fetched again" in again.output
    downloads = [int(re.search(r"\n(\d+) downloads in", one.output)[1]) for one in (demo, again)]  # type: ignore[index]
    assert downloads[1] < downloads[0] / 2


def test_what_is_not_as_expected_is_told_and_fails(demo: Demo, tmp_path: Path) -> None:
    """The kept database of a demo on another port holds addresses that are not expected on this one."""
    shutil.copytree(demo.folder, tmp_path / "copy")
    mixed = run(tmp_path / "copy", free_port(), "--keep")
    assert mixed.code == 1
    assert "expected: no such address" in mixed.output
    assert mixed.errors.startswith("newscrawl: not as expected")


def test_a_taken_port_is_one_line_that_names_the_setting(taken_port: int, tmp_path: Path) -> None:
    refused = run(tmp_path / "demo", taken_port)
    assert (refused.code, refused.output) == (1, "")
    assert refused.errors.count("\n") == 1
    assert f"port {taken_port}" in refused.errors
    assert "NEWSCRAWL_DEMO_PORT=" in refused.errors
    assert not (tmp_path / "demo").exists()


def test_a_port_that_is_none_is_refused(tmp_path: Path) -> None:
    refused = run(tmp_path / "demo", 80)
    assert refused.code == 1
    assert refused.errors.startswith("newscrawl: NEWSCRAWL_DEMO_PORT=80")


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "newscrawl.db").write_text("precious")
    refused = run(tmp_path, free_port())
    assert refused.code == 1
    assert "no demo made it" in refused.errors
    assert (tmp_path / "newscrawl.db").read_text() == "precious"


def test_outside_the_project_it_says_where_to_run(tmp_path: Path, taken_port: int) -> None:
    assert "project folder" in run(tmp_path / "demo", taken_port, cwd=tmp_path).errors
