"""An index in memory: for tests and for what fits there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from newscrawl.dedup.model import Sketch


class MemoryIndex:
    """Sketch value → ids of the documents that hold it. Answers `SketchIndex`."""

    def __init__(self, version: str) -> None:
        self._version = version
        self._holders: dict[int, list[str]] = {}

    def add(self, ident: str, sketch: Sketch) -> None:
        """Raises ValueError for a sketch of another version."""
        if sketch.version != self._version:
            raise ValueError(f"sketch {sketch.version} in an index of {self._version}")
        for value in sketch.values:
            self._holders.setdefault(value, []).append(ident)

    def sharing(self, values: Sequence[int]) -> Counter[str]:
        found: Counter[str] = Counter()
        for value in values:
            found.update(self._holders.get(value, ()))
        return found
