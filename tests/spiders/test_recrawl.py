"""Crawling a site again: what has not changed costs next to nothing, what has is a new version."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from newscrawl.fetch.check import check, files
from newscrawl.query import history
from newscrawl.store.locks import SiteLocks
from newscrawl.store.session import open_engine
from tests.spiders.conftest import ROOT, Project
from tests.support.changing_site import ARTICLES, Changing, changing

# Everything is due at once.
AT_ONCE = (
    "-s",
    "NEWSCRAWL_REVISIT_HOURS=0",
    "-s",
    "NEWSCRAWL_SOURCE_MIN_MINUTES=0",
    "-s",
    "NEWSCRAWL_SOURCE_MAX_MINUTES=0",
)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Changing]:
    with changing(tmp_path) as running:
        yield running


def newscrawl(project: Project, site: Changing, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "SCRAPY_PROJECT": "test",
        "PYTHONPATH": os.pathsep.join((str(site.folder), os.environ.get("PYTHONPATH", ""))),
        "NEWSCRAWL_DATABASE_URL": project.url,
        "NEWSCRAWL_ARCHIVE_DIR": str(project.archive),
    }
    command = [sys.executable, "-m", "newscrawl", *arguments, *site.settings()]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=180)


def crawl(project: Project, site: Changing) -> dict[str, Any]:
    """Crawl what there is, and give the run's statistics with the bytes the site has sent."""
    before = site.news.sent
    done = newscrawl(project, site, "crawl", "kurier", *AT_ONCE)
    assert done.returncode == 0, done.stderr[-3000:]
    ((text,),) = project.rows("SELECT statistics FROM crawl_run ORDER BY id DESC LIMIT 1")
    statistics = json.loads(text) if isinstance(text, str) else text
    return {"sent": site.news.sent - before} | statistics  # type: ignore[operator]


def versions(project: Project) -> list[tuple[object, ...]]:
    return project.rows("SELECT url, number FROM v_version ORDER BY url, number")


def test_what_has_not_changed_costs_little_and_what_has_is_a_new_version(sqlite_project: Project, site: Changing):
    project, news, base = sqlite_project, site.news, f"http://kurier.test:{site.port}/a"
    first = crawl(project, site)
    assert first["newscrawl/extracted"] == first["newscrawl/version/first"] == ARTICLES
    wanted = versions(project)

    # With validators: at most 2 % of the bytes, and nothing is read.
    second = crawl(project, site)
    assert second["sent"] <= 0.02 * first["sent"]
    assert "newscrawl/extracted" not in second
    asked = {kind: second[f"newscrawl/not_modified/{kind}"] for kind in ("article", "feed", "sitemap")}
    assert asked == {"article": ARTICLES, "feed": 1, "sitemap": 1}
    assert versions(project) == wanted

    # Without: the same bytes are not read either; another frame around the same text is no version; silent edits are.
    news.validators = False
    news.frames = dict.fromkeys((3, 4, 5, 6), 7)
    news.texts[6] = "Der Stadtrat hat am Mittwoch beschlossen, die Brücke doch nicht zu sperren. Sie ist sicher."
    news.credits[5] = "Bernd Weil"
    third = crawl(project, site)
    counted = {name: third[f"newscrawl/{name}"] for name in ("same_bytes/article", "extracted", "version/changed")}
    assert counted == {"same_bytes/article": ARTICLES - 4, "extracted": 4, "version/changed": 2}
    assert (third["newscrawl/version/unread"], third["newscrawl/version/same"]) == (ARTICLES - 4, 2)
    assert versions(project) == sorted([*wanted, (f"{base}/5", 2), (f"{base}/6", 2)])

    engine = open_engine(project.url)
    edited, renamed = (history(engine, f"{base}/{n}").versions[1] for n in (6, 5))
    engine.dispose()
    assert "Mittwoch" in [p.text for p in edited.difference if p.kind == "added"]
    assert ("author", ("Anna Berg",), ("Bernd Weil",)) in {(c.what, c.removed, c.added) for c in renamed.changes}
    reports = [check(path, project.archive) for path in files(project.archive)]
    assert [report.problems for report in reports] == [[]] * 3
    assert sum(report.records.get("revisit", 0) for report in reports) == ARTICLES + 2


def test_what_is_due_is_crawled_by_one_process_and_the_exit_code_tells(postgres_project: Project, site: Changing):
    done = newscrawl(postgres_project, site, "crawl", "--due")
    assert done.returncode == 0, done.stderr[-3000:]
    assert postgres_project.count("SELECT count(*) FROM article") == ARTICLES
    asked = len(site.news.asked)

    done = newscrawl(postgres_project, site, "crawl", "--due")
    assert (done.returncode, len(site.news.asked)) == (6, asked), done.stderr[-3000:]
    assert "nothing is due before 20" in done.stderr

    with SiteLocks(postgres_project.url) as locks:
        assert locks.take("kurier") is None
        done = newscrawl(postgres_project, site, "crawl", "kurier")
    assert (done.returncode, len(site.news.asked)) == (75, asked), done.stderr[-3000:]
    assert f"kurier is left out: process {os.getpid()} on " in done.stderr
