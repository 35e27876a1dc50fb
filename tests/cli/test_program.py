"""The program as a user starts it."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine

from newscrawl.cli.main import COMMANDS
from newscrawl.plaintext import plain, shortened, spreadsheet_cell
from newscrawl.store.repository import Repository
from newscrawl.store.schema import head
from tests.support.stories import NOW, origin, seed, story

ROOT = Path(__file__).parents[2]
OWN = ("articles", "show", "why", "runs", "migrate")


def program(*arguments: str, cwd: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("NEWSCRAWL_DATABASE_URL", "SCRAPY_PROJECT")}
    environment = {**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **variables}
    command = [sys.executable, "-m", "newscrawl", *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def seeded_url(repository: Repository, database_url: str) -> str:
    seed(repository)
    return database_url


def test_help_lists_every_command() -> None:
    done = program("--help")
    assert done.returncode == 0
    assert [c.name for c in COMMANDS if f"\n  {c.name} " not in done.stdout] == []


@pytest.mark.parametrize("command", OWN)
def test_each_command_shows_examples(command: str) -> None:
    done = program(command, "--help")
    assert done.returncode == 0
    assert f"    newscrawl {command}" in done.stdout


def test_help_and_extract_load_neither_scrapy_nor_sqlalchemy(tmp_path: Path) -> None:
    for name in ("demo", "articles", "extract"):
        code = (
            "import sys; from newscrawl.cli.main import build; "
            f"build([{name!r}]); print([m for m in ('scrapy', 'sqlalchemy', 'twisted') if m in sys.modules])"
        )
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == "[]", name


def test_questions_load_neither_vectors_nor_what_reads_pages() -> None:
    """Every command of an analyst would wait for them."""
    code = (
        "import sys, newscrawl.query; "
        "print([m for m in ('numpy', 'lxml', 'trafilatura', 'scrapy', 'fastapi', 'pyarrow') if m in sys.modules])"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_wrong_command_or_option_is_wrong_usage() -> None:
    assert program("nonsense").returncode == 2
    assert program("articles", "--since", "yesterday").returncode == 2


@pytest.mark.parametrize("command", [("crawl", "cnn"), ("sites", "check", "cnn")])
def test_a_log_level_that_does_not_exist_is_wrong_usage(command: tuple[str, ...]) -> None:
    done = program(*command, "--loglevel", "loud")
    assert done.returncode == 2
    assert "DEBUG, INFO, WARNING, ERROR" in done.stderr


def test_errors_are_one_line_and_no_traceback(tmp_path: Path) -> None:
    for arguments in (
        ("articles", "--database", f"sqlite:///{tmp_path}/none.db"),
        ("why", "x", "--database", "mysql://u:secret@h/x"),
        ("runs", "--database", "postgresql://u:secret@127.0.0.1:1/x"),
    ):
        done = program(*arguments)
        assert done.returncode == 1
        assert done.stdout == ""
        assert done.stderr.startswith("newscrawl: ")
        assert done.stderr.count("\n") == 1
        assert "secret" not in done.stderr


def test_outside_a_project_the_missing_settings_are_named(tmp_path: Path) -> None:
    done = program("runs", cwd=tmp_path)
    assert done.returncode == 1
    assert "scrapy.cfg" in done.stderr


def test_migrate_makes_a_database_and_takes_it_down(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new/newscrawl.db"
    newest = head()
    assert program("migrate", NEWSCRAWL_DATABASE_URL=url).stdout.endswith(f": empty → {newest}\n")
    assert program("migrate", NEWSCRAWL_DATABASE_URL=url).stdout.endswith(f": already at {newest}\n")
    assert program("articles", NEWSCRAWL_DATABASE_URL=url).stdout == "No articles match.\n"
    assert program("migrate", "--to", "base", NEWSCRAWL_DATABASE_URL=url).stdout.endswith(f": {newest} → empty\n")
    assert "newscrawl migrate" in program("articles", NEWSCRAWL_DATABASE_URL=url).stderr


def test_articles_as_table_json_and_csv(seeded_url: str) -> None:
    table = program("articles", "--site", "umschau", "--database", seeded_url).stdout
    assert "CNN 0.85, translated" in table
    assert max(len(line) for line in table.splitlines()) <= 100
    rows = json.loads(program("articles", "--json", "--database", seeded_url).stdout)
    assert len(rows) == 6
    assert [r["url"] for r in rows if r["is_original"]] == ["https://cnn.example/original"]
    listed = list(csv.DictReader(io.StringIO(program("articles", "--csv", "--database", seeded_url).stdout)))
    assert [r["url"] for r in listed] == [r["url"] for r in rows]
    assert listed[-1]["image_agencies"] == "kcna, reuters"


def test_programs_get_all_articles_and_people_a_page(repository: Repository, database_url: str) -> None:
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="1")
    many = [story(f"https://umschau.example/{n}", body=f"Wort {n}", title=f"Titel {n}") for n in range(60)]
    repository.save(run, many, now=NOW)
    assert len(json.loads(program("articles", "--json", "--database", database_url).stdout)) == 60
    assert len(program("articles", "--csv", "--database", database_url).stdout.splitlines()) == 61
    assert "1–50 of 60." in program("articles", "--database", database_url).stdout


def test_a_narrow_terminal_shows_titles_in_lines(seeded_url: str) -> None:
    here, terminal = os.openpty()
    terminal_of = {"COLUMNS": "70", "LINES": "24", "TERM": "dumb"}
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **terminal_of}
    command = [sys.executable, "-m", "newscrawl", "articles", "--origin", "cnn", "--database", seeded_url]
    subprocess.run(command, cwd=ROOT, env=environment, stdout=terminal, check=True)
    shown = os.read(here, 65_536).decode()
    os.close(terminal)
    os.close(here)
    assert "2026-06-18  umschau  CNN 0.85, translated; pictures kcna, reuters\r\n  Kopie\r\n" in shown


def test_addresses_without_article_are_listed_whole_with_their_reason(seeded_url: str) -> None:
    shown = program("articles", "--state", "failed", "--database", seeded_url).stdout
    assert "failed: answered 500\n  https://umschau.example/kaputt\n" in shown


@pytest.mark.parametrize("wrong", [("--state", "broken"), ("--relation", "copied")])
def test_a_word_that_no_article_can_have_is_wrong_usage(seeded_url: str, wrong: tuple[str, str]) -> None:
    done = program("articles", *wrong, "--database", seeded_url)
    assert done.returncode == 2
    assert "it is one of" in done.stderr


def test_runs_as_table_json_and_csv(seeded_url: str) -> None:
    assert "umschau: 6 article addresses: 5 stored, 1 failed" in program("runs", "--database", seeded_url).stdout
    found = json.loads(program("runs", "--json", "--database", seeded_url).stdout)
    assert found["runs"][0]["exit_code"] == 0
    assert found["coverage"]["umschau"] == {"failed": 1, "stored": 5}
    assert program("runs", "--csv", "--database", seeded_url).stdout.startswith("run_id,site,")


def test_why_shows_quote_place_rule_and_archive(seeded_url: str) -> None:
    shown = program("why", "umschau.example/kopie", "--database", seeded_url).stdout
    for part in (
        "Probably translated from CNN",
        "confidence 0.85 (strong)",
        "“CNN”",
        "/html/body/p[1]",
        "lone-outlet",
        "umschau.warc.gz at 100",
        "against",
        "KCNA/Reuters",
        "What would settle it",
    ):
        assert part in shown
    found = json.loads(program("why", "kopie", "--json", "--database", seeded_url).stdout)
    assert found["dossier"]["origins"][0]["evidence"][0]["quote"] == "CNN"


def test_show_tells_everything(seeded_url: str) -> None:
    shown = program("show", "gleich-1", "--body", "--database", seeded_url).stdout
    for part in ("Origins", "Credits", "Pictures", "Same words at", "Dates", "Named by", "Versions", "Downloads"):
        assert f"\n{part}" in shown
    assert (
        json.loads(program("show", "gleich-1", "--json", "--database", seeded_url).stdout)["page"]["state"] == "stored"
    )


def test_crawled_text_can_not_command_a_terminal(repository: Repository, database_url: str, engine: Engine) -> None:
    assert engine is repository.engine
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="1")
    evil = "=cmd|'/C calc'!A1 \x1b[31mrot\x1b]0;Titel\x07 \u202egedreht\u2066 [bold]fett[/bold] \x9b1m"
    hostile = story("https://umschau.example/böse", title=evil, origins=(origin(name=f"CNN {evil}", ident=None),))
    repository.save(run, [hostile], now=NOW)
    for arguments in (
        ("articles",),
        ("articles", "--csv"),
        ("articles", "--json"),
        ("show", "umschau"),
        ("why", "umschau"),
        ("export", "articles", "--format", "jsonl", "--text"),
        ("export", "articles", "--format", "csv", "--text"),
    ):
        shown = program(*arguments, "--database", database_url).stdout
        assert not set(shown) & set("\x1b\x07\x9b\u202e\u2066"), arguments
        assert "[bold]fett[/bold]" in " ".join(shown.split()) or "[bold]fett" in shown
    row = next(csv.DictReader(io.StringIO(program("articles", "--csv", "--database", database_url).stdout)))
    assert row["title"].startswith("'=cmd")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        (" =1+1", "' =1+1"),
        ('"=1+1', "'\"=1+1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        # A comma is no separator where numbers have one for a point, and a semicolon is.
        ("Hafen;=1+1", "Hafen;'=1+1"),
        ('Hafen; "=1+1"', 'Hafen;\' "=1+1"'),
        ("Hafen; Fähre = Schiff", "Hafen; Fähre = Schiff"),
        (-1.5, "-1.5"),
        (None, ""),
        ("a\nb", "a b"),
    ],
)
def test_cells_are_no_formulas(value: object, written: str) -> None:
    assert spreadsheet_cell(value) == written


def test_plain_keeps_joiners_and_drops_sequences_as_a_whole() -> None:
    assert plain("a\x1b[1;31mb\x1b]8;;http://x\x1b\\c\u200d\u202ed\te") == "abc\u200dd e"
    assert shortened("eins zwei drei vier", 12) == "eins zwei…"


def test_answers_of_extract_hold_nothing_that_a_terminal_obeys(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<h1>Die \x9b31mFähre\u202e</h1><p>Die Fähre kam nach\x9b1m vierzig Minuten auf der Insel an.</p>", "utf-8"
    )
    lines = [json.dumps({"id": "\x9b31m\u2066", "html": page.read_text("utf-8")}, ensure_ascii=False)]
    (tmp_path / "lines.jsonl").write_text("\n".join(lines), "utf-8")
    for given in (page, tmp_path / "lines.jsonl"):
        done = program("extract", str(given))
        assert not set(done.stdout) & set("\x9b\u202e\u2066")
        assert json.loads(done.stdout)["title"]


def test_numbers_that_no_database_holds_are_said(migrated_sqlite: Path) -> None:
    for arguments in (("articles",), ("runs",)):
        done = program(*arguments, "--limit", "9" * 20, "--database", f"sqlite:///{migrated_sqlite}")
        assert done.returncode == 1
        assert done.stderr.startswith("newscrawl: a number is larger than databases hold")


def test_a_list_of_searches_that_nests_is_said_and_a_feed_that_is_none_is_replaced(
    migrated_sqlite: Path, tmp_path: Path
) -> None:
    saved = tmp_path / "watches.toml"
    saved.write_text("a = " + "[" * 5000)
    done = program("watch", "list", "--file", str(saved))
    assert (done.returncode, "can't read" in done.stderr) == (1, True)
    saved.write_text('[[watch]]\nname = "a"\nwords = "Hafen"\n')
    (tmp_path / "a.atom").write_bytes(b"\xff\xfe")
    done = program("watch", "write", str(tmp_path), "--file", str(saved), "--database", f"sqlite:///{migrated_sqlite}")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "a.atom").read_text("utf-8").startswith("<?xml")


@pytest.mark.parametrize("name", ["scrapy.cfg", "settings", ".gitignore"])
def test_init_writes_through_no_link(tmp_path: Path, name: str) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / name).symlink_to(tmp_path / "elsewhere")
    done = program("init", str(project))
    assert not (tmp_path / "elsewhere").exists(), done.stderr


def test_init_writes_a_schedule_of_places_that_are_there(tmp_path: Path) -> None:
    assert program("init", str(tmp_path / "news")).returncode == 0
    schedule = tmp_path / "news" / "settings" / "schedule"
    units = [path.read_text(encoding="utf-8") for path in schedule.glob("newscrawl-*")]
    assert [unit for unit in units if "/docs/" in unit or "/srv/newscrawl" in unit] == []
    # In the container the project is where the image has it.
    assert ":/srv/newscrawl/data" in (schedule / "compose.yaml").read_text(encoding="utf-8")


def test_init_says_where_it_can_write_nothing(tmp_path: Path) -> None:
    (tmp_path / "odd" / "scrapy.cfg").mkdir(parents=True)
    (tmp_path / "bytes").mkdir()
    (tmp_path / "bytes" / "scrapy.cfg").write_bytes(b"\xff\xfe")
    (tmp_path / "file").touch()
    for folder in (
        tmp_path / "odd",
        tmp_path / "bytes",
        tmp_path / "file",
        tmp_path / "file" / "x",
        tmp_path / ("x" * 300),
    ):
        done = program("init", str(folder))
        assert done.returncode == 1
        assert done.stderr.startswith("newscrawl: "), folder


def test_extract_fails_where_no_file_could_be_read(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<h1>Fähre</h1><p>Die Fähre kam nach vierzig Minuten auf der anderen Seite an.</p>")
    none = program("extract", str(tmp_path / "a.html"), str(tmp_path / "b.html"))
    assert none.returncode == 1
    assert [json.loads(line)["id"] for line in none.stdout.splitlines()] == [
        str(tmp_path / name) for name in ("a.html", "b.html")
    ]
    assert program("extract", str(tmp_path / "a.html"), str(page)).returncode == 0
