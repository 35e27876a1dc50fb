"""Title, standfirst, authors, language, kind: chosen by what the page shows and declares."""

from __future__ import annotations

import pytest

from newscrawl.extract import extract_article, parse
from newscrawl.items import Article

TITLE = "Storm closes the harbour for three days"
TEXT = (
    "The harbour was closed on Monday after a storm had moved the outer wall by several metres, the authority said.",
    "Ships were sent to the northern ports, where they waited for up to three days before they could be unloaded.",
    "Engineers expect the repair to take until spring, and the costs are to be shared between the state and the city.",
)
LEAD = "The outer wall moved by metres, and nobody knows yet who is going to pay for the repair."


def article(
    head: str = "", above: str = "", below: str = "", title: str = TITLE, text: tuple[str, ...] = TEXT
) -> Article:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in text)
    content = f"<article><h1>{title}</h1>{above}<div>{paragraphs}</div>{below}</article>"
    page = f"<html lang='en'><head>{head}</head><body>{content}</body></html>"
    return extract_article(parse(page, url="https://port.example/news/storm"))


def ld(fields: str) -> str:
    return f'<script type="application/ld+json">{{"@type":"NewsArticle",{fields}}}</script>'


@pytest.mark.parametrize(
    "window",
    [
        f"{TITLE} | Port News",
        f"{TITLE} - Port News",
        f"Port News: {TITLE}",
        f"{TITLE} – Port News",
        f"{TITLE} » Port News",
    ],
)
def test_title_without_the_site_s_name(window: str) -> None:
    head = f'<title>{window}</title><meta property="og:site_name" content="Port News">'
    page = f"<html><head>{head}</head><body><p>{TEXT[0]}</p></body></html>"
    assert extract_article(parse(page)).title == TITLE


def test_title_that_others_agree_on_wins_over_a_heading_of_the_site() -> None:
    head = f'<meta property="og:title" content="{TITLE}">' + ld(f'"headline":"{TITLE}"')
    assert article(head, title="Port News").title == TITLE


def test_title_of_the_newsroom_wins_over_one_for_the_page() -> None:
    head = ld('"headline":"Ships wait outside the closed harbour"') + f'<meta property="og:title" content="{TITLE}">'
    assert article(head).title == "Ships wait outside the closed harbour"


@pytest.mark.parametrize("headline", ["x", "News", "Port News"])
def test_declared_headline_that_is_none_loses_to_the_heading(headline: str) -> None:
    head = ld(f'"headline":"{headline}"') + '<meta property="og:site_name" content="Port News">'
    assert article(head).title == TITLE


def test_kicker_is_left_out_where_the_social_title_has_none() -> None:
    head = f'<meta property="og:title" content="{TITLE}">' + ld(f'"headline":"Weather: {TITLE}"')
    assert article(head, title=f"Weather: {TITLE}").title == TITLE


def test_kicker_is_kept_where_only_the_heading_has_none() -> None:
    title = f"Weather: {TITLE}"
    head = f'<meta property="og:title" content="{title}">' + ld(f'"headline":"{title}"')
    assert article(head).title == title


def test_title_keeps_a_dash_of_its_own() -> None:
    title = "Storm closes the harbour – and nobody pays"
    assert article(f'<title>{title}</title><meta property="og:title" content="{title}">', title=title).title == title


def test_repeated_title_kicker_and_byline_are_no_text() -> None:
    above = f"<p>{TITLE}</p><p>Weather: {TITLE}</p><p>By Ann Example</p>"
    found = article(ld('"headline":"x","author":{"name":"Ann Example"}'), above)
    assert found.body == "\n".join(TEXT)


@pytest.mark.parametrize(
    "above",
    [
        f'<p class="article-standfirst">{LEAD}</p>',
        f'<div class="c-deck"><p>{LEAD}</p></div>',
        f'<h2 class="subtitle">{LEAD}</h2>',
        f'<p itemprop="description">{LEAD}</p>',
        f'<div class="ContentHeaderDek-x7">{LEAD}</div>',
    ],
)
def test_standfirst_by_its_mark(above: str) -> None:
    found = article(above=above)
    assert found.lead == LEAD
    assert found.body == "\n".join((LEAD, *TEXT))


def test_standfirst_by_the_declared_description() -> None:
    found = article(f'<meta property="og:description" content="{LEAD}">', f'<div class="x1"><span>{LEAD}</span></div>')
    assert found.lead == LEAD
    assert found.body.splitlines().count(LEAD) == 1


def test_a_declared_description_that_is_not_shown_is_no_standfirst() -> None:
    found = article(f'<meta property="og:description" content="{LEAD}">')
    assert found.lead is None
    assert found.body == "\n".join(TEXT)


def test_the_first_paragraph_is_no_standfirst() -> None:
    assert article(f'<meta property="og:description" content="{TEXT[0]}">').lead is None


def test_a_marked_heading_below_the_text_is_no_standfirst() -> None:
    assert article(below=f'<h2 class="subtitle">{LEAD}</h2><p>{TEXT[0]}</p>').lead is None


@pytest.mark.parametrize(
    ("head", "above", "expected"),
    [
        (ld('"headline":"x","author":[{"name":"Ann Example"},{"name":"Bo Muster"}]'), "", ("Ann Example", "Bo Muster")),
        (ld('"headline":"x","author":"Ann Example and Bo Muster"'), "", ("Ann Example", "Bo Muster")),
        ('<meta name="author" content="Von Ann Example">', "", ("Ann Example",)),
        ("", '<p class="byline">By <a rel="author">Ann Example</a></p>', ("Ann Example",)),
        ("", '<div class="author-name">Par Ann Example | 20 juin 2024</div>', ("Ann Example",)),
        ("", '<span itemprop="author"><span itemprop="name">dpa</span></span>', ("dpa",)),
        ('<meta name="author" content="https://port.example/ann">', "", ()),
        ('<meta name="author" content="desk@port.example">', "", ()),
        ('<meta name="author" content="20 June 2024">', "", ()),
        ("", '<div class="comments"><span class="author">Troll</span></div>', ()),
    ],
)
def test_authors_as_written(head: str, above: str, expected: tuple[str, ...]) -> None:
    assert article(head, above).authors == expected


def test_a_byline_wins_over_the_site_as_its_own_author() -> None:
    head = '<meta property="og:site_name" content="Port News">' + ld('"headline":"x","author":{"name":"Port News"}')
    assert article(head, '<p class="byline">By Ann Example</p>').authors == ("Ann Example",)
    assert article(head).authors == ("Port News",)


def test_language_is_detected_where_the_declaration_is_wrong() -> None:
    german = (
        "Der Hafen wurde am Montag geschlossen, nachdem ein Sturm die äußere Mauer um mehrere Meter verschoben hatte.",
        "Die Schiffe wurden in die nördlichen Häfen geschickt, wo sie bis zu drei Tage lang auf das Entladen warteten.",
        "Fachleute rechnen damit, dass die Reparatur bis zum Frühjahr dauert und das Land die Hälfte davon bezahlt.",
    )
    found = article(text=german)
    assert (found.language, found.language_declared, found.language_detected) == ("de", "en", "de")
    assert found.language_score is not None
    assert found.language_score > 0.9


def test_chinese_is_chinese_however_short() -> None:
    """The detector takes this for Wu, a language that is hardly written."""
    text = ("颁奖典礼将于明年举行，乐队，嘻哈，阿拉。",)
    assert article("", title="颁奖典礼", text=text).language_detected == "zh"


def test_declared_language_where_there_is_no_text_to_detect() -> None:
    found = extract_article(
        parse('<html lang="nb-NO"><head><meta property="og:locale" content="nb_NO"></head><body></body></html>')
    )
    assert (found.language, found.language_detected, found.language_score) == ("no", None, None)


def test_text_that_only_json_ld_holds() -> None:
    body = "\\n\\n".join(TEXT)
    head = ld(f'"headline":"{TITLE}","articleBody":"{body}"')
    page = f"<html><head>{head}</head><body><h1>{TITLE}</h1><p>Subscribe to read on.</p></body></html>"
    assert extract_article(parse(page)).body == "\n".join(TEXT)


def test_a_text_in_several_containers_is_read_whole() -> None:
    parts = "".join(
        f'<div class="body articleBody"><p>{part}</p><p>{part[::-1]}.</p></div><div class="ad"></div>' for part in TEXT
    )
    page = f"<html><body><article><h1>{TITLE}</h1>{parts}</article></body></html>"
    assert [part for part in TEXT if part not in extract_article(parse(page)).body] == []


@pytest.mark.parametrize(
    "line",
    [
        "Sign up for our daily newsletter",
        "© 2024 Port News. All rights reserved.",
        "ADVERTISEMENT",
        "Anzeige",
        "Foto: Ann Example/dpa",
        "20 June 2024",
        "https://port.example/news/storm",
    ],
)
def test_lines_of_the_site_are_no_text(line: str) -> None:
    assert article(text=(*TEXT[:2], line, TEXT[2])).body == "\n".join(TEXT)


def test_teasers_make_no_article() -> None:
    teasers = "".join(f'<h2><a href="/{n}">Another headline with number {n} in it</a></h2>' for n in range(20))
    head = '<meta property="og:type" content="website">'
    page = f'<html><head>{head}</head><body class="archive category"><h1>Weather</h1>{teasers}</body></html>'
    assert not extract_article(parse(page, url="https://port.example/weather/")).is_article
    assert not extract_article(parse(page.replace("archive category", "x"), url="https://port.example/")).is_article


@pytest.mark.parametrize("og_type", ["article", "website", ""])
def test_an_article_is_one_whatever_its_type_says(og_type: str) -> None:
    assert article(f'<meta property="og:type" content="{og_type}"><meta name="date" content="2024-06-20">').is_article


def test_weekday_behind_a_byline_is_no_part_of_the_name() -> None:
    above = '<div class="byline">Von Ada Beispiel Fr, 9. Februar 2024</div>'
    assert article(above=above).authors == ("Ada Beispiel",)


def test_the_site_s_own_name_cut_short_gives_way_to_a_byline() -> None:
    head = (
        '<meta property="og:site_name" content="Harbour Courier Weekly"><meta name="author" content="Harbour Courier">'
    )
    assert article(head=head, above='<span class="byline">By Ada Beispiel</span>').authors == ("Ada Beispiel",)
    assert article(head=head).authors == ("Harbour Courier",)
