"""`python -m tests.fuzz --seconds 60`: every target in turn, by Hypothesis, or for longer by Atheris if installed.

What fails is kept in the folder, one input for each place that fails, and the exit code is 1. A finding that is fixed
goes to `tests/fuzz/cases/TARGET-what-it-is`, which the tests run.
"""

from __future__ import annotations

import argparse
import importlib.util
import logging
import re
import subprocess
import sys
import time
import warnings
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.database import DirectoryBasedExampleDatabase
from rich.console import Console
from rich.table import Table

from tests.fuzz.finding import Runs
from tests.fuzz.mutated import mutated
from tests.fuzz.targets import TARGETS, Target

# Hypothesis looks at the clock between so many examples.
_AT_ONCE = 100
# Seconds for a target from which Atheris is worth its start, which takes twenty.
_WORTH_IT = 60


@dataclass(frozen=True)
class Result:
    target: str
    by: str
    count: int
    seconds: float
    covered: str
    findings: list[Path]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, help="for all targets together")
    parser.add_argument("--folder", type=Path, default=Path("build/fuzz"), help="corpus, examples and findings")
    parser.add_argument("--only", nargs="*", default=list(TARGETS), choices=list(TARGETS), metavar="TARGET")
    given_ = parser.parse_args()
    each = given_.seconds / len(given_.only)
    by_coverage = importlib.util.find_spec("atheris") is not None and each >= _WORTH_IT
    results = []
    for name in given_.only:
        print(f"{name}: {each:.0f} s", file=sys.stderr)
        run = _by_coverage if by_coverage else _by_example
        results.append(run(TARGETS[name], each, given_.folder))
    _show(results)
    return int(any(result.findings for result in results))


def _by_coverage(target: Target, seconds: float, folder: Path) -> Result:
    command = [sys.executable, "-m", "tests.fuzz.coverage", target.name, str(folder)]
    before = set(_kept(folder, target.name))
    start = time.monotonic()
    command += [f"-max_total_time={max(1, int(seconds))}", "-rss_limit_mb=4096", "-max_len=4096"]
    done = subprocess.run(command, capture_output=True, check=False)
    said = done.stderr.decode("utf-8", "replace")
    tried = re.search(r"number_of_executed_units:\s*(\d+)", said)
    covered = re.findall(r"cov: (\d+)", said)
    findings = [path for path in _kept(folder, target.name) if path not in before]
    if tried is None:  # it ended by itself: no time, no memory, or not even a start
        log = folder / f"{target.name}.log"
        log.write_text(said, "utf-8")
        findings.append(log)
    taken = time.monotonic() - start
    return Result(
        target.name, "atheris", int(tried[1]) if tried else 0, taken, covered[-1] if covered else "", findings
    )


def _kept(folder: Path, name: str) -> list[Path]:
    return sorted(path for path in (folder / "findings" / name).glob("*") if path.suffix != ".txt")


def _by_example(target: Target, seconds: float, folder: Path) -> Result:
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    runs = Runs(target, folder / "findings" / target.name)
    start = time.monotonic()

    @settings(
        database=DirectoryBasedExampleDatabase(folder / "examples"),
        max_examples=_AT_ONCE,
        deadline=None,
        phases=[Phase.reuse, Phase.generate, Phase.target],
        suppress_health_check=list(HealthCheck),
    )
    @given(mutated(target))
    def some(data: bytes) -> None:
        runs.kept(data)

    while time.monotonic() - start < seconds:
        some()
    return Result(target.name, "hypothesis", runs.count, time.monotonic() - start, "", list(runs.findings.values()))


def _show(results: list[Result]) -> None:
    table = Table("target", "by", "inputs", "seconds", "branches", "findings")
    for result in results:
        count, taken = f"{result.count:,}", f"{result.seconds:.0f}"
        table.add_row(result.target, result.by, count, taken, result.covered, str(len(result.findings)))
    Console().print(table)
    for path in (path for result in results for path in result.findings):
        print(path)


if __name__ == "__main__":
    sys.exit(main())
