"""Run the benchmarks that a data folder is for: `python -m bench DATA`.

A folder with `gold.jsonl` and pages is for extraction, one with `labels.jsonl` for attribution, one with
`candidates.jsonl.gz` for tracing, one with `hard_negatives.jsonl.gz` for texts that are one. `--help` of each module
(`python -m bench.extraction --help`) tells its own options.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path


def main() -> int:
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        print(__doc__)
        return 2
    data = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        runs = {
            "gold.jsonl": [["bench.extraction", str(data)]],
            "hard_negatives.jsonl.gz": [["bench.dedup", str(data)]],
            "candidates.jsonl.gz": [["bench.tracing", str(data)]],
            "labels.jsonl": [
                ["bench.attribution", str(data), "--out", f"{folder}/predictions.jsonl"],
                ["bench.crawl_pages", str(data), f"{folder}/crawl"],
            ],
        }
        chosen = [run for name, commands in runs.items() if (data / name).exists() for run in commands]
        if not chosen:
            print(f"{data} holds none of {', '.join(runs)}")
            return 2
        return max(subprocess.run([sys.executable, "-m", *run], check=False).returncode for run in chosen)


if __name__ == "__main__":
    sys.exit(main())
