"""One process for each site, on both databases."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from newscrawl.store.locks import SiteLocks
from tests.spiders.conftest import ROOT

HOLD = """
import sys
from newscrawl.store.locks import SiteLocks
with SiteLocks(sys.argv[1]) as locks:
    print(locks.take("umschau"), flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def other(database_url: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the site."""
    command = [sys.executable, "-c", HOLD, database_url]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "None\n"
        yield running
        running.kill()


def test_a_second_process_is_told_who_holds_a_site_until_that_one_dies(
    database_url: str, other: subprocess.Popen[str]
) -> None:
    with SiteLocks(database_url) as locks:
        held = locks.take("umschau")
        assert held is not None
        assert f"process {other.pid} on " in held
        assert "since 20" in held
        assert locks.take("cnn") is None
        other.kill()
        other.wait()
        # The server notices the broken connection a moment later.
        assert next(taken for _ in range(1000) if (taken := locks.take("umschau")) is None) is None


def test_what_was_taken_is_free_again_at_the_end(database_url: str) -> None:
    for _ in range(2):
        with SiteLocks(database_url) as locks, SiteLocks(database_url) as second:
            assert locks.take("umschau") is None
            assert second.take("umschau") is not None


def test_what_is_given_back_is_free_while_the_rest_is_held(database_url: str) -> None:
    with SiteLocks(database_url) as locks, SiteLocks(database_url) as second:
        for site in ("umschau", "cnn"):
            assert locks.take(site) is None
        locks.give_back("umschau")
        locks.give_back("never taken")
        assert second.take("umschau") is None
        assert second.take("cnn") is not None
        assert locks.take("umschau") is not None
