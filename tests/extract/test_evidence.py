"""Lines of the text and lines that only stand near it."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.extract import extract_article, parse
from newscrawl.extract.blocks import blocks_of
from newscrawl.extract.evidence import features, likely

TEXT = [
    "The harbour board decided on Monday to dredge the eastern channel before the ferries return in the spring.",
    "Fishermen had complained since autumn that their boats touch the ground at low water near the old mole.",
    '"We can not wait for another storm to do the work for us", said the harbour master, who has served since 1998.',
    "The work is to cost four million and will take eleven weeks, during which the channel stays open at night only.",
    "A report on the sand that is taken out, and on where it may be put, is expected from the university in June.",
]
LETTER = [
    "The Morning Wave",
    "Sign up and get the best of the coast in your inbox every day",
    "Thanks for signing up!",
    "There was an error with your e-mail address",
]


def page(after: str = "", inside: str = "") -> str:
    text = "".join(f"<p>{line}</p>" for line in TEXT)
    return (
        "<html lang=en><head><title>Board to dredge the channel</title></head><body><main><article>"
        f"<h1>Board to dredge the channel</h1><div class=x1>{text}{inside}</div>{after}</article></main></body></html>"
    )


def judged(lines: list[str], html: str, declared: str = "") -> list[str]:
    return likely(lines, blocks_of(parse(html).root), declared)


def test_a_form_for_letters_below_the_text_is_left_out() -> None:
    box = "".join(f"<div><div><div><p>{line}</p></div></div></div>" for line in LETTER)
    assert judged(TEXT + LETTER, page(f"<div>{box}</div>")) == TEXT


def test_teasers_below_the_text_are_left_out() -> None:
    heads = [f"Ferry number {n} is late again and nobody knows the reason" for n in range(4)]
    cards = "".join(f"<div><div><a href=/{n}><h4>{line}</h4></a></div></div>" for n, line in enumerate(heads))
    assert judged(TEXT + heads, page(f"<section><div>{cards}</div></section>")) == TEXT


def test_short_paragraphs_and_subheads_of_the_text_stay() -> None:
    inside = ["What it costs", "Nobody objected.", "Is that enough?"]
    html = page(inside=f"<h2>{inside[0]}</h2><p>{inside[1]}</p><p>{inside[2]}</p><p>{TEXT[0][:-1]} again.</p>")
    lines = [*TEXT, *inside, f"{TEXT[0][:-1]} again."]
    assert judged(lines, html) == lines


def test_a_list_in_the_text_stays() -> None:
    items = [f"Section {n} of the channel, from the mole to buoy {n + 4}" for n in range(3)]
    html = page(inside="<ul>" + "".join(f"<li>{item}</li>" for item in items) + f"</ul><p>{TEXT[1][:-1]} here.</p>")
    lines = [*TEXT, *items, f"{TEXT[1][:-1]} here."]
    assert judged(lines, html) == lines


def test_a_sentence_that_names_a_newsletter_stays_in_the_text() -> None:
    line = "The board wrote in its newsletter that the dredger would come from abroad, as none is free in the country."
    assert judged([*TEXT, line], page(inside=f"<p>{line}</p>")) == [*TEXT, line]


def test_the_whole_article_is_judged() -> None:
    box = "".join(f"<div><div><div><p>{line}</p></div></div></div>" for line in LETTER)
    assert extract_article(parse(page(f"<div>{box}</div>"))).body.splitlines() == TEXT


def test_where_hardly_anything_would_be_left_all_stays() -> None:
    links = [f"Address {n}" for n in range(6)]
    html = "<ul>" + "".join(f"<li><a href=/{n}>{line}</a></li>" for n, line in enumerate(links)) + "</ul>"
    assert judged(links, html) == links


def test_declared_text_speaks_for_its_lines_only() -> None:
    blocks = blocks_of(parse(page()).root)
    declared = "".join(line.casefold() for line in TEXT[:4])
    declared = "".join(filter(str.isalnum, declared))
    found = features(TEXT, blocks, declared)
    assert ["declared" in one for one in found] == [True] * 4 + [False]
    assert ["undeclared" in one for one in found] == [False] * 4 + [True]
    assert not any({"declared", "undeclared"} & set(one) for one in features(TEXT, blocks, "tooshort"))


def test_every_feature_has_a_weight_and_every_weight_a_feature() -> None:
    data = tomllib.loads(resources.files("newscrawl.extract").joinpath("data/line_weights.toml").read_text("utf-8"))
    blocks = blocks_of(parse(page()).root)
    declared = "".join(filter(str.isalnum, "".join(TEXT[:4]).casefold()))
    named = {name for one in features([*TEXT, "Not on the page"], blocks, declared) for name in one}
    assert named == set(data["weights"])
    assert 0 < data["threshold"] < 1


@pytest.mark.parametrize("lines", [[], ["Nothing of this is on the page"]])
def test_lines_that_no_block_holds_are_no_failure(lines: list[str]) -> None:
    assert judged(lines, page()) == lines


@given(st.lists(st.text(min_size=1, max_size=30).filter(lambda t: any(map(str.isalnum, t))), max_size=12))
def test_what_stays_keeps_its_order(lines: list[str]) -> None:
    kept = iter(lines)
    assert all(line in kept for line in judged(lines, page()))
