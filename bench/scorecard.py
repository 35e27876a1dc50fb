"""The page that `python -m bench` writes: what each benchmark printed, how to repeat it, and where others do better."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version

HEAD = """# Scorecard

Written by `make bench DATA=FOLDER` on {day}; do not edit it. newscrawl {newscrawl}, Python {python} on {machine},
{cores} cores. Figures of others come from the same run on the same machine, or say where they are from. Speeds are in
CPU time and depend on the machine: read their ratios.
"""
# What an answer's quality was measured beside.
_PEERS = ("trafilatura", "scrapy", "sqlalchemy")


@dataclass(frozen=True)
class Bench:
    """One benchmark: what it asks, the file by which its data folder is known, and where others do better."""

    title: str
    asks: str
    marker: str
    commands: tuple[tuple[str, ...], ...]
    """Arguments of Python; DATA stands for the data folder, OUT for a temporary one."""
    told: str
    """The page that tells how it is done, with earlier figures."""
    worse: tuple[str, ...]


BENCHES = (
    Bench(
        "Reading a page",
        "Text, title, day, authors and captions of real pages, and what reading one costs, beside other extractors.",
        "gold.jsonl",
        (("-m", "bench.extraction", "DATA", "--peers", "trafilatura,newspaper4k"),),
        "extraction.md#figures",
        (
            "A median page costs more than with trafilatura alone, as credits are read too.",
            "Titles of mixed pages (shops, forums) became a little worse when their rules were made for news.",
        ),
    ),
    Bench(
        "Who is credited",
        "Agencies and publishers that a page credits, and for what: from the page alone, then through a whole crawl. "
        "The data folder's own scorer judges.",
        "labels.jsonl",
        (
            ("-m", "bench.attribution", "DATA", "--out", "OUT/predictions.jsonl"),
            ("DATA/score.py", "OUT/predictions.jsonl"),
            ("-m", "bench.crawl_pages", "DATA", "OUT/crawl"),
        ),
        "credits.md#limits",
        ("Rules were written with pages of the development part read; unseen sites come out lower.",),
    ),
    Bench(
        "Texts that are one",
        "Copies, edits, merged texts and what must stay apart; quality and speed beside MinHash-LSH.",
        "hard_negatives.jsonl.gz",
        (("-m", "bench.dedup", "DATA"),),
        "dedup.md#figures",
        ("rensa puts texts together about twice as fast, and tells no relations.",),
    ),
    Bench(
        "Originals across languages",
        "The original of a copy among thousands, by its text alone, in 17 languages, cross-validated.",
        "candidates.jsonl.gz",
        (("-m", "bench.tracing", "DATA", "--quick"),),
        "tracing.md#figures",
        (
            "Languages that the encoder lacks (Czech, Croatian, Icelandic, Ukrainian) get seven times the false ones.",
            "Where nine of ten copies have no original in the pool, precision falls to about .8.",
        ),
    ),
)


@dataclass(frozen=True)
class Outcome:
    """What one command of a benchmark printed."""

    command: str
    output: str
    code: int


def page(results: Sequence[tuple[Bench, Sequence[Outcome]]], day: date) -> str:
    """The scorecard in Markdown. A benchmark whose data were not given says so."""
    parts = [
        HEAD.format(
            day=day.isoformat(),
            newscrawl=version("newscrawl"),
            python=platform.python_version(),
            machine=platform.machine(),
            cores=os.cpu_count(),
        ),
        "\nLibraries: " + ", ".join(f"{name} {version(name)}" for name in _PEERS) + ".\n",
    ]
    for bench, outcomes in results:
        parts.append(f"\n## {bench.title}\n\n{bench.asks}\n")
        if not outcomes:
            parts.append(f"\nNot measured this time: no `{bench.marker}` was given.\n")
        for outcome in outcomes:
            ended = "" if outcome.code == 0 else f"\nIt ended with exit code {outcome.code}.\n"
            parts.append(f"\n    {outcome.command}\n{ended}\n```\n{outcome.output.strip(chr(10))}\n```\n")
        parts.append(f"\nHow it is done: [{bench.told.partition('.')[0]}]({bench.told}).\n")
        parts.append("\nWorse than it could be:\n\n" + "".join(f"- {line}\n" for line in bench.worse))
    parts.append("\nWhat none of these figures show is in [limits](limits.md).\n")
    return "".join(parts)
