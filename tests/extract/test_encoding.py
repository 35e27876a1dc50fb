"""Text that was encoded twice is repaired where that is certain, and nothing else is touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.extract.encoding import decode

RIGHT = "Für die Häfen gilt: „Größe“ ist nicht alles – sagt die Behörde."


def twice(text: str) -> bytes:
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode()).encode()


@pytest.mark.parametrize(
    "text", [RIGHT, "Ça été décidé à l’été", "Żółć i źdźbło na łące", "Гавань закрыта из-за шторма"]
)
def test_text_encoded_twice_is_repaired(text: str) -> None:
    assert decode(twice(text)) == (text, "utf-8")


@pytest.mark.parametrize("text", [RIGHT, "UTF-8 as Latin: Ã¼, Ã¤, Ã¶ are ü, ä, ö", "Â© 2024", "SÃO PAULO, CÂMARA"])
def test_other_text_is_left_alone(text: str) -> None:
    assert decode(text.encode()) == (text, "utf-8")


def test_a_page_with_one_right_character_is_left_alone() -> None:
    page = twice(RIGHT) + "ü".encode()
    assert decode(page)[0] == page.decode()


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\ufeff")))
def test_any_text_encoded_once_is_read_as_it_is_or_was_surely_twice(text: str) -> None:
    found, _ = decode(text.encode())
    assert found == text or twice(found) == text.encode()
