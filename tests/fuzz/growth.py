"""How the time of each reader grows with its input: `python -m tests.fuzz.growth [--plot FOLDER]`.

Each piece that a target's inputs are made of is repeated, ever more often. What is linear takes four times as long for
four times as much; the exponent of the last step says it. Processor time, so that a busy machine matters little.
"""

from __future__ import annotations

import argparse
import gc
import logging
import math
import sys
import time
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.fuzz.targets import TARGETS, Target

SIZES = (4_000, 16_000, 64_000)
# Below so many seconds a time says nothing; above, no further step is made.
_SEEN, _ENOUGH = 0.1, 2.0
# Linear is 1; what sorts, or keeps what it has seen, is a little more.
SUSPECT = 1.5


@dataclass(frozen=True)
class Growth:
    """Seconds by bytes of input, for one piece repeated."""

    target: str
    piece: str
    points: tuple[tuple[int, float], ...]

    @property
    def exponent(self) -> float:
        """Of the last step; 0 where it is too fast to tell."""
        if len(self.points) < 2 or self.points[-1][1] < _SEEN:
            return 0.0
        (less, sooner), (more, later) = self.points[-2:]
        return math.log(later / max(sooner, 1e-4)) / math.log(more / less)


def growth(target: Target, piece: str, sizes: Sequence[int] = SIZES) -> Growth:
    """Time a target with a piece repeated behind its first seed's beginning."""
    unit = piece.encode("utf-8", "surrogatepass")
    begin = target.seeds[0][: len(target.seeds[0]) // 2]
    points: list[tuple[int, float]] = []
    for size in sizes:
        data = begin + unit * max(1, size // len(unit))
        # A collection of what other inputs left behind takes longer than many an input.
        gc.collect()
        gc.disable()
        start = time.process_time()
        try:
            target.run(data)
        finally:
            gc.enable()
        points.append((len(data), time.process_time() - start))
        if points[-1][1] > _ENOUGH:
            break
    return Growth(target.name, piece, tuple(points))


def plot(found: Sequence[Growth], path: Path) -> None:
    """A picture of them, both axes logarithmic: what is linear rises by one."""
    width, height, left = 900, 600, 70
    x = [math.log10(size) for g in found for size, _ in g.points]
    y = [math.log10(max(seconds, 1e-4)) for g in found for _, seconds in g.points]
    span_x, span_y = max(max(x) - min(x), 1e-9), max(max(y) - min(y), 1e-9)
    lines = []
    for number, g in enumerate(found):
        places = [
            (
                left + (math.log10(size) - min(x)) / span_x * (width - 250),
                height - 40 - (math.log10(max(seconds, 1e-4)) - min(y)) / span_y * (height - 80),
            )
            for size, seconds in g.points
        ]
        colour = f"hsl({number * 360 // len(found)} 70% 40%)"
        joined = " ".join(f"{a:.0f},{b:.0f}" for a, b in places)
        lines.append(f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="2"/>')
        end_x, end_y = places[-1]
        lines.append(f'<text x="{end_x + 6:.0f}" y="{end_y:.0f}" fill="{colour}">{g.target} {g.exponent:.2f}</text>')
    axes = f'<text x="{left}" y="{height - 8}">{10 ** min(x):,.0f} to {10 ** max(x):,.0f} bytes</text>'
    axes += f'<text x="8" y="20">{10 ** min(y):.4f} to {10 ** max(y):.2f} s; the number is the last exponent</text>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-family="sans-serif">'
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'{head}<rect width="100%" height="100%" fill="white"/>{axes}{"".join(lines)}</svg>\n', "utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.growth", description=__doc__)
    parser.add_argument("--plot", type=Path, metavar="FOLDER", help="write growth.svg there")
    parser.add_argument("--only", nargs="*", default=list(TARGETS), choices=list(TARGETS), metavar="TARGET")
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    worst: list[Growth] = []
    suspects: list[Growth] = []
    for name in given.only:
        target = TARGETS[name]
        print(name, file=sys.stderr)
        found = [growth(target, piece) for piece in dict.fromkeys(target.tokens) if piece]
        suspects += [g for g in found if g.exponent > SUSPECT]
        worst.append(max(found, key=lambda g: (g.exponent > SUSPECT, g.points[-1][1])))
    table = Table(
        "target", "piece", *(f"{size:,}" for size in SIZES), "exponent", title="seconds by bytes, the dearest"
    )
    for g in dict.fromkeys([*worst, *suspects]):
        times = [f"{seconds:.3f}" for _, seconds in g.points]
        table.add_row(g.target, repr(g.piece), *times, *[""] * (len(SIZES) - len(times)), f"{g.exponent:.2f}")
    Console().print(table, markup=False)
    if given.plot:
        plot(worst, given.plot / "growth.svg")
    return int(bool(suspects))


if __name__ == "__main__":
    sys.exit(main())
