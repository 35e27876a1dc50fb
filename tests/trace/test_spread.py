"""An encoder in several processes gives what it gives in one, whatever becomes of them."""

from __future__ import annotations

import logging
import os
import signal

import numpy as np
import pytest

from newscrawl.trace import spread
from newscrawl.trace.encoder import NoEncoder, Vectors, quantise
from newscrawl.trace.spread import Spread

SENTENCES = [f"Sentence {number} of many." for number in range(700)]


class Letters:
    """Counts letters, in a model of its own; says in which process."""

    name, version, dimensions, languages = "letters", "1", 6, frozenset({"en"})

    def encode(self, texts: list[str]) -> Vectors:
        if "die" in texts and os.getpid() != int(os.environ["PYTEST_RUN"]):
            os.kill(os.getpid(), signal.SIGKILL)
        counts = [[len(text), text.count("e"), text.count("1"), 0, 0, 0] for text in texts]
        vectors = quantise(np.array(counts, np.float32).reshape(-1, 6))
        vectors[:, 3:] = process()
        return vectors


def process() -> tuple[int, ...]:
    """This process in bytes of seven bits."""
    return tuple(os.getpid() >> bits & 127 for bits in (14, 7, 0))


def by(vectors: Vectors) -> set[tuple[int, ...]]:
    """The processes that made them."""
    return set(map(tuple, vectors[:, 3:].tolist()))


@pytest.fixture(autouse=True)
def parent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_RUN", str(os.getpid()))
    monkeypatch.setattr(spread, "_AT_ONCE", 50)


def test_many_texts_are_shared_out_and_come_back_in_order() -> None:
    one, two = Letters().encode(SENTENCES), Spread(Letters(), 2).encode(SENTENCES)
    assert (one[:, :3] == two[:, :3]).all()
    assert process() not in by(two)


def test_few_texts_and_one_process_begin_no_others() -> None:
    assert by(Spread(Letters(), 2).encode(SENTENCES[:60])) == {process()}
    assert by(Spread(Letters(), 1).encode(SENTENCES)) == {process()}


def test_sentences_of_copies_are_encoded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spread, "_REMEMBERED", 4)
    encoder = Letters()
    asked: list[str] = []
    monkeypatch.setattr(encoder, "encode", lambda texts: [asked.extend(texts), Letters().encode(texts)][1])
    twice = Spread(encoder, 1)
    for texts in (["a", "b", "a"], ["c", "a", "dd"], ["e", "a", "b"], ["a", "e"]):
        assert (twice.encode(texts) == Letters().encode(texts)).all()
    assert asked == ["a", "b", "c", "dd", "e", "a"], "four are remembered, of which the oldest goes first"


def test_it_is_the_encoder_it_spreads() -> None:
    spread_out = Spread(NoEncoder(), 2)
    assert (spread_out.name, spread_out.dimensions) == ("none", 0)
    assert spread_out.encode([]).shape == (0, 0)


def test_a_process_that_dies_costs_no_text(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        found = Spread(Letters(), 2).encode([*SENTENCES, "die"])
    assert (found[:-1, :3] == Letters().encode(SENTENCES)[:, :3]).all()
    assert "died" in caplog.text


def test_without_shared_memory_it_goes_on_alone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(spread, "ProcessPoolExecutor", refused)
    with caplog.at_level(logging.WARNING):
        assert by(Spread(Letters(), 2).encode(SENTENCES)) == {process()}
    assert "No such file" in caplog.text
