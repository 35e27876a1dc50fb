"""Originals that only the search at the end of a crawl fetches, on the replica."""

from __future__ import annotations

import signal

from newscrawl.demo import content
from tests.spiders.conftest import Project

CRAWL = ("crawl", "securnews_replica", "-s", "NEWSCRAWL_RESOLVE=1")
ORIGINAL_STORED = "SELECT count(*) FROM article WHERE site = 'cnn_replica'"


def test_every_copy_finds_its_original_through_the_search_though_that_was_killed(sqlite_project: Project):
    assert sqlite_project.scrapy("crawl", "originals").returncode == 0
    assert sqlite_project.stop_when(ORIGINAL_STORED, signal.SIGKILL, *CRAWL) == -signal.SIGKILL
    done = sqlite_project.scrapy(*CRAWL)
    assert done.returncode == 0, done.stderr[-3000:]
    rows = sqlite_project.rows("SELECT url, original_url FROM v_origin WHERE original_url IS NOT NULL")
    truth = content.truth(sqlite_project.port)
    wanted = {(url, row["original"]) for url, row in truth.items() if "original" in row and row["state"] == "stored"}
    assert wanted <= set(rows)
    outcomes = sqlite_project.rows("SELECT DISTINCT outcome FROM v_search ORDER BY outcome")
    assert outcomes == [("could-not-look",), ("found",), ("none-matched",)]
    assert sqlite_project.rows("SELECT DISTINCT exit_code FROM crawl_run WHERE spider = 'resolve'") == [(None,), (0,)]
