"""Sentences: where they end, which paragraphs are prose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.trace.sentences import LONGEST, MOST, is_prose, split, split_article


@pytest.mark.parametrize(
    ("language", "paragraph", "expected"),
    [
        ("en", "Dr. Ann Lowe left at 5 p.m. yesterday with J. Brook. The U.S. Army stayed where it was.", 2),
        ("en", "Nobody told the crew that day. “We were never asked,” he said. “Nor was she asked about it.”", 3),
        ("de", "Der Umzug begann am 24. Juli vor dem Rathaus. Rund 300 Menschen kamen, z.B. aus Graz.", 2),
        ("en", "He was born on day 24. July was cold and very rainy all the way.", 2),
        ("zh", "市长在星期四的记者会上宣布了这项计划。反对派议员要求重新审查所有预算。", 2),
        ("ja", "知事は木曜日の会見で計画を発表した。「住民の意見を聞いてほしい」と反対派は述べた。", 2),
        ("ru", "В 2019 г. завод закрыли на ремонт. Рабочие получили 3 млн. рублей за простой.", 2),
    ],
)
def test_sentences_end_where_they_end(language: str, paragraph: str, expected: int) -> None:
    assert len(split(paragraph, language)) == expected


def test_a_short_sentence_joins_the_one_before() -> None:
    assert split("The vote was held in the evening. They lost.", "en") == [
        "The vote was held in the evening. They lost."
    ]


@pytest.mark.parametrize(
    "paragraph",
    [
        "The ferry sank within minutes off the southern coast.",
        "„Wir haben davon nichts gewusst“, sagte der Bürgermeister.",
        "„Davon haben wir alle nichts gewusst und nichts gehört.“",
        "渡轮在南部海岸附近几分钟内沉没。",
    ],
)
def test_prose(paragraph: str) -> None:
    assert is_prose(paragraph)


@pytest.mark.parametrize(
    "paragraph",
    [
        "A ferry off the southern coast in a photograph of 2019",
        "Too short.",
        "We use cookies to personalise what you see on this site.",
        "Abonnieren Sie unseren Newsletter mit den Nachrichten des Tages.",
        "Siehe auch: Fähre vor der Küste gesunken",
    ],
)
def test_no_prose(paragraph: str) -> None:
    assert not is_prose(paragraph)


def test_a_long_report_about_cookies_is_prose() -> None:
    assert is_prose("The commission wants to ban cookies that follow users across sites. " * 4)


def test_where_nothing_looks_like_prose_all_paragraphs_count() -> None:
    found = split_article(["A ferry sank off the southern coast on Monday night", "x"], "en")
    assert [(sentence.paragraph, sentence.text) for sentence in found] == [
        (0, "A ferry sank off the southern coast on Monday night")
    ]


def test_sentences_know_their_paragraph() -> None:
    prose = "The ferry sank within minutes off the southern coast."
    found = split_article(["Photo: Agency", prose, f"{prose} {prose}"], "en")
    assert [sentence.paragraph for sentence in found] == [1, 2, 2]


def test_a_text_without_end_is_limited() -> None:
    endless = ["The ferry sank within minutes off the southern coast. " * 3000, "word " * 100_000 + "."]
    found = split_article(endless, "en")
    assert len(found) == MOST
    assert max(len(sentence.text) for sentence in found) <= LONGEST


@given(st.text(max_size=400), st.sampled_from(["en", "de", "zh", None]))
def test_nothing_is_lost(text: str, language: str | None) -> None:
    assert "".join("".join(split(text, language)).split()) == "".join(text.split())
