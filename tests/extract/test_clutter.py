"""What stands in the article's container and is not the article's."""

from __future__ import annotations

from newscrawl.extract import extract_article, parse

TEXT = [
    "The council voted on Tuesday evening to close the old bridge for two years, after a long and heated debate.",
    "Engineers had warned for months that the northern arch would not carry lorries through another hard winter.",
    "Traders on both sides of the river fear for their customers and have asked the city for a ferry service.",
    "The mayor promised an answer within a week and said that every proposal would be looked at with an open mind.",
]


def page(*blocks: str, head: str = "") -> str:
    paragraphs = "".join(f"<p>{text}</p>" for text in TEXT)
    return (
        f"<html lang=en><head><title>Old bridge closes</title>{head}</head><body><main><article>"
        f"<h1>Old bridge closes</h1>{paragraphs}{''.join(blocks)}</article></main></body></html>"
    )


def body(html: str) -> list[str]:
    return extract_article(parse(html)).body.splitlines()


def card(title: str, summary: str) -> str:
    return f'<div class=item><h3><a href="/{len(title)}">{title}</a></h3><p>{summary}</p></div>'


def test_lists_of_other_articles_under_their_heading_are_left_out() -> None:
    cards = "".join(card(f"Headline number {n} about something quite different", "What it is about.") for n in range(4))
    assert body(page(f"<div class=x1><h2>More from the Courier</h2><div>{cards}</div></div>")) == TEXT


def test_a_subhead_that_reads_like_such_a_heading_keeps_its_text() -> None:
    told = "Support for the plan is <a href=/1>low</a>, as a poll of a thousand people showed <a href=/2>last week</a>."
    lines = body(page(f"<h2>Popular support falls</h2><p>{told}</p>"))
    assert any(line.startswith("Support for the plan") for line in lines)


def test_texts_that_css_cuts_short_are_teasers() -> None:
    teaser = "A town council far away has decided something else entirely, and this is what people there think …"
    assert body(page(f'<div><p class="lead line-clamp-2">{teaser}</p></div>')) == TEXT


def test_captions_without_a_figure_are_no_text() -> None:
    caption = "The old bridge seen from the southern bank of the river in the evening"
    assert body(page(f"<p class='img-description'>{caption}</p>")) == TEXT


def test_headlines_parted_by_line_breaks_are_announcements() -> None:
    links = "<br>".join(f"<a href=/{n}>Another headline of the day, number {n}</a> [NEWS]" for n in range(3))
    assert body(page(f"<p>{links}</p>")) == TEXT


def test_quotes_in_a_figure_without_a_picture_are_text() -> None:
    quote = "Nobody asked us, and nobody will tell us how we are to get to school tomorrow morning, she said."
    assert quote in body(page(f"<figure><blockquote><p>{quote}</p></blockquote></figure>"))


def test_declared_text_written_twice_is_read_once() -> None:
    whole = " ".join(TEXT)
    twice = f'{{"@type":"NewsArticle","headline":"Old bridge closes","articleBody":"{whole} {whole}"}}'
    html = (
        f'<html><head><script type="application/ld+json">{twice}</script></head><body><h1>Old bridge closes</h1></body>'
    )
    assert extract_article(parse(html)).body.count("Traders on both sides") == 1


def test_a_standfirst_called_teaser_is_known_by_the_description() -> None:
    lead = "The city closes its oldest bridge, and nobody knows how people will cross the river next spring."
    html = page(head=f'<meta name="description" content="{lead}">').replace(
        "</h1>", f'</h1><div class="header-teaser">{lead}</div>'
    )
    assert extract_article(parse(html)).lead == lead
