"""Search, agencies, stories and reports of sites, for people and for programs."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys

import pytest

from newscrawl.errors import NewscrawlError
from tests.export.test_articles import newscrawl, seeded

__all__ = ["seeded"]


def test_search_for_people_and_programs(seeded: str) -> None:
    shown = newscrawl("search", "wort1 -gleich", "--limit", "2", "--database", seeded).output
    assert "https://umschau.example/kopie" in shown
    assert "1–2 of 3." in shown
    found = json.loads(newscrawl("search", '"wort1 wort2"', "--origin", "cnn", "--json", "--database", seeded).output)
    assert [hit["article"]["title"] for hit in found["hits"]] == ["Kopie"]
    rows = csv.DictReader(io.StringIO(newscrawl("search", "wort1", "--csv", "--database", seeded).output))
    assert {row["title"] for row in rows} >= {"Kopie", "Agentur"}
    assert newscrawl("search", "nichtda", "--database", seeded).output == "Nothing found.\n"
    assert isinstance(newscrawl("search", "--database", seeded, "--", "-x").exception, NewscrawlError)


def test_agencies_for_people_and_programs(seeded: str) -> None:
    assert "Reuters (reuters)" in newscrawl("agencies", "--database", seeded).output
    rows = csv.DictReader(io.StringIO(newscrawl("agencies", "kcna", "--csv", "--database", seeded).output))
    assert [(row["site"], row["pictures"]) for row in rows] == [("umschau", "5"), ("cnn", "1")]
    assert "No stored article credits dpa." in newscrawl("agencies", "dpa", "--database", seeded).output


def test_stories_for_people_and_programs(seeded: str) -> None:
    assert "2 sites" in newscrawl("stories", "--database", seeded).output
    one = json.loads(newscrawl("stories", "cnn.example/original", "--json", "--database", seeded).output)
    assert {text["url"] for text in one["texts"]} >= {"https://cnn.example/original", "https://umschau.example/kopie"}
    rows = list(csv.DictReader(io.StringIO(newscrawl("stories", "original", "--csv", "--database", seeded).output)))
    assert len(rows) == one["articles"]
    assert newscrawl("stories", "kaputt", "--database", seeded).exit_code == 1


def test_a_site_s_report_names_denominators(seeded: str) -> None:
    shown = newscrawl("sites", "report", "umschau", "--database", seeded).output
    assert "3 of 5 stored articles" in shown
    assert "6 addresses discovered" in shown
    report = json.loads(newscrawl("sites", "report", "umschau", "--json", "--database", seeded).output)
    assert {s["name"]: (s["articles"], s["of"]) for s in report["shares"]}["translated"] == (1, 5)
    assert "cnn,CNN" in newscrawl("sites", "report", "umschau", "--csv", "--database", seeded).output


@pytest.mark.parametrize(
    ("line", "offered"), [("newscrawl sea", "search"), ("newscrawl search --conf", "--confidence")]
)
def test_a_shell_completes_commands_and_options(line: str, offered: str) -> None:
    asked = {"_NEWSCRAWL_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(len(line.split()) - 1)}
    program = [sys.executable, "-c", "import sys; sys.argv = ['newscrawl']; from newscrawl.cli.main import run; run()"]
    done = subprocess.run(program, env={**os.environ, **asked}, capture_output=True, text=True, check=False)
    assert done.stdout.split() == [offered]
