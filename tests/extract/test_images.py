"""Captions and credits in the forms that pages use, each at its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.extract import extract_article, parse, text_at
from newscrawl.extract.credit_text import cut_credit, is_chain
from newscrawl.items import Image

TEXT = (
    "The harbour was closed on Monday after a storm had moved the outer wall by several metres, the authority said.",
    "Ships were sent to the northern ports, where they waited for up to three days before they could be unloaded.",
    "Engineers expect the repair to take until spring, and the costs are to be shared between the state and the city.",
)
CAPTION = "Waves break over the outer wall of the harbour."


def images(block: str, head: str = "") -> tuple[Image, ...]:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)
    content = f"<article><h1>Storm closes the harbour</h1>{block}<div>{text}</div></article>"
    page = f"<html><head>{head}</head><body>{content}</body></html>"
    document = parse(page, url="https://port.example/news/storm")
    article = extract_article(document)
    assert article.body == "\n".join(TEXT)
    for image in article.images:
        for text_, locator in ((image.caption, image.caption_locator), (image.credit, image.credit_locator)):
            assert (text_ is None) == (locator is None)
            assert text_ is None or text_at(document, locator or "") == text_
    return article.images


IMG = '<img src="/img/wave.jpg" alt="">'


@pytest.mark.parametrize(
    ("block", "credit"),
    [
        (f"<figure>{IMG}<figcaption>{CAPTION} <small>Ann Example/dpa</small></figcaption></figure>", "Ann Example/dpa"),
        (f"<figure>{IMG}<figcaption><cite>AFP</cite> {CAPTION}</figcaption></figure>", "AFP"),
        (f'<figure>{IMG}<figcaption>{CAPTION}<span class="credit">Foto: AFP</span></figcaption></figure>', "Foto: AFP"),
        (
            f"<figure>{IMG}<figcaption>{CAPTION}<span>Ann Example/Reuters</span></figcaption></figure>",
            "Ann Example/Reuters",
        ),
        (f"<figure>{IMG}<figcaption>{CAPTION} (AP Photo/Ann Example)</figcaption></figure>", "AP Photo/Ann Example"),
        (f"<figure>{IMG}<figcaption>{CAPTION} Ann Example / AFP</figcaption></figure>", "Ann Example / AFP"),
        (f"<figure>{IMG}<figcaption>{CAPTION} © picture alliance</figcaption></figure>", "© picture alliance"),
        (f"<figure>{IMG}<figcaption>{CAPTION} Фото: ТАСС</figcaption></figure>", "Фото: ТАСС"),
        (
            f'<figure><img src="/img/wave.jpg" data-copyright="Belga"><figcaption>{CAPTION}</figcaption></figure>',
            "Belga",
        ),
        (
            f'<figure><img src="/img/wave.jpg" title="Welle. Foto: dpa"><figcaption>{CAPTION}</figcaption></figure>',
            "Foto: dpa",
        ),
        (
            f'<div class="image">{IMG}<div class="image__metadata"><div itemprop="caption" class="image__caption '
            f'attribution"><span>{CAPTION}</span></div><figcaption class="image__credit">Ann Example/AP</figcaption>'
            "</div></div>",
            "Ann Example/AP",
        ),
        (
            f'<div class="wp-caption">{IMG}<p class="wp-caption-text">{CAPTION} (Photo by Ann Example)</p></div>',
            "Photo by Ann Example",
        ),
        (
            f'<figure>{IMG}<figcaption><span class="caption">{CAPTION}</span> <span class="credit">Photo by Ann Example'
            '</span> / <span class="distributor">Port Agency</span></figcaption></figure>',
            "Photo by Ann Example / Port Agency",
        ),
        (
            f'<figure>{IMG}<div class="caption"><span class="source">Belga</span> <span class="caption">{CAPTION}'
            "</span></div></figure>",
            "Belga",
        ),
        (
            f'<section class="teaser-image"><div><figure>{IMG}<figcaption><span class="caption">{CAPTION}</span>'
            '</figcaption></figure></div><div class="image-copyright">Ann Example / AP</div></section>',
            "Ann Example / AP",
        ),
        (
            f'<div class="x1"><div class="x2"><picture><source srcset="/img/a.webp"><source srcset="/img/b.webp">{IMG}'
            f'</picture></div><div class="x3">{CAPTION}</div><div class="x4">The Harbour Post</div></div>',
            "The Harbour Post",
        ),
        (f"<figure>{IMG}<figcaption><small>{CAPTION} (Quelle: Port)</small></figcaption></figure>", "Quelle: Port"),
        (f"<figure>{IMG}<figcaption>{CAPTION}（代表撮影）</figcaption></figure>", "代表撮影"),
        (f"<figure>{IMG}<figcaption>{CAPTION}</figcaption></figure>", None),
        (f"<figure>{IMG}<figcaption>{CAPTION} (Archivbild)</figcaption></figure>", None),
    ],
)
def test_forms(block: str, credit: str | None) -> None:
    (image,) = images(block)
    assert image.url == "https://port.example/img/wave.jpg"
    assert image.credit == credit
    assert (image.caption or "").removesuffix(" (Archivbild)") == CAPTION


def test_credit_that_only_json_ld_names() -> None:
    head = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"x","image":{"@type":"ImageObject",'
        '"url":"https://port.example/img/wave.jpg","copyrightHolder":{"@type":"Organization","name":"dpa"}}}</script>'
    )
    (image,) = images(f"<figure>{IMG}<figcaption>{CAPTION}</figcaption></figure>", head)
    assert (image.caption, image.credit) == (CAPTION, "dpa")


def test_declared_caption_is_parted_from_its_credit_and_is_no_alternative_text() -> None:
    image = (
        '<script type="application/ld+json">{"@type":"ImageObject","url":"https://port.example/img/wave.jpg",'
        '"caption":"%s"}</script>'
    )
    (found,) = images(f"<figure>{IMG}</figure>", image % f"{CAPTION} (Photo: Port Agency)")
    assert (found.caption, found.credit) == (CAPTION, "Photo: Port Agency")
    shown = f'<figure><img src="/img/wave.jpg" alt="{CAPTION}"></figure>'
    assert [image.caption for image in images(shown, image % CAPTION)] == [None]


def test_a_name_alone_in_parentheses_is_the_credit() -> None:
    (image,) = images(f"<figure>{IMG}<figcaption>(The Harbour Post)</figcaption></figure>")
    assert (image.caption, image.credit) == (None, "The Harbour Post")


def test_a_caption_that_names_its_agency_is_kept_whole() -> None:
    caption = "Reporters of Belga stand on the outer wall of the harbour."
    block = f'<figure>{IMG}<figcaption>{caption}</figcaption><span class="credit">Belga</span></figure>'
    assert [(image.caption, image.credit) for image in images(block)] == [(caption, "Belga")]


def test_a_picture_that_links_to_a_larger_one_keeps_its_caption() -> None:
    block = f'<a href="/gallery">{IMG}<figcaption>{CAPTION} Foto: Ann Example</figcaption></a>'
    assert [(image.caption, image.credit) for image in images(block)] == [(CAPTION, "Foto: Ann Example")]


def test_pictures_of_a_block_called_teaser_count_where_it_holds_the_text() -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)
    figure = f"<figure>{IMG}<figcaption>{CAPTION}</figcaption></figure>"
    page = f'<article><h1>Storm</h1><div class="article__teaser">{text}{figure}{text}</div></article>'
    assert [image.caption for image in extract_article(parse(page)).images] == [CAPTION]


def test_a_lone_agency_in_a_figure_is_the_image_s_credit() -> None:
    (image,) = images(f"<figure>{IMG}<figcaption>AFP</figcaption></figure>")
    assert (image.caption, image.credit) == (None, "AFP")


@pytest.mark.parametrize(
    "block",
    [
        f'<div class="related"><figure>{IMG}<figcaption>{CAPTION}</figcaption></figure></div>',
        '<p class="author-box"><img src="/img/ann.jpg"></p>',
        '<img src="/img/logo.png" alt="Port News">',
        '<img src="/img/x.gif" width="1" height="1">',
        f'<div><a href="/other">{IMG}<h3>Another story with a headline</h3></a></div>',
        '<li class="card"><figure><a href="/o"><img src="/img/o.jpg" alt="Another story with a headline"></a></figure>'
        '<p class="t"><a href="/o">Another story with a headline</a></p><p><a href="/by/ann">Ann Example</a></p></li>',
        '<div class="inlineSignup"><img src="/img/n.jpg" alt="Our news in your inbox every day"></div>',
    ],
)
def test_other_pictures_are_left_out(block: str) -> None:
    assert images(block) == ()


def test_the_same_picture_twice_is_one() -> None:
    figure = f"<figure>{IMG}<figcaption>{CAPTION} (AP)</figcaption></figure>"
    assert len(images(figure + figure)) == 1


def test_a_closing_credit_is_no_image() -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in (*TEXT, "AFP/Reuters"))
    page = f"<html><body><article><h1>Storm closes the harbour</h1><div>{text}</div></article></body></html>"
    assert extract_article(parse(page)).images == ()


@pytest.mark.parametrize(
    "text", ["KCNA/Reuters", "KCNA/AP", "Ann van Example/AFP/Getty Images", "picture alliance/dpa", "Ann/\u200bAFP"]
)
def test_chains(text: str) -> None:
    assert is_chain(text)


@pytest.mark.parametrize("text", ["dpa/gem", "SDA/sep", "CNN", "und/oder", "He said/she said it", "", "/"])
def test_no_chains(text: str) -> None:
    assert not is_chain(text)


@given(st.text(max_size=120))
def test_spans_lie_in_the_text_and_apart(text: str) -> None:
    cut = cut_credit(text)
    spans = [span for span in (cut.caption, cut.credit) if span]
    assert all(0 <= start <= end <= len(text) for start, end in spans)
    if cut.caption and cut.credit:
        assert cut.caption[1] <= cut.credit[0]


@pytest.mark.parametrize("piece", ["A-", "A- ", "A via ", "A/", "A, "])
def test_long_lists_are_read_in_reasonable_time(piece: str) -> None:
    # A single pattern for the whole list took longer than any page is worth: it would never come back here.
    assert cut_credit("Ein Satz. " + piece * 44 + "!").credit is None


@pytest.mark.parametrize("picture", [f"<p>{IMG}</p>", f"<figure>{IMG}</figure>"])
@pytest.mark.parametrize("credit", ["Foto: Ann Example/AP", "Photo: AP", "© AFP"])
def test_caption_and_labelled_credit_without_marks_are_the_picture_s(picture: str, credit: str) -> None:
    found = images(f"{picture}<p>{CAPTION}</p><p>{credit}</p>")
    assert [(image.caption, image.credit) for image in found] == [(CAPTION, credit)]


@pytest.mark.parametrize("credit", ["Foto: Ann Example/AP", "Quelle: Reuters"])
def test_the_only_paragraph_below_a_picture_is_text_though_a_credit_follows(credit: str) -> None:
    page = f"<article><h1>Storm closes the harbour</h1><p>{IMG}</p><p>{TEXT[0]}</p><p>{credit}</p></article>"
    assert TEXT[0] in extract_article(parse(page, url="https://port.example/news/storm")).body


def test_a_name_in_parentheses_behind_a_sentence_is_its_source() -> None:
    text = "Thousands of pages have been released. (Norland District Court, Harbour Division)"
    cut = cut_credit(text)
    assert cut.credit is not None
    assert text[slice(*cut.credit)] == "Norland District Court, Harbour Division"
    assert cut_credit("Thousands of pages have been released by the court (Harbour)").credit is None


def test_a_paragraph_alone_with_picture_and_credit_is_the_caption() -> None:
    picture = "<img src='https://port.example/wall-at-night.jpg'>"
    block = (
        f"<div class='image_image-widget__x1'>{picture}<p>The wall of the harbour</p><p>Image: Ada Beispiel</p></div>"
    )
    text = "".join(
        f"<p>{'The harbour was closed on Monday after a storm had moved its outer wall. ' * 2}</p>" for _ in "1234"
    )
    html = f"<html><body><main><h1>Storm closes the harbour</h1>{block}{text}</main></body></html>"
    images = extract_article(parse(html)).images
    assert [(image.caption, image.credit) for image in images] == [("The wall of the harbour", "Image: Ada Beispiel")]


def test_a_caption_behind_its_figure_belongs_to_it() -> None:
    picture = "<div><figure><img src='https://port.example/wall-at-night.jpg'></figure></div>"
    figure = f"<div>{picture}<p class='img-description'>The wall of the harbour</p></div>"
    text = "".join(
        f"<p>{'The harbour was closed on Monday after a storm had moved its outer wall. ' * 2}</p>" for _ in "1234"
    )
    html = f"<html><body><main><h1>Storm closes the harbour</h1>{figure}{text}</main></body></html>"
    article = extract_article(parse(html))
    assert [image.caption for image in article.images] == ["The wall of the harbour"]
    assert "The wall of the harbour" not in article.body
