"""Sentences are found again in the body that they were taken from."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from newscrawl.trace.sentences import split_article
from newscrawl.trace.spans import spans


def test_each_sentence_is_found_at_its_place() -> None:
    body = (
        "Der Hafen von Mellum ist seit Montag gesperrt.  Ein Frachter\u00a0liegt quer.\n"
        "Mehr zum Thema\n"
        "Der Hafen von Mellum ist seit Montag gesperrt. Das sagte die Hafenmeisterin am Abend der Zeitung."
    )
    sentences = split_article(body.split("\n"), "de")
    found = [body[start:end] for start, end in spans(body, sentences)]
    assert [" ".join(text.split()) for text in found] == [s.text for s in sentences]
    assert len(found) == 3
    assert spans(body, sentences)[1][0] > body.index("Mehr zum Thema")


WORDS = st.text(alphabet="aбc漢 .!?。\t\u00a0", min_size=20, max_size=200)


@given(paragraphs=st.lists(WORDS, max_size=5))
def test_whatever_the_text_spans_hold_their_sentences_in_order(paragraphs: list[str]) -> None:
    body = "\n".join(paragraphs)
    sentences = split_article(body.split("\n"))
    found = spans(body, sentences)
    assert ["".join(body[a:b].split()) for a, b in found] == ["".join(s.text.split()) for s in sentences]
    assert found == sorted(found)
