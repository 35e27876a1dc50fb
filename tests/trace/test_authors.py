"""Bylines part by part: who is a person, with which role, and what is an agency, an outlet or a desk."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.extract import extract_article, parse
from newscrawl.extract.text import key
from newscrawl.trace import authors_of


def read(*bylines: str, site: str | None = None) -> list[tuple[str, str, str | None]]:
    return [(a.name, str(a.kind), a.role) for a in authors_of(bylines, site)]


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        (
            "Von Max Muster, Korrespondent in Berlin (dpa)",
            [("Max Muster", "person", "Korrespondent in Berlin"), ("dpa", "agency", None)],
        ),
        ("By ANN BELL, AP Auto Writer", [("ANN BELL", "person", "AP Auto Writer")]),
        ("Ann Bell Political Reporter", [("Ann Bell", "person", "Political Reporter")]),
        ("Jo Quay and Cy Pier", [("Jo Quay", "person", None), ("Cy Pier", "person", None)]),
        ("Jo Quay, Reuters", [("Jo Quay", "person", None), ("Reuters", "agency", None)]),
        ("Le Figaro avec AFP", [("Le Figaro", "outlet", None), ("AFP", "agency", None)]),
        ("Anna Kai, mit dpa", [("Anna Kai", "person", None), ("dpa", "agency", None)]),
        ("AFP/Reuters", [("AFP", "agency", None), ("Reuters", "agency", None)]),
        ("Wirtschaftsredakteurin Lena van der Mole", [("Lena van der Mole", "person", "Wirtschaftsredakteurin")]),
        ("Par Léa Port (envoyée spéciale)", [("Léa Port", "person", "envoyée spéciale")]),
        ("Por María Muelle, corresponsal", [("María Muelle", "person", "corresponsal")]),
        ("홍부두 기자", [("홍부두", "person", "기자")]),
        ("记者 王码头", [("王码头", "person", "记者")]),
        ("Online-Redaktion", [("Online-Redaktion", "desk", None)]),
        ("Harbour Post Staff", [("Harbour Post Staff", "desk", None)]),
        ("agencias", [("agencias", "agency", None)]),
        ("mku", [("mku", "initials", None)]),
        ("hafenpost.example", [("hafenpost.example", "outlet", None)]),
        ("Muster, Max", [("Muster, Max", "person", None)]),
        ("https://port.example/ann", [("https://port.example/ann", "unknown", None)]),
    ],
)  # fmt: skip
def test_the_parts_of_a_byline(byline: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert read(byline) == expected


def test_ids_of_agencies_and_the_byline_as_written() -> None:
    ann, dpa = authors_of(["By Ann Bell, AP Auto Writer (dpa)"])
    assert (ann.agency, dpa.agency) == ("ap", "dpa")
    assert ann.byline == "By Ann Bell, AP Auto Writer (dpa)"


def test_the_site_itself_is_an_outlet() -> None:
    assert read("Harbour Times", site="Harbour Times") == [("Harbour Times", "outlet", None)]


def test_a_name_counts_once_and_takes_the_role_of_its_second_byline() -> None:
    assert read("Ann Bell", "Ann Bell, Reporter", "Cy Pier") == [
        ("Ann Bell", "person", "Reporter"),
        ("Cy Pier", "person", None),
    ]


def test_bylines_are_read_as_they_stand_on_the_page() -> None:
    page = '<h1>Harbour closed</h1><p class="byline">Von Max Muster, Korrespondent in Berlin (dpa)</p><p>Text.</p>'
    article = extract_article(parse(page))
    assert article.bylines == ("Von Max Muster, Korrespondent in Berlin (dpa)",)
    assert [a.name for a in authors_of(article.bylines)] == ["Max Muster", "dpa"]


@given(st.lists(st.text(max_size=120), max_size=4))
def test_any_text_can_be_read_and_nothing_is_invented(bylines: list[str]) -> None:
    for author in authors_of(bylines):
        assert key(author.name)
        assert key(author.name) in key(author.byline)
