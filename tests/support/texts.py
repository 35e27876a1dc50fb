"""Reports made of numbered sentences, so that tests say which parts two texts share."""

from __future__ import annotations

import random

_SYLLABLES = ["ka", "ne", "ro", "mi", "tu", "sa", "le", "vo", "di", "pa", "gu", "fe"]


def sentence(number: int) -> str:
    """About 12 made-up words, always the same for a number."""
    chosen = random.Random(number)
    words = ["".join(chosen.choices(_SYLLABLES, k=chosen.randint(2, 4))) for _ in range(12)]
    return " ".join(words).capitalize() + "."


def report(*sentences: int) -> str:
    """Paragraphs of two sentences each."""
    lines = [sentence(number) for number in sentences]
    return "\n".join(" ".join(lines[start : start + 2]) for start in range(0, len(lines), 2))
