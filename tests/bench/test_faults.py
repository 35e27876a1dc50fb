"""The benchmark of faults, small: a crawl that can't archive, and is then killed, ends as an undisturbed one."""

from __future__ import annotations

import signal
from collections import Counter
from pathlib import Path

import pytest

from bench.crawling import DECIDED, Crawl
from bench.faults import judged
from bench.paper_server import serve

PAGES = 28


@pytest.mark.slow
def test_a_disturbed_crawl_ends_as_an_undisturbed_one(tmp_path: Path) -> None:
    with serve(PAGES) as service:
        calm = Crawl(tmp_path / "calm", service)
        undisturbed = calm.start()
        blocked = tmp_path / "no-folder"
        blocked.touch()
        small = {"NEWSCRAWL_BATCH_SIZE": "4"}
        crawl = Crawl(tmp_path / "disturbed", service, archive=blocked / "archive", settings=small)
        assert crawl.run() == 5
        blocked.unlink()
        assert crawl.count("SELECT count(*) FROM page WHERE state = 'failed'") == 0
        assert crawl.act_at(DECIDED, 1, lambda one: one.send_signal(signal.SIGKILL))
        assert crawl.run() == 0
        assert calm.end(undisturbed) == 0
        expected, found = calm.content(), crawl.content()
        calm.close()
        crawl.close()
    assert judged("small", PAGES, expected, found, crawl.codes, "", "").good
    assert sum(expected["version"].values()) > PAGES // 2
    assert expected["origin"]
    assert expected["related"]


def test_what_is_lost_doubled_or_different_is_told() -> None:
    one = {"version": _rows(("a", 1), ("b", 1)), "page": _rows(("a",), ("b",))}
    for other, lost, doubled in (
        ({"version": _rows(("a", 1)), "page": _rows(("a",), ("b",))}, 1, 0),
        ({"version": _rows(("a", 1), ("b", 1), ("b", 2)), "page": _rows(("a",), ("b",))}, 0, 1),
        ({"version": _rows(("a", 1), ("b", 1), ("b", 1)), "page": _rows(("a",), ("b",))}, 0, 1),
    ):
        result = judged("x", 2, one, other, [0], "", "")
        assert (result.lost, result.doubled, result.good) == (lost, doubled, False)


def _rows(*rows: tuple[object, ...]) -> Counter[tuple[object, ...]]:
    return Counter(rows)
