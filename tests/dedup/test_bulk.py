"""Texts in bulk: one answer a text, the same whatever their order, and clear words for what can't be read."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from newscrawl.cli.main import build
from newscrawl.dedup import bulk as bulk_module
from newscrawl.dedup.bulk import Bulk, Found
from newscrawl.dedup.files import Spill
from newscrawl.dedup.model import Document
from newscrawl.dedup.neighbours import neighbours
from newscrawl.demo.content import World
from newscrawl.errors import NewscrawlError

POSTS = [post.body.strip().split("\n\n") for host in ("reuters", "cnn") for post in World().posts(host).values()]
WEATHER = (
    "The harbour office expects wind from the west at {0} knots on {1} and waves of up to {2} metres off the cape.",
    "Ferries to the islands leave every {3} minutes; the last one sails at {4}. Temperatures reach {5} degrees.",
)


def document(ident: str, lines: Sequence[str], title: str | None = None) -> Document:
    return Document(id=ident, title=title, paragraphs=tuple(lines), lang="en")


def form(*figures: int) -> list[str]:
    return [line.format(*figures) for line in WEATHER]


TEXTS = (
    document("source", POSTS[0]),
    document("same", [line.upper() for line in POSTS[0]], "Another headline"),
    document("cut", POSTS[0][:4]),
    document("dressed", ["Follow us on all channels.", *POSTS[0], "Share this article with friends."]),
    document("other", POSTS[1]),
    document("short", ["Nothing to see here."]),
    document("monday", form(12, 4, 3, 20, 22, 17)),
    document("friday", form(31, 9, 6, 45, 19, 11)),
    *(document(f"more-{n}", lines) for n, lines in enumerate(POSTS[2:8])),
)


def related(texts: Sequence[Document]) -> list[Found]:
    with Bulk() as bulk:
        bulk.add(texts)
        return list(bulk.relate())


def test_copies_share_a_cluster_and_forms_and_other_texts_do_not() -> None:
    found = {f.id: f for f in related(TEXTS)}
    assert [f.id for f in related(TEXTS)] == [text.id for text in TEXTS]
    clusters = {ident: f.cluster for ident, f in found.items()}
    assert {clusters[i] for i in ("source", "same", "cut", "dressed")} == {"cut"}
    alone = [t.id for t in TEXTS if t.id not in ("source", "same", "cut", "dressed")]
    assert {ident: clusters[ident] for ident in alone} == {ident: ident for ident in alone}
    kinds = {other: kind for other, kind, _ in found["source"].relations}
    assert kinds["same"] == "exact"
    assert kinds["cut"] == "contains"
    assert {other: kind for other, kind, _ in found["cut"].relations}["source"] == "part-of"
    assert {other: kind for other, kind, _ in found["monday"].relations} == {"friday": "template-of"}


@settings(max_examples=8)
@given(seed=st.integers(0, 1000))
def test_any_order_gives_the_same_answers(seed: int) -> None:
    shuffled = random.Random(seed).sample(TEXTS, len(TEXTS))
    assert {f.id: f for f in related(shuffled)} == {f.id: f for f in related(TEXTS)}


def test_a_text_that_stands_in_hundreds_of_places_is_one_family() -> None:
    many = [document(f"copy-{n}", [f"{n} {POSTS[0][0]}", *POSTS[0][1:]]) for n in range(120)]
    assert {f.cluster for f in related(many)} == {"copy-0"}


def test_what_memory_does_not_hold_changes_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    expected = related(TEXTS)
    monkeypatch.setattr(Spill, "_HELD", 10)
    for name in ("_DOCUMENTS", "_PAIRS", "_PREPARED"):
        monkeypatch.setattr(bulk_module, name, 2)
    assert related(TEXTS) == expected
    spill = Spill(tmp_path, "rows", columns=2)
    for n in range(30):
        spill.add(np.arange(n), np.full(n, n))
    parts = list(spill.parts())
    assert sorted(map(tuple, np.concatenate(parts).tolist())) == sorted((m, n) for n in range(30) for m in range(n))
    firsts = [set(part[:, 0].tolist()) for part in parts]
    assert not any(one & other for one, other in combinations(firsts, 2))
    assert list(tmp_path.iterdir()) == []


def test_holders_of_one_value_are_paired_and_of_a_common_one_the_next_ones() -> None:
    values = np.repeat([3, 5, 9], [3, 30, 1])
    ranks = np.array([1, 4, 6, *range(30), 2])
    pairs = [pair for a, b in neighbours(values, ranks) for pair in zip(a.tolist(), b.tolist(), strict=True)]
    assert sorted(pairs) == sorted([(1, 4), (1, 6), (4, 6), *((n, n + 1) for n in range(29))])


@pytest.mark.parametrize(
    "text",
    [
        "東京の港は月曜日の朝から閉鎖されている。市の担当者は、嵐で壊れた防波堤の点検が終わるまで再開しないと話した。漁師たちは補償を求めている。",
        "أغلق ميناء المدينة صباح الاثنين بعد عاصفة قوية ألحقت أضرارا بالرصيف الرئيسي. "
        "وقال مسؤول في البلدية إن الإصلاحات ستستغرق أسبوعين على الأقل وإن العبارات ستنطلق من رصيف مؤقت.",
    ],
)
def test_scripts_without_spaces_and_from_right_to_left(text: str) -> None:
    other = document("b", [f"…{text}\u200f ", "!"])
    one, two = related([document("a", [text]), other])
    assert one.cluster == two.cluster == "a"


def newscrawl(*arguments: str) -> Result:
    return CliRunner().invoke(build(["dedup"]), ["dedup", *arguments])


def lines(texts: Sequence[Document]) -> bytes:
    rows = [{"id": t.id, "title": t.title, "paragraphs": t.paragraphs, "lang": t.lang} for t in texts]
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_the_command_answers_line_by_line(pack: object, tmp_path: Path) -> None:
    path = tmp_path / "texts"
    path.write_bytes(pack(lines(TEXTS)))  # type: ignore[operator]
    done = newscrawl(str(path), "--work", str(tmp_path))
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0
    assert [row["id"] for row in rows] == [text.id for text in TEXTS]
    assert rows[2]["relations"][0].keys() == {"id", "kind", "score"}
    assert list(tmp_path.iterdir()) == [path]


def test_lines_that_can_not_be_read_are_told_and_the_others_answered(tmp_path: Path) -> None:
    good = lines(TEXTS[:1])
    bad = [b"{", b"[]", b'{"id": null, "paragraphs": []}', b'{"id": "x", "paragraphs": "text"}', good.strip()]
    path = tmp_path / "texts.jsonl"
    path.write_bytes(good + b"\n".join(bad))
    done = newscrawl(str(path))
    assert done.exit_code == 1
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["source"]
    for number, reason in ((2, "no JSON"), (3, "no object"), (4, '"id"'), (5, '"paragraphs"'), (6, "given before")):
        assert f"line {number} left out: " in done.stderr
        assert reason in done.stderr


def test_a_file_that_is_missing_or_broken_is_an_error(tmp_path: Path) -> None:
    assert isinstance(newscrawl(str(tmp_path / "none")).exception, NewscrawlError)
    path = tmp_path / "broken.gz"
    path.write_bytes(gzip.compress(lines(TEXTS))[:200])
    assert "broken gzip data" in str(newscrawl(str(path)).exception)


def test_what_a_site_prints_under_all_its_texts_is_set_aside() -> None:
    notice = " ".join(POSTS[9][:5])

    def page(number: int, site: str | None) -> Document:
        lines = (*POSTS[number], notice)
        return Document(id=f"{site}-{number}", paragraphs=lines, site=site, url=None, date=None)

    of_site = [page(number, "post") for number in range(6)]
    elsewhere = [page(number, None) for number in range(6)]
    copy = document("copy", POSTS[0])
    found = {f.id: f for f in related([*of_site, copy])}
    assert {i: [other for other, _, _ in f.relations] for i, f in found.items() if f.relations} == {
        "post-0": ["copy"],
        "copy": ["post-0"],
    }
    assert any(f.relations for f in related(elsewhere))
    assert {f.id: f for f in related([copy, *of_site[::-1]])} == found
