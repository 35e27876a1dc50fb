"""For a moment what `make fuzz` does for longer; and what it once found stays found."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.finding import Runs
from tests.fuzz.mutated import mutated
from tests.fuzz.targets import TARGETS, Target

CASES = sorted((Path(__file__).parent / "cases").iterdir())


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_no_small_change_of_a_seed_is_an_error(name, data):
    TARGETS[name].run(data.draw(mutated(TARGETS[name])))


@pytest.mark.parametrize("name", TARGETS)
def test_every_seed_is_read(name):
    for seed in TARGETS[name].seeds:
        TARGETS[name].run(seed)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_was_found_once_is_no_error(case):
    TARGETS[case.name.partition("-")[0]].run(case.read_bytes())


def test_what_fails_is_kept_once_for_each_place_and_the_run_goes_on(tmp_path):
    def fails(data: bytes) -> None:
        if data.startswith(b"b"):
            raise KeyError("no b")

    runs = Runs(Target("fails", fails, ()), tmp_path)
    for data in (b"a", b"b", b"bb", b"c"):
        runs.kept(data)
    (found,) = runs.findings.values()
    assert (runs.count, found.read_bytes()) == (4, b"b")
    assert found.with_suffix(".txt").read_text().startswith("KeyError at test_targets.py:")
