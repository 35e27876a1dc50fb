"""`scrapy crawl` as cron sees it: what it prints on errors and how it exits."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.spiders.conftest import ROOT

EMPTY_SITE = """
from newscrawl.sites import Site, SiteRole
SITE = Site(name="quiet", title="Quiet", role=SiteRole.OUTLET, domains=("quiet.test",), documented="for a test",
            feeds=("http://quiet.test:9/feed",))
"""


@pytest.fixture
def sites(tmp_path: Path) -> Path:
    """A package of sites on the import path."""
    package = tmp_path / "some_sites"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "quiet.py").write_text(EMPTY_SITE, encoding="utf-8")
    return tmp_path


def run(sites: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments],
        env=_environment(sites) | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def _environment(sites: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(sites),
        "SCRAPY_PROJECT": "test",
        "NEWSCRAWL_DATABASE_URL": f"sqlite:///{sites}/newscrawl.db",
        "NEWSCRAWL_ARCHIVE_DIR": str(sites / "archive"),
    }


def crawl(sites: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return run(sites, "crawl", "-s", "NEWSCRAWL_SITES=some_sites", *arguments, **environment)


def test_an_unknown_site_is_wrong_usage_and_names_the_known_ones(sites: Path):
    done = crawl(sites, "qiuet")
    assert done.returncode == 2
    assert "quiet" in done.stdout + done.stderr


def test_a_site_none_of_whose_sources_answers_is_told_apart(sites: Path):
    hosts = ("-s", 'NEWSCRAWL_HOSTS={"quiet.test": "127.0.0.1"}', "-s", "NEWSCRAWL_ALLOWED_PORTS=9")
    done = crawl(sites, "quiet", *hosts, "-s", "RETRY_TIMES=0")
    assert done.returncode == 4, done.stderr[-2000:]
    assert "source not read: http://quiet.test:9/feed" in done.stderr


def test_addresses_that_are_not_public_are_refused_with_the_reason(sites: Path):
    hosts = ("-s", 'NEWSCRAWL_HOSTS={"quiet.test": "127.0.0.1"}', "-s", "NEWSCRAWL_ALLOWED_PORTS=9")
    done = crawl(sites, "quiet", *hosts, "-s", "NEWSCRAWL_ALLOWED_NETWORKS=")
    assert done.returncode == 4
    assert "quiet.test resolves to 127.0.0.1, no public address" in done.stderr


def test_a_database_that_cannot_be_used_stops_before_anything_is_fetched(sites: Path):
    done = crawl(sites, "quiet", NEWSCRAWL_DATABASE_URL="mysql://localhost/x")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "could not start" in done.stderr


def test_production_needs_a_database_and_says_so():
    environment = {k: v for k, v in os.environ.items() if k != "NEWSCRAWL_DATABASE_URL"} | {
        "SCRAPY_PROJECT": "production"
    }
    done = subprocess.run(
        [sys.executable, "-m", "newscrawl", "crawl", "securnews"],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert "NEWSCRAWL_DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_mistyped_project_fails_and_names_the_known_ones():
    done = subprocess.run(
        [sys.executable, "-m", "newscrawl", "crawl", "securnews"],
        env=os.environ | {"SCRAPY_PROJECT": "prodution"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert "production" in done.stderr


def test_addresses_that_cannot_be_read_stop_before_anything_starts(sites: Path):
    done = run(sites, "crawl", "pages", "-a", "file=/no/such/file")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "/no/such/file" in done.stderr
