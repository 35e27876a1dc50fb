"""A page that somebody made to hold up the explorer costs it a bounded time, once; the text is shown all the same."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from newscrawl.query.dossier import Dossier
from newscrawl.web.marks import mark
from newscrawl.web.page_reader import PageReader
from newscrawl.web.published import as_published
from tests.web.test_published import archived, told
from tests.web.world import PAGE

# Each of its blocks is compared with each line of the text.
DEAR = "<main>" + "".join(f"<p>Satz {n:05d} ohne Ende und ohne Ziel, und immer anders {n}</p>" for n in range(19_000))
LARGE = "<main>" + "<p>x" * 450_000


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[PageReader]:
    made = PageReader(tmp_path, seconds=20)
    yield made
    made.close()


def long(found: Dossier) -> Dossier:
    assert found.text
    body = "\n".join(f"Zeile {n:05d} ganz anders geschrieben als die Seite" for n in range(20_000))
    return replace(found, text=replace(found.text, body=body))


def test_a_page_is_read_as_the_process_itself_would(reader: PageReader, copy: Dossier, tmp_path: Path) -> None:
    found = archived(copy, PAGE, tmp_path)
    assert reader.seen(found) == as_published(found, tmp_path)
    assert ("caption", "Ein Bild KCNA/Reuters") in told(mark(found, reader.seen(found)))


def test_what_takes_too_long_is_given_up_and_not_tried_again(
    reader: PageReader, copy: Dossier, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    reader.seconds = 1
    dear = archived(long(copy), DEAR, tmp_path)
    assert reader.seen(dear) == ()
    assert reader.seen(dear) == ()
    assert len(caplog.records) == 1
    reader.seconds = 20
    assert reader.seen(archived(copy, PAGE, tmp_path))


def test_what_needs_too_much_memory_is_given_up(reader: PageReader, copy: Dossier, tmp_path: Path) -> None:
    reader.megabytes = 20
    assert reader.seen(archived(copy, LARGE, tmp_path)) == ()
    reader.megabytes = 512
    assert reader.seen(archived(copy, PAGE, tmp_path))


def test_a_process_that_was_killed_is_replaced(reader: PageReader, copy: Dossier, tmp_path: Path) -> None:
    found = archived(copy, PAGE, tmp_path)
    assert reader.seen(found)
    for process in multiprocessing.active_children():
        process.kill()
        process.join()
    reader.seen(found)
    assert reader.seen(archived(copy, PAGE, tmp_path))
