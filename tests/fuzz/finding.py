"""A run of a target on one input, and what is kept of one that fails."""

from __future__ import annotations

import hashlib
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path

from tests.fuzz.targets import Target

# Seconds of processor time; a page may take some, but no fuzzer's input is as large as a page.
TOO_LONG = 5.0


class TooSlow(AssertionError):
    """An input cost more than TOO_LONG seconds."""


@dataclass
class Runs:
    """What a target was given, and where what failed is kept: one input for each place that fails."""

    target: Target
    folder: Path
    count: int = 0
    slowest: float = 0.0
    findings: dict[str, Path] = field(default_factory=dict)

    def run(self, data: bytes) -> None:
        """Raises what the target raises, and TooSlow."""
        self.count += 1
        start = time.process_time()
        self.target.run(data)
        taken = time.process_time() - start
        self.slowest = max(self.slowest, taken)
        if taken > TOO_LONG:
            raise TooSlow(f"{taken:.1f} s for {len(data)} bytes")

    def kept(self, data: bytes) -> None:
        """Run, and keep what fails instead of raising."""
        try:
            self.run(data)
        except Exception as err:
            place = traceback.extract_tb(err.__traceback__)[-1]
            what = f"{type(err).__name__} at {Path(place.filename).name}:{place.lineno}: {err}"[:300]
            key = f"{type(err).__name__}-{Path(place.filename).stem}-{place.lineno}"
            if key not in self.findings:
                self.folder.mkdir(parents=True, exist_ok=True)
                path = self.folder / f"{key}-{hashlib.sha256(data).hexdigest()[:8]}"
                path.write_bytes(data)
                path.with_suffix(".txt").write_text(f"{what}\n{traceback.format_exc()}", "utf-8", "backslashreplace")
                self.findings[key] = path
