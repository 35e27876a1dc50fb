"""Equal words have equal fingerprints, other words have others."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.dedup.exact import content_hash, fingerprint, matches
from newscrawl.items import Fingerprint

WORDS = st.lists(
    st.text(st.characters(categories=("Ll", "Lu", "Nd")), min_size=1, max_size=8), min_size=30, max_size=60
)
SPACES = st.sampled_from((" ", "\n", "\t", "\u00a0", "  \n", ", ", " – "))


@given(WORDS, SPACES, st.sampled_from(("NFC", "NFD")))
def test_white_space_punctuation_and_unicode_form_do_not_matter(words: list[str], space: str, form: str) -> None:
    text = " ".join(words)
    changed = unicodedata.normalize(form, space.join(words))  # type: ignore[arg-type]
    assert fingerprint(text) == fingerprint(changed)


@given(WORDS)
def test_letter_case_does_not_matter(words: list[str]) -> None:
    text = " ".join(words)
    assert fingerprint(text) == fingerprint(text.casefold())


@given(WORDS, st.integers(min_value=0, max_value=29))
def test_another_word_is_another_text(words: list[str], place: int) -> None:
    other = [*words[:place], f"{words[place]}x", *words[place + 1 :]]
    assert fingerprint(" ".join(words)) != fingerprint(" ".join(other))


@pytest.mark.parametrize("body", ["", "Bitte akzeptieren Sie Cookies, um fortzufahren.", "wort " * 24, "新华社" * 19])
def test_stubs_prove_nothing(body: str) -> None:
    assert fingerprint(body) is None


@pytest.mark.parametrize("body", ["wort " * 25, "新华社" * 20])
def test_enough_words_or_characters_do(body: str) -> None:
    assert fingerprint(body) is not None


def test_matches_are_equal_values_of_the_same_method() -> None:
    mine = Fingerprint(method="exact", value="a")
    others = [
        (9, mine),
        (3, mine),
        (3, mine),
        (4, Fingerprint(method="exact", value="b")),
        (5, Fingerprint(method="near", value="a")),
    ]
    assert matches(mine, others) == (3, 9)


def test_a_version_is_told_by_every_character_of_title_and_body() -> None:
    assert content_hash("a", "b") == content_hash("a", "b")
    assert len({content_hash(t, b) for t, b in (("a", "b"), ("A", "b"), ("a", "b "), (None, "ab"), ("ab", ""))}) == 5
