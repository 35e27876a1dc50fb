"""Run the benchmarks that a data folder is for, and write the scorecard.

usage: python -m bench DATA [--page FILE] [--only NAME]

DATA, or each of its sub-folders, holds one benchmark: `gold.jsonl` and pages (reading), `labels.jsonl` (credits),
`hard_negatives.jsonl.gz` (texts that are one), `candidates.jsonl.gz` (originals across languages). What each prints is
shown and written to the page (docs/scorecard.md where --page names no other), with how to repeat it. `--help` of each
module (`python -m bench.extraction --help`) tells its own options.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bench.scorecard import BENCHES, Bench, Outcome, page

PAGE = Path(__file__).resolve().parents[1] / "docs" / "scorecard.md"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--page", type=Path, default=PAGE)
    parser.add_argument("--only", choices=[bench.marker.split(".")[0] for bench in BENCHES], help="one benchmark")
    given = parser.parse_args()
    chosen = [b for b in BENCHES if given.only in (None, b.marker.split(".")[0])]
    folders = {bench: folder_of(bench, given.data) for bench in chosen}
    if not any(folders.values()):
        print(f"{given.data} and its folders hold none of {', '.join(b.marker for b in chosen)}", file=sys.stderr)
        return 2
    results = [(bench, run(bench, folder) if folder else []) for bench, folder in folders.items()]
    given.page.write_text(page(results, datetime.now(UTC).date()), encoding="utf-8")
    print(f"wrote {given.page}", file=sys.stderr)
    return max((outcome.code for _, outcomes in results for outcome in outcomes), default=0)


def folder_of(bench: Bench, data: Path) -> Path | None:
    """The folder of this benchmark's data: the given one, or the one below it that holds its marker.

    Tracing data hold files named as those of others, so that a folder is the first benchmark's that names it.
    """
    places = (data, *sorted(p for p in data.iterdir() if p.is_dir()))
    return next((place for place in places if (place / bench.marker).exists()), None)


def run(bench: Bench, data: Path) -> list[Outcome]:
    """What its commands print, shown while it comes; one whose script the data lack is left out."""
    outcomes = []
    with tempfile.TemporaryDirectory() as out:
        for arguments in bench.commands:
            real = [a.replace("DATA", str(data)).replace("OUT", out) for a in arguments]
            if real[0] != "-m" and not Path(real[0]).exists():
                continue
            print(f"\n{bench.title}: python {' '.join(arguments)}", file=sys.stderr)
            with subprocess.Popen([sys.executable, *real], stdout=subprocess.PIPE, text=True) as running:
                assert running.stdout
                lines = []
                for line in running.stdout:
                    print(line, end="", flush=True)
                    lines.append(line.replace(str(data), "DATA").replace(out, "OUT"))
            outcomes.append(Outcome("python " + " ".join(arguments), "".join(lines), running.returncode))
    return outcomes


if __name__ == "__main__":
    sys.exit(main())
