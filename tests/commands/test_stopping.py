import os
import signal
import subprocess
import sys

import pytest

from newscrawl.commands.stopping import stoppable
from tests.spiders.conftest import ROOT, SITES, Project, replica, sqlite_project

__all__ = ["replica", "sqlite_project"]

# A crawl that is told to end at its first call of what is named here.
PROGRAM = """
import os, signal, sys
import {module} as module
asked = module.{owner}.{method}
def told(*given, **named):
    module.{owner}.{method} = asked
    os.kill(os.getpid(), signal.SIGTERM)
    return asked(*given, **named)
module.{owner}.{method} = told
sys.argv = ["newscrawl", "crawl", "{site}"]
from newscrawl.cli.main import run
run()
"""
STARTING = {
    "while the sites are loaded": ("scrapy.crawler", "CrawlerProcess", "__init__"),
    "while its engine is made": ("scrapy.core.engine", "ExecutionEngine", "__init__"),
}


def test_a_signal_ends_the_block_and_no_handler_of_errors_hides_it():
    before, done = signal.getsignal(signal.SIGTERM), []
    with stoppable() as stopped:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            done.append("went on")
        except Exception:
            done.append("hidden")
    assert (stopped, done) == ([signal.SIGTERM], [])
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.parametrize("place", STARTING.values(), ids=STARTING)
def test_a_crawl_that_is_stopped_while_it_starts_was_interrupted(place: tuple[str, str, str], sqlite_project: Project):
    module, owner, method = place
    code = PROGRAM.format(module=module, owner=owner, method=method, site=SITES[3])
    environment = sqlite_project.environment
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 5, done.stderr
    assert "Traceback" not in done.stderr
    assert sqlite_project.count("SELECT count(*) FROM article_version") == 0
    # None is left without an end, as that of a crawl that was killed is.
    assert sqlite_project.count("SELECT count(*) FROM crawl_run WHERE finished_at IS NULL") == 0
