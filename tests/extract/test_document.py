"""Parsing and places: whatever the bytes, what `locate` names `text_at` finds again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.errors import UnreadablePage
from newscrawl.extract import extract_article, parse, text_at, text_of
from newscrawl.extract.document import short_text_of
from newscrawl.extract.encoding import decode

TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="<>&"), max_size=30)
TAGS = st.sampled_from(["p", "div", "span", "b", "a", "li", "table", "td", "figcaption", "br", "h2", "section"])


@st.composite
def markup(draw: st.DrawFn) -> str:
    """Tags opened and closed as they come: badly nested more often than not."""
    pieces = draw(st.lists(st.one_of(TEXTS, TAGS.map("<{}>".format), TAGS.map("</{}>".format)), max_size=25))
    return "<html><body><p>start</p>" + "".join(pieces)


@given(markup())
def test_every_element_is_found_at_its_place(page: str) -> None:
    document = parse(page)
    for element in document.root.iter():
        if isinstance(element.tag, str):
            assert text_at(document, document.locate(element)) == text_of(element)


@given(markup(), st.integers(0, 40))
def test_a_short_text_is_the_whole_text_or_nothing(page: str, most: int) -> None:
    for element in parse(page).root.iter():
        text = text_of(element)
        assert short_text_of(element, most) == (text if len(text) <= most else "")


@given(markup(), st.integers(0, 20), st.integers(0, 20))
def test_spans_and_attributes_are_found_at_their_places(page: str, start: int, length: int) -> None:
    document = parse(page + '<img alt="Ein  Bild &amp; mehr">')
    body = document.root.find("body")
    image = next(document.root.iter("img"))
    assert (
        text_at(document, document.locate(body, span=(start, start + length))) == text_of(body)[start : start + length]
    )
    assert text_at(document, document.locate(image, "alt")) == "Ein Bild & mehr"


@given(st.binary(max_size=400))
def test_any_bytes_become_text(body: bytes) -> None:
    text, encoding = decode(body)
    assert isinstance(text, str)
    assert encoding


@given(st.binary(max_size=300))
def test_any_bytes_are_a_page_or_unreadable(body: bytes) -> None:
    try:
        document = parse(body)
    except UnreadablePage:
        return
    assert extract_article(document).body is not None


@given(markup())
def test_parsing_twice_gives_the_same_places(page: str) -> None:
    first, second = parse(page), parse(page)
    assert [first.locate(e) for e in first.root.iter()] == [second.locate(e) for e in second.root.iter()]


@pytest.mark.parametrize(
    ("encoding", "declared", "header", "text"),
    [
        (
            "cp1252",
            "utf-8",
            None,
            "Die Präsidentin von Österreich sagte am Dienstag, das Geld käme später – „ganz sicher“.",
        ),
        ("cp1252", "iso-8859-1", None, "Der Präsident sprach von „großen“ Übeln – mehr sagte er nicht."),
        ("cp1251", None, "text/html; charset=windows-1251", "Президент сказал во вторник, что деньги придут позже."),
        ("utf-8", "iso-8859-1", "text/html; charset=iso-8859-1", "Der Präsident sprach über große Übel."),
        ("gb18030", "gb2312", None, "总统星期二说，钱会晚些时候到，没有更多细节。"),
        ("shift_jis", None, "text/html; charset=x-sjis", "大統領は火曜日に会見し、詳細は後日発表すると述べた。"),
    ],
)
def test_wrong_and_missing_declarations(encoding: str, declared: str | None, header: str | None, text: str) -> None:
    meta = f'<meta charset="{declared}">' if declared else ""
    page = f"<html><head>{meta}</head><body><p>{text}</p></body></html>".encode(encoding)
    assert text_of(parse(page, content_type=header).root) == text


def test_a_byte_order_mark_wins_over_a_wrong_declaration() -> None:
    page = '<meta charset="utf-8"><p>Größe</p>'.encode("utf-16")
    assert text_of(parse(page).root) == "Größe"


def test_a_broken_byte_loses_no_other_text() -> None:
    page = '<meta charset="utf-8"><p>Größe und Übel'.encode() + b"\xff" + " überall</p>".encode()
    text = text_of(parse(page).root)
    assert text.startswith("Gr")
    assert "berall" in text


@pytest.mark.parametrize("body", [b"", b"   \n", "", "\x00\x01"])
def test_nothing_to_parse(body: bytes | str) -> None:
    with pytest.raises(UnreadablePage):
        parse(body)


@pytest.mark.parametrize(
    "page", ["<html></html>", "<p>", "nur ein Wort", "<!-- leer --><div>", "<body><script>var a = 1;</script>"]
)
def test_pages_without_text_give_an_article_without_text(page: str) -> None:
    article = extract_article(parse(page))
    assert article.body in ("", "nur ein Wort")
    assert article.title is None


@pytest.mark.parametrize("tag", ["div", "span", "font", "blockquote", "b", "figure", "ul><li", "table><tr><td"])
@pytest.mark.parametrize("closed", [True, False])
def test_deep_nesting_loses_no_text(tag: str, closed: bool) -> None:
    depth, name = 200_000, tag.split(">")[0]
    page = f"<p>Vorher steht ein ganzer Satz.</p>{f'<{tag}>' * depth}<p>Unten steht ein ganzer Satz.</p>"
    page += (f"</{name}>" * depth if closed else "") + "<p>Nachher steht ein ganzer Satz.</p>"
    document = parse(page)
    text = text_of(document.root)
    assert [word for word in ("Vorher", "Unten", "Nachher") if word not in text] == []
    last = next(e for e in document.root.iter("p") if text_of(e).startswith("Nachher"))
    assert text_at(document, document.locate(last)) == "Nachher steht ein ganzer Satz."


def test_deep_nesting_is_extracted() -> None:
    sentence = "Unten steht ein ganzer Satz, der zum Text der Seite gehört und lang genug ist."
    assert (
        sentence in extract_article(parse("<h1>Titel der Seite</h1>" + "<div>" * 200_000 + f"<p>{sentence}</p>")).body
    )


def test_scripts_are_no_text_and_words_of_blocks_are_parted() -> None:
    document = parse("<body><p>eins</p><p>zwei<br>drei</p><script>vier()</script><b>f</b>ünf</body>")
    assert text_of(document.root) == "eins zwei drei fünf"


def test_json_ld_with_slips_is_read_and_located() -> None:
    script = (
        '<script type="application/ld+json">// <![CDATA[\n{"author": [{"name": "Ann  Example",},]}\n// ]]></script>'
    )
    document = parse(script + "<p>Text</p>")
    (found,) = document.json_ld
    assert text_at(document, found.locator + "#/author/0/name") == "Ann Example"


@pytest.mark.parametrize("locator", ["/html/body/p[9]", "/html/body/p/@title", "/html/head/script#/a/b"])
def test_places_that_are_not_there(locator: str) -> None:
    with pytest.raises(LookupError):
        text_at(parse('<script type="application/ld+json">{"a": 1}</script><p>x</p>'), locator)


@pytest.mark.parametrize("start", ["", "<head>", "<html lang=en>"])
@pytest.mark.parametrize("outer", ["article", "main", "section"])
def test_a_page_without_body_tag_has_its_text_in_the_body(start: str, outer: str) -> None:
    said = "The mayor said the bridge would stay closed until cable number {} of it has been looked at."
    text = "".join(f"<p>{said.format(number)}</p>" for number in range(4))
    html = f"<!doctype html>{start}<title>The bridge</title><meta name=a content=b><{outer}><h1>The bridge</h1>{text}"
    document = parse(html)
    assert [element.tag for element in document.root] == ["head", "body"]
    assert [element.tag for element in document.root[0]] == ["title", "meta"]
    assert extract_article(document).body.count("mayor") == 4


def test_text_before_and_after_the_end_of_the_head_keeps_its_order() -> None:
    document = parse("<title>A</title><main>one</main> two<div>three</div>four")
    assert text_of(document.root) == "A one two three four"
