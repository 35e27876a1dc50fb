"""`newscrawl demo` as a user starts it: served, crawled by the real command, and told."""

from __future__ import annotations

import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
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
    assert all((ROOT / page).is_file() for page in re.findall(r"\S+\.md", commands))
    for line in lines:
        if line.startswith("sqlite3") and not shutil.which("sqlite3"):
            continue
        done = subprocess.run(line, shell=True, cwd=ROOT, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), line
        assert len(done.stdout.splitlines()) > 1, line


@pytest.fixture(scope="module")
def kept(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """A second demo in a copy of the first one's folder, with one address more than there should be."""
    folder = tmp_path_factory.mktemp("kept") / "copy"
    shutil.copytree(demo.folder, folder)
    with closing(sqlite3.connect(folder / "newscrawl.db")) as database, database:
        (url,) = database.execute("SELECT url FROM page WHERE site = 'securnews_replica' LIMIT 1").fetchone()
        database.execute(
            "INSERT INTO page (url, site, kind, via, state, depth, tries, first_seen_at)"
            " VALUES (?, 'securnews_replica', 'article', 'feed', 'gone', 0, 1, '2026-06-18 08:00:00')",
            (f"{url}stray/",),
        )
    return run(folder, demo.port, "--keep")


def test_keep_goes_on_and_fetches_no_article_again(demo: Demo, kept: Demo) -> None:
    assert "stored before were not fetched again" in kept.output
    downloads = [int(re.search(r"\n(\d+) downloads in", one.output)[1]) for one in (demo, kept)]  # type: ignore[index]
    assert downloads[1] < downloads[0] / 2


def test_what_is_not_as_expected_is_told_and_fails(kept: Demo) -> None:
    assert kept.code == 1
    assert "stray/: gone, expected: no such address" in " ".join(kept.output.split())
    assert kept.errors.startswith("newscrawl: not as expected")


def test_the_first_among_copies_is_not_called_earlier_than_the_original(demo: Demo) -> None:
    command = [sys.executable, "-m", "newscrawl", "why", "norvex-aktie", "--database"]
    done = subprocess.run(
        [*command, f"sqlite:///{demo.folder / 'newscrawl.db'}"], capture_output=True, text=True, check=False
    )
    told = " ".join(done.stdout.split())
    assert "the original apart: securnews_replica claims the earliest time" in told, done.stderr


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


def test_a_second_demo_begins_where_nothing_is_left_of_the_first(tmp_path: Path) -> None:
    from newscrawl.cli.demo import demo as command

    command._prepare(tmp_path, keep=False)
    (tmp_path / "newscrawl.db.locks").mkdir()
    (tmp_path / "newscrawl.db.locks" / "securnews").touch()
    (tmp_path / "newscrawl.db").touch()
    (tmp_path / "archive").mkdir()
    command._prepare(tmp_path, keep=False)
    assert [path.name for path in tmp_path.iterdir()] == [command._MARK]
