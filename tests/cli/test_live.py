"""How a crawl is watched: a table on a terminal, lines of text or JSON elsewhere, nothing where quiet is asked for."""

from __future__ import annotations

import json
import logging
import os
import pty
import re
import subprocess
import sys
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.settings import Settings

from newscrawl.cli.crawling.crawl_live import COLUMNS, errors
from newscrawl.cli.crawling.runs import print_summary
from newscrawl.crawl_state import state_of
from newscrawl.errors import ConfigurationError
from newscrawl.logs import JsonLines, is_json
from tests.spiders.conftest import ROOT, SITES, Project

SMALL = ("--set", "NEWSCRAWL_BATCH_SIZE=5")


def on_a_terminal(project: Project, *arguments: str) -> tuple[int, str]:
    """Exit code and what a terminal of 120 columns got, without its sequences."""
    ours, theirs = pty.openpty()
    environment = {**project.environment, "TERM": "xterm-256color", "COLUMNS": "120", "LINES": "40"}
    command = [sys.executable, "-m", "newscrawl", "crawl", *arguments]
    with subprocess.Popen(command, env=environment, cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs) as running:
        os.close(theirs)
        seen = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # the other end was closed
                break
            seen += part
    os.close(ours)
    return running.returncode, re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", seen.decode())


def test_a_terminal_shows_how_far_each_site_is(sqlite_project: Project):
    code, seen = on_a_terminal(sqlite_project, SITES[0], *SMALL)
    assert code == 0
    assert all(name in seen for name in COLUMNS)
    rows = [line.split() for line in seen.splitlines() if line.startswith(f"{SITES[0]} ")]
    assert rows
    _name, due, fetched, stored, duplicates, *_ = rows[-1]
    ((pages, copies),) = sqlite_project.rows(
        "SELECT count(*), sum(id IN (SELECT a_id FROM duplicate_pair WHERE joins UNION SELECT b_id FROM duplicate_pair"
        " WHERE joins)) FROM article_version"
    )
    assert (int(due), int(stored)) == (0, pages)
    assert int(fetched) > int(stored) > int(str(copies)) >= int(duplicates) > 0
    assert "INFO" not in seen


@pytest.mark.slow
def test_quiet_says_nothing_of_what_went_well(sqlite_project: Project):
    code, seen = on_a_terminal(sqlite_project, SITES[3], "--quiet")
    assert (code, seen.strip()) == (0, "")


def test_json_logs_are_one_object_a_line_from_the_first_on(sqlite_project: Project):
    done = sqlite_project.scrapy("crawl", SITES[3], "-s", "LOG_LEVEL=INFO", NEWSCRAWL_LOG="json")
    assert done.returncode == 0
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert len(lines) > 3
    keys = {"time", "level", "logger", "site", "run", "message", "exception"}
    assert {frozenset(line) for line in lines} == {frozenset(keys)}
    told = [line for line in lines if line["logger"] == "newscrawl.extensions.progress"][-1]
    assert (told["site"], told["run"], told["level"]) == (SITES[3], 1, "INFO")


def test_another_form_of_logs_is_refused():
    with pytest.raises(ConfigurationError, match="NEWSCRAWL_LOG=yaml: write one of text, json"):
        is_json(Settings({"NEWSCRAWL_LOG": "yaml"}))


@pytest.mark.parametrize("text", ['a\n{"level": "ERROR"}', "a\r\nb", "a\x85b\u2028c\u2029d", 'x" \x1b[31m', "\ud800"])
def test_crawled_text_writes_no_line_of_its_own(text: str):
    try:
        raise ValueError(text)
    except ValueError:
        caught = sys.exc_info()
    record = logging.LogRecord("newscrawl.x", logging.ERROR, "x.py", 1, "failed: %s", (text,), caught)
    crawler = Crawler(Spider)
    state_of(crawler).run_id = 7
    record.spider = SimpleNamespace(name="cnn", crawler=crawler)
    line = JsonLines().format(record)
    assert line.isascii()
    assert len(line.splitlines()) == 1
    found = json.loads(line)
    assert found["message"] == f"failed: {text}"
    assert (found["site"], found["run"]) == ("cnn", 7)
    assert "ValueError" in found["exception"]


def test_errors_are_pages_that_failed_or_were_blocked_and_sources_not_read():
    counted = {"newscrawl/source/tried": 3, "newscrawl/source/read": 2, "newscrawl/state/failed": 4}
    assert errors({**counted, "newscrawl/state/blocked": 5, "newscrawl/state/gone": 6}) == 10


def test_a_summary_of_a_lost_database_is_no_error_of_its_own(capsys: pytest.CaptureFixture[str]):
    print_summary("postgresql+psycopg://crawler@127.0.0.1:9/lost", datetime.now(UTC), SITES, 1)
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("newscrawl: no summary: postgresql+psycopg://crawler@127.0.0.1:9/lost: ")
