"""What a program and all processes it started cost: processor time and memory, read from /proc while it runs."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Cost:
    """Of one run."""

    code: int = 0
    pages: int = 0
    seconds: float = 0.0
    cpu: dict[int, float] = field(default_factory=dict)
    """Seconds of processor time by process."""
    main: int = 0
    memory: list[tuple[int, float, float]] = field(default_factory=list)
    """At some moments: what `progress` counted, megabytes of the first process, of all others (shared ones divided)."""

    @property
    def parent(self) -> float:
        return self.cpu.get(self.main, 0.0)

    @property
    def others(self) -> float:
        return sum(self.cpu.values()) - self.parent


def run(
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    log: Path,
    folder: Path | None = None,
    progress: Callable[[], int] = lambda: 0,
    every: float = 0.25,
) -> Cost:
    """Run a command in a session of its own and watch the session's processes until its end."""
    cost, began = Cost(), time.monotonic()
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, env=dict(environment), cwd=folder, stdout=output, stderr=output, start_new_session=True
        )
    cost.main = process.pid
    ended = threading.Event()

    def watch() -> None:
        looked = 0
        while not ended.wait(every):
            _look(cost, with_memory=looked % 8 == 0, progress=progress)
            looked += 1

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    cost.code = process.wait()
    ended.set()
    watcher.join()
    cost.seconds = time.monotonic() - began
    return cost


def _look(cost: Cost, *, with_memory: bool, progress: Callable[[], int]) -> None:
    found = _session(cost.main)
    for pid, seconds in found.items():
        cost.cpu[pid] = max(seconds, cost.cpu.get(pid, 0.0))
    if with_memory:
        sizes = {pid: _megabytes(pid) for pid in found}
        parent = sizes.pop(cost.main, 0.0)
        cost.memory.append((progress(), parent, sum(sizes.values())))


def _session(leader: int) -> dict[int, float]:
    """Seconds of processor time of each process of the session."""
    found = {}
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit():
            continue
        try:
            fields = Path(entry.path, "stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == leader:
            found[int(entry.name)] = (int(fields[11]) + int(fields[12])) / _TICKS
    return found


def _megabytes(pid: int) -> float:
    """Proportional set size: memory that processes share is divided among them."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0.0
    line = next((line for line in rollup.splitlines() if line.startswith("Pss:")), "Pss: 0 kB")
    return int(line.split()[1]) / 1024
