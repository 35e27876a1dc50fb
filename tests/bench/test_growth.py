"""Figures of lookups: measured on a small corpus of bench.query, kept once each, and drawn."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from sqlalchemy import Engine

from bench.growth import Figure, keep, measured, picture, read
from bench.query_data import fill


def test_each_lookup_is_measured_once(engine: Engine) -> None:
    fill(engine, 60)
    figures = list(measured(engine))
    assert {f.lookup for f in figures} >= {"address of a page", "equal text", "family of copies", "rare word"}
    assert {(f.database, f.size) for f in figures} == {(engine.dialect.name, 60)}
    assert all(0 < f.median_ms <= f.p95_ms for f in figures)


def test_a_figure_replaces_the_one_measured_before(tmp_path: Path) -> None:
    path = tmp_path / "figures.jsonl"
    keep([Figure("sketch", "sqlite", 10_000, 0.5, 1.0), Figure("sketch", "sqlite", 100_000, 0.6, 1.1)], path)
    keep([Figure("sketch", "sqlite", 10_000, 0.4, 0.9)], path)
    assert read(path) == [Figure("sketch", "sqlite", 10_000, 0.4, 0.9), Figure("sketch", "sqlite", 100_000, 0.6, 1.1)]


def test_the_picture_has_a_panel_for_each_database_and_a_line_for_each_lookup() -> None:
    figures = [
        Figure(lookup, database, size, size / 1e5, size / 1e4)
        for lookup in ("sketch", "words <b>")
        for database in ("sqlite", "postgresql")
        for size in (10_000, 100_000, 1_000_000)
    ]
    drawn = ElementTree.fromstring(picture(figures))
    names = ["".join(node.itertext()) for node in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert {"sqlite, ms", "postgresql, ms", "words <b>", "1,000,000"} <= set(names)
    lines = [p for p in drawn.iter("{http://www.w3.org/2000/svg}path") if p.get("fill") == "none"]
    assert len(lines) == 4
    assert len(list(drawn.iter("{http://www.w3.org/2000/svg}circle"))) == len(figures)
