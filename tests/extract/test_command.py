"""`newscrawl extract`: a stream in, a line out for each, whatever happens."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from .pages import CAPTIONS, TITLE, expected_body, securnews

COMMAND = [sys.executable, "-m", "newscrawl.cli.reading.extract"]
FIELDS = (
    "id url title lead body date authors writers language images text_agencies cited_agencies image_agencies "
    "origin_publisher original_url evidence"
)


def run(*arguments: str, stdin: str = "", cwd: Path | None = None) -> list[dict[str, Any]]:
    done = subprocess.run([*COMMAND, *arguments], input=stdin, capture_output=True, text=True, check=True, cwd=cwd)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_page_gives_all_fields(tmp_path: Path) -> None:
    page = securnews(credit_first=True, classes=False)
    (answer,) = run(stdin=json.dumps({"id": 7, "url": None, "html": page}) + "\n", cwd=tmp_path)
    assert [field for field in FIELDS.split() if field not in answer] == []
    assert (answer["id"], answer["url"], answer["title"]) == (7, None, TITLE)
    assert answer["body"] == expected_body()
    assert answer["date"] == "2024-06-20T09:14:03+00:00"
    credited = [image for image in answer["images"] if image["credits"]]
    assert [(image["caption"], image["credits"]) for image in credited] == [(c, [k]) for c, k in CAPTIONS]
    assert answer["origin_publisher"] == "CNN"
    assert answer["text_agencies"] == []
    assert answer["image_agencies"] == ["kcna", "reuters", "ap"]


def test_a_failing_line_is_answered_and_the_stream_goes_on(tmp_path: Path) -> None:
    lines = [
        "no json",
        '{"id": 1}',
        '{"id": 2, "html": ""}',
        "[1]",
        "",
        '{"id": 3, "html": "<h1>Titel der Seite</h1>"}',
    ]
    answers = run(stdin="\n".join(lines) + "\n", cwd=tmp_path)
    assert [answer["id"] for answer in answers] == [None, 1, 2, None, 3]
    assert [sorted(answer) for answer in answers[:4]] == [["error", "id"]] * 4
    assert answers[0]["error"] == "line 1: no JSON: Expecting value at character 1"
    assert answers[4]["title"] == "Titel der Seite"


def test_what_utf8_cannot_hold_ends_no_stream(tmp_path: Path) -> None:
    page = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "a \\ud800"}</script><p>Text'
    lines = [json.dumps({"id": "\ud800", "html": page}), json.dumps({"id": "ü", "html": "<p>Straße"})]
    answers = run(stdin="\n".join(lines) + "\n", cwd=tmp_path)
    assert [answer["id"] for answer in answers] == ["\ud800", "ü"]


def test_a_broken_gzip_file_is_answered_and_the_next_one_is_read(tmp_path: Path) -> None:
    whole = gzip.compress(b"<h1>Titel der Seite</h1>" * 50)
    (tmp_path / "a.html.gz").write_bytes(whole[:-20])
    (tmp_path / "b.html.gz").write_bytes(whole[:10] + b"\xff" * 40)
    (tmp_path / "c.html").write_text("<h1>Titel der Seite</h1>", encoding="utf-8")
    answers = run(str(tmp_path))
    assert [sorted(answer) for answer in answers[:2]] == [["error", "id"]] * 2
    assert answers[2]["title"] == "Titel der Seite"


def test_each_line_is_answered_before_the_next_one_comes() -> None:
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(3):
            process.stdin.write(json.dumps({"id": number, "html": "<h1>Titel der Seite</h1>"}) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
    assert process.returncode == 0


def test_files_and_folders(tmp_path: Path) -> None:
    (tmp_path / "b.html").write_bytes("<h1>Größe der Seite</h1>".encode("cp1252"))
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.html.gz").write_bytes(gzip.compress(b"<h1>Titel der Seite</h1>"))
    (tmp_path / "notes.txt").write_text("no page")
    answers = run(str(tmp_path), str(tmp_path / "missing.html"))
    assert [answer["id"] for answer in answers] == [
        str(tmp_path / p) for p in ("b.html", "sub/a.html.gz", "missing.html")
    ]
    assert [answer.get("title") for answer in answers] == ["Größe der Seite", "Titel der Seite", None]
    assert "error" in answers[2]


def test_a_folder_without_pages_is_told(tmp_path: Path) -> None:
    done = subprocess.run([*COMMAND, str(tmp_path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, "no HTML files" in done.stderr) == (1, "", True)


def test_neither_crawler_nor_database_is_loaded() -> None:
    code = (
        "import sys, newscrawl.cli.reading.extract as command; command.read('<h1>Titel der Seite</h1>', None); "
        "print([m for m in ('scrapy', 'sqlalchemy', 'twisted', 'settings') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_help_shows_examples() -> None:
    done = subprocess.run([*COMMAND, "--help"], capture_output=True, text=True, check=True)
    assert "newscrawl extract page.html" in done.stdout
