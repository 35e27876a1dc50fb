"""Workers as processes, on a real PostgreSQL and a real server that notes what it is asked."""

from __future__ import annotations

from itertools import groupby

import pytest

from newscrawl.work.status import status
from tests.work.local import ARTICLES, DOMAINS, Cluster, Papers

pytestmark = pytest.mark.postgres
ALL = len(DOMAINS) * ARTICLES
RUNNING = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'crawl-site' AND status IN ('todo', 'doing')"


def test_two_workers_never_crawl_one_host_at_once_and_one_does_the_job_of_the_other_that_was_killed(
    cluster: Cluster, papers: Papers
) -> None:
    first, _ = cluster.start(), cluster.start()
    cluster.until(lambda: bool(papers.asked))
    cluster.until(lambda: cluster.count(RUNNING.replace("'todo', ", "")) == 2)
    assert len(status(cluster.engine, dead_after=4).workers) == 2
    cluster.kill_with_children(first)
    cluster.until(lambda: cluster.stored() == ALL)
    cluster.until(lambda: cluster.count(RUNNING) == 0)
    found = status(cluster.engine, dead_after=4)
    assert len(found.workers) == 1
    assert (found.running, found.stalled, found.failed) == ((), (), ())
    assert found.counts["crawl-site"] == {"succeeded": len(DOMAINS)}
    assert cluster.count("SELECT sum(attempts) FROM procrastinate_jobs WHERE task_name = 'crawl-site'") == 4
    assert cluster.stop() == [-9, 0]

    pages = "SELECT count(*), count(DISTINCT url) FROM page WHERE kind = 'article' AND state = 'stored'"
    assert cluster.rows(pages) == [(ALL, ALL)]
    assert cluster.rows("SELECT count(*), count(DISTINCT article_id) FROM article_version") == [(ALL, ALL)]
    of_the_house = [host for host, _ in papers.asked if host != DOMAINS["blatt"]]
    assert len(list(groupby(of_the_house))) == 2


@pytest.mark.slow
def test_a_worker_that_is_stopped_gives_its_crawl_back(cluster: Cluster, papers: Papers) -> None:
    cluster.start()
    cluster.until(lambda: len(papers.asked) > 3)
    assert cluster.stop() == [0]
    left = "SELECT task_name, args ->> 'ended' FROM procrastinate_jobs WHERE status = 'todo' AND attempts = 1"
    assert cluster.rows(left) == [("crawl-site", "given back: its worker was stopped (exit code 5)")]
    assert cluster.count("SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'") == 0
