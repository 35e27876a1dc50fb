"""The measures of the extraction benchmark, and peers that can't be had."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import measures
from bench.peers import Unavailable, environment

TEXT = "The harbour was closed on Monday\nShips were sent to the northern ports"


def test_a_text_is_worth_what_its_shingles_share() -> None:
    half = TEXT.splitlines()[0]
    assert measures.body_f1([measures.body_counts({"body": TEXT}, TEXT)]) == 1.0
    assert measures.body_f1([measures.body_counts({"body": TEXT}, "")]) == 0.0
    right, wrong, missing = measures.body_counts({"body": TEXT}, half)
    assert (right, wrong, missing) == (3, 0, 7)


def test_an_optional_paragraph_costs_nothing_where_it_is_left_out() -> None:
    first, second = TEXT.splitlines()
    gold = {"body": TEXT, "optional": [second]}
    assert measures.body_counts(gold, first) == (3, 0, 0)
    assert measures.body_counts(gold, TEXT) == measures.body_counts({"body": TEXT}, TEXT)


def test_captions_are_matched_once() -> None:
    counts = [measures.caption_counts(["Waves break over the wall", "The port"], ["Waves break over the wall"] * 2)]
    assert counts == [(1, 1, 1)]
    assert measures.micro_f1(counts) == 0.5


@pytest.mark.parametrize(
    ("wanted", "given", "same"),
    [
        ("2024-06-20T23:30:00+02:00", "2024-06-20", True),
        ("2024-06-20T01:00:00+02:00", "2024-06-19T23:00:00+00:00", True),
        ("2024-06-20", "2024-06-21T00:10:00", False),
        ("2024-06-20", None, False),
        ("2024-06-20", "yesterday", False),
    ],
)
def test_days(wanted: str, given: str | None, same: bool) -> None:
    assert measures.same_day(wanted, given) is same


def test_words_and_names() -> None:
    assert measures.same_words("Storm – closes «harbour»", "storm closes harbour")
    assert not measures.same_words("Storm closes harbour", "Storm closes port")
    assert measures.same_names(["Ann Example", "dpa"], ["DPA", "Ann Example"])
    assert not measures.same_names(["Ann Example"], ["Ann Example", "dpa"])


def test_an_unknown_peer_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="unknown"):
        environment("no-such-extractor", tmp_path)
