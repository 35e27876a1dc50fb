"""The text as its page had it: what a site put between stands where it stood, and the text stays whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newscrawl.fetch.archive import ArchiveWriter, http_response
from newscrawl.query.dossier import Dossier
from newscrawl.web.marks import MarkedText, mark
from newscrawl.web.published import as_published
from tests.web.world import COPY, GERMAN, PAGE, SCRIPT


def archived(found: Dossier, page: str, folder: Path) -> Dossier:
    """The same, with its page in an archive."""
    writer = ArchiveWriter(folder, "test")
    answer = http_response(200, [(b"Content-Type", b"text/html; charset=utf-8")], page.encode())
    place = writer.write(url=COPY, fetched_at=datetime.now(UTC), request=b"GET / HTTP/1.1\r\n\r\n", response=answer)
    writer.close()
    version = replace(found.versions[-1], archive_file=place.file, archive_offset=place.offset)
    return replace(found, versions=(version,))


def told(marked: MarkedText) -> list[tuple[str, str]]:
    return [(line.kind, "".join(piece.text for piece in line.pieces)) for line in marked.lines]


def test_what_a_site_put_between_stands_where_it_stood(copy: Dossier, tmp_path: Path) -> None:
    marked = mark(copy, as_published(archived(copy, PAGE, tmp_path), tmp_path))
    assert told(marked) == [
        ("paragraph", GERMAN[0]),
        ("paragraph", GERMAN[1]),
        ("left out", "Siehe auch: Ganz andere Nachricht"),
        ("caption", "Ein Bild KCNA/Reuters"),
        ("paragraph", GERMAN[2]),
        ("paragraph", GERMAN[3]),
    ]
    assert marked.is_placed
    assert [piece.credit is not None for piece in marked.lines[-1].pieces] == [False, True, False]


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<p>something else</p>",
        f"<p>{GERMAN[3]}</p><p>{SCRIPT}</p><p>{GERMAN[0]}</p>",
        f"<div>{'<br>'.join(GERMAN)}</div>",
        f"<p>{' '.join(GERMAN)}</p>",
    ],
    ids=["empty", "another", "other order", "line breaks", "one paragraph"],
)
def test_the_text_stays_whole_whatever_the_page_is(copy: Dossier, tmp_path: Path, page: str) -> None:
    marked = mark(copy, as_published(archived(copy, page, tmp_path), tmp_path))
    assert [text for kind, text in told(marked) if kind == "paragraph"] == list(GERMAN)
    assert [line.number for line in marked.lines if line.number is not None] == [0, 1, 2, 3]


def test_without_the_archive_the_text_is_shown_alone(copy: Dossier, tmp_path: Path) -> None:
    for folder in (None, tmp_path):
        marked = mark(copy, as_published(copy, folder))
        assert [kind for kind, _ in told(marked)] == ["paragraph"] * 4
        assert not marked.is_placed


def test_nothing_outside_the_archive_is_read(copy: Dossier, tmp_path: Path) -> None:
    found = archived(copy, PAGE, tmp_path / "elsewhere")
    (tmp_path / "archive").mkdir()
    version = replace(found.versions[-1], archive_file=f"../elsewhere/{found.versions[-1].archive_file}")
    assert as_published(replace(found, versions=(version,)), tmp_path / "archive") == ()
