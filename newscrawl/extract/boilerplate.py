"""Paragraphs that belong to the site: newsletters, legal lines, marks of advertisements."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

_LONGEST = 320


@cache
def _patterns() -> re.Pattern[str]:
    data = tomllib.loads(resources.files("newscrawl.extract").joinpath("data/boilerplate.toml").read_text("utf-8"))
    patterns = [pattern for group in data["paragraphs"].values() for pattern in group]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def is_boilerplate(line: str) -> bool:
    """Whether a paragraph is the site's own and no part of any article."""
    return len(line) <= _LONGEST and bool(_patterns().match(line))
