"""The gazetteer's lists are sound as they ship, and stay so when they grow."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.trace.gazetteer_check import Problem, built, check
from newscrawl.trace.gazetteer_file import NEW_FILE, NewEntry, appended
from tests.cli.test_program import ROOT, program

DATA = ROOT / "newscrawl" / "trace" / "data"
AGENCIES = """# Agencies, and a comment that must stay.
version = "2026.1"

[[agency]]
id = "reuters"
name = "Reuters"
country = "GB"
hosts = ["reuters.com"]
aliases = ["Reuters", "路透社"]

# Initials.
[[agency]]
id = "cna"
name = "Central News Agency"
aliases = ["Central News Agency"]
short = ["CNA"]
"""
PUBLISHERS = """version = "2026.1"

publisher = [
  { id = "cnn", name = "CNN", language = "en", country = "US", hosts = ["cnn.com"], aliases = ["CNN.com"] },
  { id = "time", name = "Time", hosts = ["time.com"], ambiguous = true }
]
"""


def wrong(agencies: str = AGENCIES, publishers: str = PUBLISHERS) -> list[Problem]:
    found = check({"agencies.toml": agencies, "publishers.toml": publishers})
    return [p for p in found if p.kind == "wrong"]


@pytest.fixture
def lists(tmp_path: Path) -> tuple[Path, Path]:
    """Copies of small lists, to be given in the place of the package's."""
    agencies, publishers = tmp_path / "agencies.toml", tmp_path / "publishers.toml"
    agencies.write_text(AGENCIES, encoding="utf-8")
    publishers.write_text(PUBLISHERS, encoding="utf-8")
    return agencies, publishers


def test_the_lists_that_ship_are_sound() -> None:
    done = program("gazetteer", "check", "--json")
    assert done.returncode == 0, done.stdout
    found = json.loads(done.stdout)
    assert found["sound"]
    assert any("'CNA'" in p["said"] for p in found["problems"] if p["kind"] == "shared")


def test_every_subcommand_shows_an_example() -> None:
    for name in ("list", "find", "check", "add", "load"):
        assert f"newscrawl gazetteer {name}" in program("gazetteer", name, "--help").stdout


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "cna"', 'id = "reuters"', "the id is taken by reuters (agencies.toml:5)"),
        ('id = "cna"', 'id = "CNA"', "id 'CNA' is not lower-case words"),
        ('id = "cna"\n', "", "has no id"),
        ('name = "Reuters"\n', "", "has no name"),
        ('country = "GB"', 'country = "UK"', "country 'UK' is not an ISO 3166-1 code"),
        ('"reuters.com"', '"www.reuters.com"', "host 'www.reuters.com' is not"),
        ('"reuters.com"', '"https://reuters.com/"', "host 'https://reuters.com/' is not"),
        ('"reuters.com"', '"reuters"', "host 'reuters' is not"),
        ('"reuters.com"', '"reuters.com", "reuters.com"', "holds the host 'reuters.com' twice"),
        ('"reuters.com"', '"cnn.com"', "the host 'cnn.com' is owned by reuters (agencies.toml:5)"),
        ('"路透社"', '"Reuters"', "holds the name 'Reuters' twice"),
        ('"路透社"', '" 路透社"', "needless white space"),
        ('"路透社"', '"Cafe\u0301"', "not composed (NFC)"),
        ('"路透社"', '"R"', "is a single character"),
        ('"路透社"', '""', "holds an empty name"),
        ('aliases = ["Central News Agency"]\nshort = ["CNA"]', "", "neither aliases nor short names"),
        ('short = ["CNA"]', 'short = "CNA"', "short must be a list"),
        ('short = ["CNA"]', "short = [1]", "short must hold nothing but texts"),
        ('short = ["CNA"]', 'kind = "wire"', "kind 'wire' is not one of news, photo, unnamed"),
        ('short = ["CNA"]', "alias = true", "unknown field 'alias'"),
        ('version = "2026.1"', "", 'has no version = "…"'),
        ('version = "2026.1"', 'version = "1"\nagencies = 1', "unknown key 'agencies'"),
        ("[[agency]]", "[[agency", "is no TOML"),
    ],
)
def test_each_fault_is_found(old: str, new: str, said: str) -> None:
    assert wrong() == []
    assert old in AGENCIES
    found = wrong(AGENCIES.replace(old, new, 1))
    assert any(said in p.said for p in found), found


def test_all_faults_are_listed_with_their_lines(lists: tuple[Path, Path]) -> None:
    agencies, publishers = lists
    agencies.write_text(AGENCIES.replace('"GB"', '"UK"').replace('"CNA"', '"CNA", "CNA"'), encoding="utf-8")
    publishers.write_text(PUBLISHERS.replace('"time.com"', '"cnn.com"'), encoding="utf-8")
    done = program("gazetteer", "check", "--file", str(agencies), "--file", str(publishers))
    assert done.returncode == 1
    assert [line.split(": ")[0] for line in done.stdout.splitlines() if not line.startswith("look")] == [
        "agencies.toml:5",
        "agencies.toml:13",
        "publishers.toml:5",
    ]


def test_shared_and_short_names_are_for_a_look() -> None:
    shared = AGENCIES + '\n[[agency]]\nid = "cyprus"\nname = "Cyprus News Agency"\nshort = ["CNA"]\naliases = ["КЦА"]\n'
    found = check({"agencies.toml": shared, "publishers.toml": PUBLISHERS})
    assert {p.kind for p in found} == {"shared", "short"}
    assert [p.entry for p in found if p.kind == "shared"] == ["cyprus"]
    assert "means cna, which stands first" in next(p.said for p in found if p.kind == "shared")
    assert {p.entry for p in found if p.kind == "short"} == {"cyprus", "cnn"}


def test_names_that_letter_case_keeps_apart_are_not_shared() -> None:
    time = AGENCIES + '\n[[agency]]\nid = "tm"\nname = "TM"\nshort = ["TIME"]\n'
    assert not [p for p in check({"a": time, "p": PUBLISHERS}) if p.kind == "shared"]
    same = AGENCIES + '\n[[agency]]\nid = "tm"\nname = "TM"\nshort = ["Time"]\n'
    assert [p.entry for p in check({"a": same, "p": PUBLISHERS}) if p.kind == "shared"] == ["time"]


def test_find_tells_span_owners_and_ambiguity() -> None:
    done = program("gazetteer", "find", "Foto: KCNA/CNA", "--json")
    assert done.returncode == 0
    first, second = json.loads(done.stdout)
    assert (first["text"], first["start"], first["end"], first["entries"][0]["id"]) == ("KCNA", 6, 10, "kcna")
    assert second["ambiguous"]
    assert [e["id"] for e in second["entries"]][:2] == ["cna", "catholic-news-agency"]
    shown = program("gazetteer", "find", "KCNA/CNA").stdout
    assert "“CNA” at 5–8, ambiguous" in shown
    assert "(the one it means)" in shown


def test_find_of_nothing_known_ends_with_1() -> None:
    assert program("gazetteer", "find", "Wolkenfoto Nirgends").returncode == 1
    done = program("gazetteer", "find", "Wolkenfoto Nirgends", "--json")
    assert (done.returncode, json.loads(done.stdout)) == (1, [])


def test_list_narrows_by_kind_and_country() -> None:
    rows = json.loads(program("gazetteer", "list", "--kind", "photo", "--country", "de", "--json").stdout)
    assert {r["kind"] for r in rows} == {"photo"}
    assert {r["country"] for r in rows} == {"DE"}
    table = program("gazetteer", "list", "--country", "JP").stdout
    assert "共同通信" in table
    assert max(map(len, table.splitlines())) <= 100


def test_an_agency_is_added_at_the_end_and_found(lists: tuple[Path, Path]) -> None:
    files = [x for path in lists for x in ("--file", str(path))]
    done = program(
        "gazetteer", "add", "--id", "wolkenfoto", "--name", "Wolkenfoto", "--alias", "Wolkenfoto Bild", "--short", "WF",
        "--country", "DE", "--host", "wolkenfoto.example", "--kind", "photo", "--not-lone", "--file", str(lists[0]),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "newscrawl gazetteer find" in done.stdout
    text = lists[0].read_text(encoding="utf-8")
    assert text.startswith(AGENCIES)
    assert tomllib.loads(text)["agency"][-1] == {
        "id": "wolkenfoto",
        "name": "Wolkenfoto",
        "country": "DE",
        "kind": "photo",
        "hosts": ["wolkenfoto.example"],
        "aliases": ["Wolkenfoto", "Wolkenfoto Bild"],
        "short": ["WF"],
        "lone": False,
    }
    assert program("gazetteer", "check", *files).returncode == 0
    (found,) = json.loads(program("gazetteer", "find", "(wolkenfoto bild)", "--json", *files).stdout)
    assert found["entries"][0]["id"] == "wolkenfoto"


def test_a_publisher_is_added_into_its_array(lists: tuple[Path, Path]) -> None:
    arguments = ("--id", "umschau", "--name", "Umschau am See", "--language", "de", "--ambiguous")
    done = program("gazetteer", "add", "--publisher", *arguments, "--file", str(lists[1]))
    assert done.returncode == 0, done.stderr
    text = lists[1].read_text(encoding="utf-8")
    assert text.startswith(PUBLISHERS[: PUBLISHERS.rindex(" }")])
    assert [p["id"] for p in tomllib.loads(text)["publisher"]] == ["cnn", "time", "umschau"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--id", "reuters", "--name", "Neue Agentur"), "the id is taken"),
        (("--id", "neu", "--name", "Reuters"), "shares the name 'Reuters' with reuters"),
        (("--id", "neu", "--name", "REUTERS"), "shares the name 'REUTERS' with reuters"),
        (("--id", "neu", "--name", "Neue Agentur", "--short", "CNN"), "shares the name 'CNN' with neu"),
        (("--id", "neu", "--name", "Neue Agentur", "--host", "cnn.com"), "the host 'cnn.com' is owned"),
        (("--id", "neu", "--name", "NAX"), "give it as --short"),
        (("--id", "neu", "--name", "Neue\x1b[31m Agentur"), "control characters"),
        (("--id", "neu", "--name", "Neue Agentur", "--country", "UK"), "not an ISO 3166-1 code"),
        (("--id", "neu", "--name", "Neue Agentur", "--kind", "publisher"), "--kind is news or photo"),
    ],
)
def test_what_would_not_be_sound_is_refused(lists: tuple[Path, Path], arguments: tuple[str, ...], said: str) -> None:
    both = {"agencies.toml": AGENCIES, "publishers.toml": PUBLISHERS}
    done = program("gazetteer", "add", *arguments, "--file", str(lists[0]))
    assert done.returncode in (1, 2)
    assert said in " ".join(done.stderr.split()), done.stderr
    assert "\x1b" not in done.stderr
    assert {path.name: path.read_text(encoding="utf-8") for path in lists} == both
    assert sorted(p.name for p in lists[0].parent.iterdir()) == sorted(both)


def test_a_shared_name_can_be_allowed(lists: tuple[Path, Path]) -> None:
    arguments = ("--id", "cyprus-agency", "--name", "Zypern Nachrichten", "--short", "CNA")
    assert program("gazetteer", "add", *arguments, "--file", str(lists[0])).returncode == 1
    assert program("gazetteer", "add", *arguments, "--shared", "--file", str(lists[0])).returncode == 0


def test_a_further_list_is_begun_and_read_beside_the_others(tmp_path: Path) -> None:
    extra = tmp_path / "extra.toml"
    for arguments in (("--id", "wolkenfoto"), ("--publisher", "--id", "wolkenpost")):
        name = f"{arguments[-1].title()} Nirgends"
        done = program("gazetteer", "add", *arguments, "--name", name, "--file", str(extra))
        assert done.returncode == 0, done.stderr
        assert "no crawl reads this file" in done.stdout
    found = json.loads(program("gazetteer", "find", "Wolkenfoto Nirgends, dpa", "--json", "--file", str(extra)).stdout)
    assert [m["entries"][0]["id"] for m in found] == ["wolkenfoto", "dpa"]


def test_line_ends_stay_as_they_are() -> None:
    text = appended(AGENCIES.replace("\n", "\r\n"), NewEntry(id="neu", name="Neu", aliases=("Neu",), kind="news"))
    assert text.count("\n") == text.count("\r\n")


def test_load_renews_the_tables_and_changes_nothing_twice(database_url: str) -> None:
    from sqlalchemy import text

    from newscrawl.store.session import open_engine

    engine = open_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM agency_alias"))
    engine.dispose()
    first = json.loads(program("gazetteer", "load", "--json", "--database", database_url).stdout)
    assert first["before"]["agency names"] == 0
    assert first["after"]["agency names"] > 500
    second = json.loads(program("gazetteer", "load", "--json", "--database", database_url).stdout)
    assert second["before"] == second["after"] == first["after"]
    assert "(0 new)" in program("gazetteer", "load", "--database", database_url).stdout


words = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=20).map(str.strip)
idents = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+){0,2}", fullmatch=True)
entries = st.builds(
    NewEntry,
    id=idents.filter(lambda i: i not in ("reuters", "cna", "cnn", "time")),
    name=words.filter(bool),
    aliases=st.lists(words.filter(bool), max_size=3, unique=True).map(tuple),
    short=st.lists(words.filter(bool), max_size=2, unique=True).map(tuple),
    country=st.sampled_from([None, "DE", "JP"]),
    hosts=st.lists(st.sampled_from(["a.example", "b.example"]), unique=True).map(tuple),
    kind=st.sampled_from(["news", "photo", "publisher"]),
    ambiguous=st.booleans(),
    lone=st.booleans(),
)


@given(entries, st.sampled_from([(AGENCIES, PUBLISHERS), (NEW_FILE, NEW_FILE)]))
def test_what_is_appended_is_read_back_and_found(entry: NewEntry, texts: tuple[str, str]) -> None:
    files = dict(zip(("agency", "publisher"), texts, strict=True))
    before = tomllib.loads(files[entry.section])
    files[entry.section] = appended(files[entry.section], entry)
    after = tomllib.loads(files[entry.section])
    *kept, new = after[entry.section]
    assert kept == before.get(entry.section, [])
    assert after["version"] == before["version"]
    for key in ("id", "name", "country", "kind"):
        assert new.get(key) == getattr(entry, key) or (key == "kind" and entry.kind in ("news", "publisher"))
    for key in ("aliases", "short", "hosts"):
        assert tuple(new.get(key, ())) == getattr(entry, key)
    assert (new.get("ambiguous", False), new.get("lone", True)) == (entry.ambiguous, entry.lone)
    if not [p for p in check(files) if p.kind == "wrong"]:
        known = built(files)
        for name in (*entry.aliases, *entry.short):
            mention = known.named(name)
            assert mention is not None
            assert entry.id in {e.id for e in mention.entries}


def test_nesting_without_end_is_no_toml() -> None:
    (problem,) = [p for p in check({"deep.toml": "a=" + "[" * 5000 + "]" * 5000}) if p.file == "deep.toml"]
    assert "is no TOML" in problem.said


@given(st.text())
def test_no_text_breaks_the_check(text: str) -> None:
    for problem in check({"agencies.toml": text}):
        assert problem.said
