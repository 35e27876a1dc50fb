"""Peers, each in a virtual environment of its own: their dependencies exclude one another."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

WORKER = Path(__file__).with_name("peer_worker.py")
# What pip installs; lxml_html_clean is spelled out, as pip before 24 ignores it where they ask for it.
PACKAGES = {
    "trafilatura": ("trafilatura", "lxml_html_clean"),
    "trafilatura-precision": ("trafilatura", "lxml_html_clean"),
    "readability-lxml": ("readability-lxml", "lxml_html_clean", "html-text"),
    "newspaper4k": ("newspaper4k", "lxml_html_clean"),
    "news-please": ("news-please", "lxml_html_clean"),
    "resiliparse": ("resiliparse",),
    "goose3": ("goose3", "lxml_html_clean"),
}


class Unavailable(Exception):
    """A peer that can't be installed or does not start; says why in one line."""


def environment(name: str, folder: Path, known: Mapping[str, tuple[str, ...]] = PACKAGES) -> Path:
    """The Python of a peer's environment, made and filled where it is not there yet. Raises Unavailable.

    known: what pip installs for each peer.
    """
    packages = known.get(name)
    if packages is None:
        raise Unavailable(f"unknown; known are {', '.join(known)}")
    home = folder.absolute() / packages[0]
    python = home / "bin" / "python"
    done = home / "installed"
    if not done.exists() or done.read_text() != str(packages):
        print(f"{name}: installing {' '.join(packages)} into {home}", file=sys.stderr)
        venv.create(home, with_pip=True, clear=True)
        run = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *packages]
        pip = subprocess.run(run, capture_output=True, text=True, check=False)
        if pip.returncode:
            raise Unavailable((pip.stderr.strip().splitlines() or ["pip failed"])[-1])
        done.write_text(str(packages))
    return python


def answers(name: str, python: Path, pages: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The peer's answer to each page, in their order. Raises Unavailable where it ends early."""
    with subprocess.Popen([str(python), str(WORKER), name], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, encoding="utf-8") as worker:  # fmt: skip
        assert worker.stdin is not None
        assert worker.stdout is not None
        try:
            for page in pages:
                worker.stdin.write(json.dumps(page) + "\n")
                worker.stdin.flush()
                line = worker.stdout.readline()
                if not line:
                    raise Unavailable("ended before the last page")
                yield json.loads(line)
        except BrokenPipeError:
            raise Unavailable("did not start") from None
        finally:
            worker.kill()
