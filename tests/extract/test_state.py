"""Texts that only the page's scripts hold."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.extract import extract_article, parse
from newscrawl.extract.state import state_paragraphs

TITLE = "Lighthouse keeper retires after forty years on the rock"
TEXT = [
    "The last keeper of the northern light climbed its 212 steps for the last time on Sunday, in rain and wind.",
    "He had come to the rock as a young man and stayed, he said, because the coffee was good and the view was better.",
    "From today the lamp is watched from the mainland, where a screen shows whether it burns and how it turns.",
    "The tower is to become a museum, which the island's council has asked for since the pilots' house was closed.",
]
HTML = "".join(f"<p>{line}</p>" for line in TEXT)
OTHER = "".join(f"<p>{line[n:]} {line[::-1]}</p>" for n, line in enumerate(TEXT, start=5))


def article(**more: Any) -> dict[str, Any]:
    return {"props": {"page": {"article": {"id": 7, "headline": TITLE, **more}}}}


def next_data(state: Any) -> str:
    return f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(state)}</script>'


def assigned(state: Any) -> str:
    return f"<script>window.dataLayer=[];window.__PRELOADED_STATE__ = {json.dumps(state)};boot()</script>"


def parsed(state: Any) -> str:
    return f"<script>window.__STATE__ = JSON.parse({json.dumps(json.dumps(state))});</script>"


def pushed(state: Any) -> str:
    return f"<script>(self.__q=self.__q||[]).push({json.dumps(state).replace('<', chr(92) + 'u003c')})</script>"


def body(script: str, shown: str = "") -> list[str]:
    html = (
        f"<html lang=en><head><title>{TITLE} | The Tide</title></head><body><div id=root><h1>{TITLE}</h1>{shown}</div>"
        f"{script}</body></html>"
    )
    return extract_article(parse(html)).body.splitlines()


@pytest.mark.parametrize("form", [next_data, assigned, parsed, pushed])
def test_html_in_a_state_is_read_whatever_the_form_of_the_script(form: Any) -> None:
    assert body(form(article(bodyHtml=HTML))) == TEXT


def test_paragraph_objects_are_joined_and_links_to_other_articles_among_them_left_out() -> None:
    blocks: list[dict[str, Any]] = [{"type": "paragraph", "content": {"text": line}} for line in TEXT]
    blocks.insert(2, {"type": "related", "content": {"title": "Another rock, another keeper", "url": "/2"}})
    assert body(next_data(article(blocks=blocks))) == TEXT


def test_runs_of_formatted_words_are_one_paragraph() -> None:
    blocks = [
        {"type": "p", "children": [{"type": "text", "text": line[:20]}, {"type": "b", "text": line[20:]}]}
        for line in TEXT
    ]
    assert body(next_data(article(body=blocks))) == TEXT


def test_pictures_and_their_captions_are_no_paragraphs() -> None:
    figure = '<figure><img src="/1.jpg"><figcaption>The tower</figcaption></figure><div class="caption">By night</div>'
    assert body(assigned(article(bodyHtml=HTML + figure))) == TEXT


def test_another_article_s_text_is_not_taken() -> None:
    other = {"recommended": {"article": {"headline": "The baker's oven", "bodyHtml": OTHER}}}
    assert body(next_data(other)) == []


def test_the_text_that_belongs_to_the_page_wins_over_a_longer_one() -> None:
    state = {"all": [{"headline": "The baker's oven", "bodyHtml": OTHER}, {"headline": TITLE, "bodyHtml": HTML}]}
    assert body(next_data(state)) == TEXT


def test_a_stub_shows_which_text_is_the_page_s() -> None:
    state = {"a": {"t": "unnamed", "bodyHtml": HTML}, "b": {"bodyHtml": OTHER}}
    assert body(next_data(state), shown=f"<article><p>{TEXT[0]}</p></article>") == TEXT


def test_code_and_short_values_are_no_text() -> None:
    code = "var a={b:[1,2,3]};function c(d){return d[0]|d[1];}" * 20
    assert body(next_data(article(script=code, note="Only a note."))) == []


def test_the_tree_wins_over_a_state_that_holds_little_more() -> None:
    assert (
        body(next_data(article(bodyHtml=HTML + "<p>A line for the app.</p>")), shown=f"<article>{HTML}</article>")
        == TEXT
    )


def test_an_article_below_the_page_s_is_not_the_page_s() -> None:
    more = [{"headline": "The baker's oven", "bodyHtml": OTHER}]
    assert body(next_data(article(bodyHtml=HTML, more=more))) == TEXT


@pytest.mark.parametrize(
    "script",
    [
        "<script>var a = " + "[" * 100_000 + "</script>",
        "<script>var a = " + "{" * 100_000 + "</script>",
        "<script type=application/json>" + '{"a":' * 100_000 + "</script>",
        "<script>" + "={" * 50_000 + "</script>",
        "<script>JSON.parse(" + '"' * 50_000 + "</script>",
    ],
)
def test_hostile_scripts_are_no_text(script: str) -> None:
    assert body(script) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.text(max_size=400),
    lambda v: st.lists(v, max_size=4) | st.dictionaries(st.text(), v, max_size=4),
)


@given(JSON)
def test_any_state_is_read_without_failure(state: Any) -> None:
    document = parse(f"<html><body><p>x</p>{next_data(state)}</body></html>")
    assert all(isinstance(line, str) and line for line in state_paragraphs(document, ["lighthousekeeper"], []))
