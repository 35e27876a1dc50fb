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


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("articles", "--site", "umschaw"), "no article is stored of a site 'umschaw'; close to it: umschau"),
        (("articles", "--agency", "reuter"), "no agency has the id or name 'reuter'; close to it: reuters"),
        (("articles", "--origin", "cnnn"), "no publisher has the id or name 'cnnn'; close to it: cnn"),
        (("articles", "--language", "deutsch"), "'deutsch' is no language"),
        (("search", "wort1", "--since", "2026-06-02", "--until", "2026-06-01"), "since must be earlier than until"),
        (("agencies", "reuter"), "close to it: reuters"),
        (("stories", "--site", "umschaw"), "close to it: umschau"),
        (("export", "articles", "--agency", "reuter"), "close to it: reuters"),
    ],
)
def test_a_name_that_nothing_stored_has_is_told_beside_the_data(seeded: str, asked: tuple[str, ...], said: str) -> None:
    answer = newscrawl(*asked, "--database", seeded)
    assert answer.exit_code == 0
    assert said in answer.stderr
    assert said not in answer.stdout


def test_programs_get_all_that_is_found_and_are_told_where_a_list_goes_on(
    seeded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newscrawl.cli.questions.search._SHOWN", 1)
    asked = ["search", "wort1", "--database", seeded]
    total = json.loads(newscrawl(*asked, "--json").stdout)["total"]
    assert total > 1
    assert len(json.loads(newscrawl(*asked, "--json").stdout)["hits"]) == total
    assert len(list(csv.DictReader(io.StringIO(newscrawl(*asked, "--csv").stdout)))) == total
    assert f"1–1 of {total}." in newscrawl(*asked).stdout
    monkeypatch.setattr(sys.modules["newscrawl.query.search"], "RANKED", 1)
    assert "of which the newest are ranked" in newscrawl(*asked, "--csv").stderr


def test_agencies_and_languages_are_known_however_they_are_written(seeded: str) -> None:
    listed = ["articles", "--json", "--database", seeded]
    assert newscrawl(*listed, "--agency", "REUTERS").stdout == newscrawl(*listed, "--agency", "reuters").stdout
    by_name = newscrawl(*listed, "--agency", "korean central news agency", "--language", "DE")
    assert json.loads(by_name.stdout)
    assert by_name.stdout == newscrawl(*listed, "--agency", "kcna", "--language", "de").stdout
    assert "KCNA" in newscrawl("agencies", "Korean Central News Agency", "--database", seeded).stdout.upper()


def test_times_have_zones_and_others_are_refused_in_words(seeded: str) -> None:
    listed = ["articles", "--json", "--database", seeded]
    in_utc = newscrawl(*listed, "--since", "2026-06-18T10:00").stdout
    assert newscrawl(*listed, "--since", "2026-06-18T12:00+02:00").stdout == in_utc
    for typed in ("18.06.2026", "2026-06-31", "0001-01-01T00:00+14:00"):
        refused = newscrawl(*listed, "--since", typed)
        assert refused.exit_code == 2
        assert "is no time; write 2026-06-01" in refused.stderr


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
