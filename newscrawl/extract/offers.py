"""Lines that offer a subscription where a text breaks off."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

_LONGEST = 200


@cache
def _data() -> tuple[tuple[str, ...], re.Pattern[str]]:
    said = tomllib.loads(resources.files("newscrawl.extract").joinpath("data/offers.toml").read_text("utf-8"))
    return tuple(said["words"]), re.compile("|".join(f"(?:{line})" for line in said["lines"]), re.IGNORECASE)


def is_offer(line: str) -> bool:
    """Whether a short line says that the text goes on for subscribers."""
    if len(line) > _LONGEST:
        return False
    words, lines = _data()
    lowered = line.lower()
    return any(word in lowered for word in words) and lines.match(line) is not None
