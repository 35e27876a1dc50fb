"""Every credit can be checked later: its quote stands at its locator."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.extract.document import Document, parse, text_at
from newscrawl.trace import read_credits
from tests.trace.pages import PROSE, page
from tests.trace.seed import seed_page
from tests.trace.test_images import FIGURES
from tests.trace.test_publishers import NOTICES
from tests.trace.test_text_credits import BYLINES, CLOSINGS, DATELINES

TAGS = (
    "<p>",
    "</p>",
    "<div class=author>",
    "</div>",
    "<br>",
    "<a href=/author/dpa>",
    "</a>",
    "<h1>",
    "</h1>",
    "<small>",
)


def check(document: Document) -> int:
    credits = read_credits(document)
    for credit in credits:
        assert text_at(document, credit.locator) == credit.quote, credit
    return len(credits)


@pytest.mark.parametrize("kept", [True, False])
def test_quotes_of_the_copied_page_stand_at_their_locators(kept: bool) -> None:
    assert check(parse(seed_page(kept=kept, credit_first=True), url="https://copyblatt.example/a")) >= 5


@settings(max_examples=60)
@given(
    first=st.sampled_from([f for f, _ in DATELINES]),
    head=st.lists(st.sampled_from([b for b, _ in BYLINES]), max_size=3),
    middle=st.lists(st.sampled_from([f for f, _ in FIGURES]), max_size=3),
    closing=st.lists(st.sampled_from([c for c, _ in (*CLOSINGS, *NOTICES)]), max_size=3),
)
def test_quotes_stand_at_their_locators(first: str, head: list[str], middle: list[str], closing: list[str]) -> None:
    assert check(page(first=first, head="".join(head), middle="".join(middle), closing="".join(closing))) >= 1


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from((*TAGS, "(dpa) - ", " Von dpa", " Quelle: dpa/gem", " © AFP", f"{PROSE[0]} ", f"{PROSE[1]} ")),
        max_size=40,
    )
)
def test_broken_markup_raises_nothing_and_keeps_locators_true(pieces: list[str]) -> None:
    check(parse(f"<html><body>{''.join(pieces)} .</body></html>", url="https://blatt.example/a"))


def test_reading_twice_gives_the_same() -> None:
    html = seed_page(kept=True, credit_first=False)
    assert read_credits(parse(html)) == read_credits(parse(html))


@pytest.mark.parametrize("piece", ["(", "/", "Quelle: ", "a ", "<div>", "© ", "dpa ", "A. ", "——", "<b>"])
def test_long_monotonous_pages_are_read(piece: str) -> None:
    document = parse(f"<html><body><article><h1>A</h1><p>{piece * 20000}</p></article></body></html>")
    check(document)
