"""A republished story on a WordPress site: both orders of caption and credit, markup kept and stripped."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newscrawl.extract import extract_article, parse, text_at
from newscrawl.items import Article

from .pages import CAPTIONS, SEE_ALSO, TITLE, expected_body, securnews

URL = "https://securnews.example/fahrt/"
NOW = datetime(2024, 11, 8, 12, tzinfo=UTC)
VARIANTS = [(first, classes) for first in (True, False) for classes in (True, False)]


def read(page: str, *credit_lines: str) -> Article:
    return extract_article(parse(page, url=URL), credit_lines=credit_lines, now=NOW)


@pytest.mark.parametrize(("credit_first", "classes"), VARIANTS)
def test_body_is_the_text_alone(credit_first: bool, classes: bool) -> None:
    article = read(securnews(credit_first=credit_first, classes=classes), "CNN")
    assert article.body == expected_body()


@pytest.mark.parametrize(("credit_first", "classes"), VARIANTS)
def test_images_have_caption_and_credit_at_their_places(credit_first: bool, classes: bool) -> None:
    page = securnews(credit_first=credit_first, classes=classes)
    document = parse(page, url=URL)
    credited = [image for image in extract_article(document, now=NOW).images if image.credit]
    assert [(image.caption, image.credit) for image in credited] == list(CAPTIONS)
    assert [image.url for image in credited] == [
        f"https://securnews.example/wp-content/uploads/bild-{n}.jpg" for n in (0, 1)
    ]
    for image in credited:
        assert image.caption_locator is not None
        assert image.credit_locator is not None
        assert text_at(document, image.caption_locator) == image.caption
        assert text_at(document, image.credit_locator) == image.credit


def test_outlet_line_stays_where_nobody_names_it_a_credit() -> None:
    article = read(securnews(credit_first=True, classes=False))
    assert article.body == expected_body(outlet="CNN")


def test_outlet_glued_to_the_first_sentence_stays_where_only_its_line_is_a_credit() -> None:
    article = read(securnews(credit_first=True, classes=False, outlet_glued=True), "CNN")
    assert article.body == expected_body(glued=True)


@pytest.mark.parametrize("classes", [True, False])
def test_outlet_glued_to_the_first_sentence_is_cut_where_it_is_a_credit(classes: bool) -> None:
    article = read(securnews(credit_first=True, classes=classes, outlet_glued=True), "CNN —")
    assert article.body == expected_body()


def test_a_sentence_that_begins_with_an_outlet_s_name_stays() -> None:
    page = securnews(credit_first=True, classes=False).replace(
        "Laut norländischen", "CNN zufolge und laut norländischen"
    )
    assert "\nCNN zufolge und laut" in read(page, "CNN —").body


def test_no_injected_link_is_text() -> None:
    body = read(securnews(credit_first=True, classes=True)).body
    assert not [headline for headline in SEE_ALSO if headline in body]


def test_fields_beside_the_text() -> None:
    article = read(securnews(credit_first=True, classes=True))
    assert article.title == TITLE
    assert article.authors == ("Lena Beispiel",)
    assert (article.language, article.language_declared, article.language_detected) == ("de", "de", "de")
    assert article.canonical == URL
    assert article.site_name == "securnews"
    assert article.og_type == "article"
    assert article.is_article


def test_the_theme_s_date_of_the_day_is_not_the_article_s() -> None:
    article = read(securnews(credit_first=True, classes=True))
    assert article.published is not None
    assert article.published.value == datetime(2024, 6, 20, 9, 14, 3, tzinfo=UTC)
    assert article.published.source == "jsonld"
    assert all(claim.value.month == 6 for claim in article.dates)
