"""One target under Atheris, which goes by what code an input reaches: `python -m tests.fuzz.coverage NAME FOLDER …`.

Further arguments are libFuzzer's. Atheris is no dependency of the project: `pip install atheris` where it is wanted.
"""

from __future__ import annotations

import logging
import sys
import warnings
from pathlib import Path

import atheris

_OURS = ["newscrawl", "feedparser", "w3lib", "protego", "tests.fuzz.targets", "trafilatura", "htmldate"]

with atheris.instrument_imports(include=_OURS):
    from tests.fuzz.targets import TARGETS

from tests.fuzz.finding import Runs  # noqa: E402


def main() -> None:
    name, folder = sys.argv[1], Path(sys.argv[2])
    runs = Runs(TARGETS[name], folder / "findings" / name)
    corpus = folder / "corpus" / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(runs.target.seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
    words = folder / f"{name}.dict"
    words.write_text("".join(f'"{_escaped(token)}"\n' for token in runs.target.tokens if token), "ascii")
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    options = [f"-dict={words}", f"-artifact_prefix={folder}/", "-print_final_stats=1", "-timeout=60"]
    atheris.Setup([sys.argv[0], *options, *sys.argv[3:], str(corpus)], runs.kept)
    atheris.Fuzz()


def _escaped(token: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in token.encode("utf-8", "surrogatepass"))


if __name__ == "__main__":
    main()
