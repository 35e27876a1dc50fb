"""The benchmark of crawling again, small."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bench.recrawl import SERVERS, Pass, run, wrong

VALIDATORS = SERVERS[0]


@pytest.mark.slow
def test_an_unchanged_site_is_asked_and_nothing_of_it_is_sent_or_read_again(tmp_path: Path) -> None:
    first, second = run(VALIDATORS, tmp_path, 16)
    assert wrong(VALIDATORS, first, second) == []
    # Twins are read and are no articles of their own.
    assert 8 < first.versions <= first.extracted
    assert second.sent["answers"] > first.versions


def test_a_missed_goal_is_told() -> None:
    first = Pass(0, Counter(bytes=1000, answers=9), 5, 5)
    for second, missed in (
        (Pass(0, Counter(bytes=900, answers=9), 0, 5), ["too many bytes"]),
        (Pass(0, Counter(bytes=9, answers=9), 5, 5), ["pages were read again"]),
        (Pass(0, Counter(bytes=9, answers=9), 0, 6), ["new versions"]),
        (Pass(0, Counter(), 0, 5), ["nothing was asked for again"]),
    ):
        assert wrong(VALIDATORS, first, second) == missed
