"""Links to other articles inside the text, in several languages and shapes."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest

from newscrawl.extract import extract_article, parse
from newscrawl.extract.see_also import is_see_also_line

FILLER = (
    "The harbour was closed on Monday after a storm had moved the outer wall by several metres, the authority said.",
    "Ships were sent to the northern ports, where they waited for up to three days before they could be unloaded.",
    "Engineers expect the repair to take until spring, and the costs are to be shared between the state and the city.",
)


def page(block: str) -> str:
    return (
        f"<html><body><article><h1>Storm closes the harbour</h1><p>{FILLER[0]}</p>{block}<p>{FILLER[1]}</p>"
        f"<p>{FILLER[2]}</p>"
        "</article></body></html>"
    )


@pytest.mark.parametrize(
    "block",
    [
        '<p><strong>Siehe auch</strong> <a href="/b">Ein anderer Artikel mit Titel</a></p>',
        '<p>READ MORE: <a href="/b">Another story about something else</a></p>',
        '<div class="x"><a href="/b"><span>Lire aussi :</span> <span>Un autre article sur autre chose</span></a></div>',
        '<p><b>Lea también:</b> <a href="/b">Otra noticia sobre otro asunto</a></p>',
        '<p><a href="/b">Baca Juga: Berita lain tentang hal yang lain</a></p>',
        '<div class="baca-juga"><p>Baca juga</p><a href="/b">Berita lain tentang hal yang lain</a></div>',
        '<p><em>Читайте также: <a href="/b">Другая новость о другом деле</a></em></p>',
        '<p>関連記事 <a href="/b">別の話題についての別の記事です</a></p>',
        '<aside class="related"><a href="/b">Another story about something else</a></aside>',
        '<p>&gt;&gt; A lire aussi <a href="/b">Un autre article sur autre chose</a></p>',
        '<p><a href="/b">Another story about something else entirely</a></p>',
        "<p>Siehe auch\u00a0 Ein anderer Artikel: Mindestens 14 Titel</p>",
        "<p>See also Another story about something else</p>",
    ],
)
def test_dropped(block: str) -> None:
    assert extract_article(parse(page(block))).body == "\n".join(FILLER)


@pytest.mark.parametrize(
    "sentence",
    [
        "See also how the wall was built, said the mayor, and you will know why it moved so far.",
        "Read more books, the teacher told them, and they went to the library the next day.",
        "Mehr dazu sagte der Sprecher nicht, er verwies auf die laufenden Ermittlungen der Behörde.",
        "Related problems were found at two other ports, where walls of the same kind had been built.",
        'He wrote about it in <a href="/b">his book</a> on harbours, which came out in the spring of last year.',
    ],
)
def test_kept(sentence: str) -> None:
    body = extract_article(parse(page(f"<p>{sentence}</p>"))).body
    assert len(body.splitlines()) == len(FILLER) + 1


def test_every_phrase_of_the_data_works_alone_and_before_a_headline() -> None:
    data = tomllib.loads(resources.files("newscrawl.extract").joinpath("data/see_also.toml").read_text("utf-8"))
    assert len(data["phrases"]) >= 25
    phrases = [phrase for phrases in data["phrases"].values() for phrase in phrases]
    assert [p for p in phrases if not (is_see_also_line(p) and is_see_also_line(f"{p}: Headline of something"))] == []
