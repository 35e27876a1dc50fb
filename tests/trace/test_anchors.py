"""Anchors: keys that a translation leaves alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.trace.anchors import MOST, anchors, consonants, number_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1,660 miles", "1.660 Meilen"),
        ("1,660 miles", "1 660 миль"),
        ("2.75 million", "2,75 Mio."),
        ("1.5 million", "150万"),
        ("in 1998", "في ١٩٩٨"),
        ("in 1998", "１９９８年"),
        ("20,000 people", "2万人"),
    ],
)
def test_numbers_agree_across_locales(one: str, other: str) -> None:
    numbers = [{key for key in anchors(text) if key[0] == "#"} for text in (one, other)]
    assert numbers[0] == numbers[1] != set()


@pytest.mark.parametrize(("one", "other"), [("1,660", "1,661"), ("20,000", "2,000"), ("2.75", "2.57")])
def test_different_numbers_differ(one: str, other: str) -> None:
    assert number_key(one) != number_key(other)


@pytest.mark.parametrize("written", ["5", "0", "0.00", "007"])
def test_one_digit_is_no_anchor(written: str) -> None:
    assert number_key(written) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Trump", "Трамп"),
        ("Trump", "ترامب"),
        ("Trump", "トランプ"),
        ("Solheim", "Сольхейм"),
        ("Castelmora", "Кастельмора"),
        ("Papadopoulos", "Παπαδόπουλος"),
        ("Shevchenko", "Шевченко"),
    ],
)
def test_names_agree_across_scripts(one: str, other: str) -> None:
    assert set(anchors(one)) & set(anchors(other))


def test_other_names_do_not() -> None:
    assert not set(anchors("Castelmora")) & set(anchors("Обервальд"))


def test_cognates_and_inflected_names_agree() -> None:
    assert "=presid" in set(anchors("presidency")) & set(anchors("presidente"))
    assert "~mntl" in set(anchors("Mandelovi")) & set(anchors("Mandela"))


def test_ideographs_are_no_names() -> None:
    assert anchors("市长宣布计划") == []


def test_keys_of_a_sentence_are_limited() -> None:
    assert len(anchors(" ".join(f"word{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(600)))) == MOST


@given(st.text(max_size=200))
def test_any_text_has_keys_of_three_kinds(text: str) -> None:
    found = anchors(text)
    assert len(set(found)) == len(found)
    assert all(key[0] in "#=~" and len(key) > 2 for key in found)


@given(st.from_regex(r"[a-z]{1,20}", fullmatch=True))
def test_doubled_letters_sound_the_same(word: str) -> None:
    assert consonants(word + word[-1]) == consonants(word)
