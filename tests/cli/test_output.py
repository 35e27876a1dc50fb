"""What is printed can be copied: addresses and commands stand in one piece, however narrow the screen is."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.text import Text

from newscrawl.cli.crawling.runs import print_runs
from newscrawl.cli.shared.output import print_wrapped
from newscrawl.errors import NewscrawlError, StoreError
from newscrawl.plaintext import counted
from newscrawl.query import RunRow
from newscrawl.store import schema
from newscrawl.store.session import open_engine
from tests.export.test_articles import newscrawl, seeded
from tests.support.stories import NOW

__all__ = ["seeded"]

ADDRESS = f"https://example.org/{'a-very-long-address-' * 10}end/"


def test_a_paragraph_is_broken_between_words_alone(capsys: pytest.CaptureFixture[str]) -> None:
    print_wrapped(Text(f"{'words ' * 30}{ADDRESS} and more"), indent=4)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 3
    assert [line for line in lines if ADDRESS in line] != []
    assert all(line.startswith("    ") and line == line.rstrip() for line in lines)


def test_what_is_known_of_a_copy_stands_below_it(seeded: str) -> None:
    shown = newscrawl("copies", "umschau.example/kopie", "--database", seeded).output.splitlines()
    below = [line for line in shown if "claims" in line and "UTC" not in line]
    assert below
    assert all(line.startswith("    ") for line in below)


def test_a_command_that_would_settle_it_stands_in_one_line(seeded: str) -> None:
    shown = newscrawl("why", "umschau.example/kopie", "--database", seeded).output.splitlines()
    settle = shown[shown.index("What would settle it") :]
    commands = [line for line in settle if line.startswith("    ")]
    assert commands
    assert all(line.split()[0] in ("newscrawl", "scrapy") for line in commands)


def test_several_articles_of_one_word_are_listed_below_each_other(seeded: str) -> None:
    found = newscrawl("show", "example", "--database", seeded).exception
    assert isinstance(found, NewscrawlError)
    assert "\n  https://" in str(found)


def test_who_asks_the_wrong_database_after_the_demo_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    missing = newscrawl("runs", "--database", "sqlite:///data/none.db").exception
    assert isinstance(missing, StoreError)
    assert "demo" not in str(missing)
    (tmp_path / "data/demo").mkdir(parents=True)
    schema.upgrade(open_engine("sqlite:///data/demo/newscrawl.db"))
    assert "SCRAPY_PROJECT=demo" in str(newscrawl("runs", "--database", "sqlite:///data/none.db").exception)


@pytest.mark.parametrize("command", [("trace",), ("retrace", "--all"), ("health",)])
def test_what_workers_are_given_reaches_every_job(command: tuple[str, ...], tmp_path: Path) -> None:
    named = f"NEWSCRAWL_DATABASE_URL=sqlite:///{tmp_path}/none.db"
    assert "there is no database" in str(newscrawl(*command, "--set", named).exception)


def test_a_mistyped_site_is_told_the_nearest_and_no_spider_of_ours() -> None:
    shown = newscrawl("crawl", "securnew").output
    assert "'securnew', but 'securnews'" in shown
    assert "resolve" not in shown


def test_things_are_counted() -> None:
    assert [counted(n, "job") for n in (0, 1, 2)] == ["0 jobs", "1 job", "2 jobs"]
    assert [counted(n, "address", "addresses") for n in (1, 2)] == ["1 address", "2 addresses"]


def test_no_column_of_a_run_is_cut_but_its_site_goes_on_below(capsys: pytest.CaptureFixture[str]) -> None:
    counts = {"fetches": 57, "pages": 53, "new": 40, "changed": 0, "not_modified": 0}
    row = RunRow(
        **counts, run_id=5, site="a_site_with_a_long_name", spider="a_site_with_a_long_name", started_at=NOW,
        finished_at=NOW, seconds=66.1, reason="interrupted", exit_code=5, code_version="test",
    )  # fmt: skip
    print_runs([row], {})
    shown = capsys.readouterr().out
    assert "…" not in shown
    assert shown.splitlines()[0].rstrip().endswith("exit")


def test_help_tells_of_times_as_people_write_them() -> None:
    for command in ("articles", "search", "crawl", "replay"):
        assert "%Y" not in newscrawl(command, "--help").output


def test_the_original_of_an_article_can_be_copied_from_what_is_known_of_it(seeded: str) -> None:
    shown = newscrawl("show", "umschau.example/kopie", "--database", seeded).output.splitlines()
    below = shown[shown.index("Origins (newscrawl why says how we know)") :]
    assert below[2] == "   https://cnn.example/original"
