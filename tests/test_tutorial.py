"""Every line that the tutorial tells a reader to type is typed, and what it shows is what comes."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
MARK = "@@@ "


def steps() -> list[tuple[str, list[str]]]:
    """Each command with the lines that are shown for it."""
    found: list[tuple[str, list[str]]] = []
    for line in "".join(BLOCKS).splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


@pytest.mark.slow
def test_every_line_of_the_tutorial_works_as_shown(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    program = tmp_path / "bin" / "newscrawl"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m newscrawl "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("NEWSCRAWL_", "SCRAPY_", "COLUMNS"))}
    path = f"{program.parent}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {**kept, "PATH": path, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "NEWSCRAWL_DEMO_PORT": port}
    typed = "\n".join(f"echo '{MARK}{n}'\n{command}" for n, (command, _) in enumerate(steps()))
    done = subprocess.run(
        ["bash", "-e", "-c", typed], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    answers = re.split(rf"^{MARK}\d+\n", done.stdout, flags=re.MULTILINE)[1:]
    assert len(answers) == len(steps())
    for (command, shown), answer in zip(steps(), answers, strict=True):
        rest = [line.rstrip() for line in answer.splitlines()]
        for line in shown:
            if line != "…":
                matching = [n for n, came in enumerate(rest) if re.fullmatch(pattern(line), came)]
                assert matching, f"{command}: {line!r} is not in\n{answer}"
                rest = rest[matching[0] + 1 :]


def pattern(line: str) -> str:
    """A shown line as an expression: … stands for anything."""
    return ".*".join(re.escape(part) for part in line.rstrip().split("…"))


def test_the_tutorial_has_steps_and_shows_answers() -> None:
    assert len(steps()) > 10
    assert sum(1 for _, shown in steps() if shown) > 10
