"""The TOML tables of `newscrawl/trace/data`, each with a version of its own."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib import resources
from typing import Any

NAMES = ("agencies", "publishers", "phrases", "layout", "weights", "picture_names")


@lru_cache(maxsize=8)
def table(name: str) -> dict[str, Any]:
    """A table, read once. Treat it as read-only."""
    path = resources.files("newscrawl.trace") / "data" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def versions() -> str:
    """The versions of all tables in one word, stored with each conclusion."""
    return "/".join(f"{name}-{table(name)['version']}" for name in NAMES)
