"""A site's own layouts: selectors that go before the general way, each for its time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from newscrawl.errors import ConfigurationError
from newscrawl.extract import extract_article, parse, text_at
from newscrawl.items import Article
from newscrawl.sites import Layout, Site, SiteRole

TEXT = [
    "The harbour of Westport stays closed until the storm has passed, the port's master said on Monday morning.",
    "Fourteen ships wait outside the breakwater, three of them with livestock that has to be fed before night.",
    "The next tide is expected at six in the evening, and pilots will then decide who may enter first.",
]
PAGE = f"""<html><head><title>Harbour closed – Port Post</title></head><body>
<h1>Port Post</h1><div class="story"><h2 class="head">Harbour closed by storm</h2>
<p class="when">12.03.2024, 08:15</p><p class="who">By Anna Quay and Ben Mole</p>
<div class="text"><p>{TEXT[0]}</p>
<div class="offer"><p>Our captain's diary, every Friday in your letter box, for three coins.</p></div>
<p>{TEXT[1]}</p><figure><img src="/a.jpg"><figcaption>Ships wait. Photo: Cy Pier</figcaption></figure><p>{TEXT[2]}</p>
<table><tr><td>High tide</td><td>18:00</td></tr></table></div>
<div class="more"><p>{"The mayor opens a museum of ropes and knots in the old town hall this summer. " * 4}</p></div>
</div></body></html>"""
LAYOUT = Layout(
    body="div.text", remove=("div.offer",), title="h2.head", date="//p[@class='when']/text()", author=".who"
)


def read(page: str = PAGE, *layouts: Layout, now: datetime | None = None) -> Article:
    return extract_article(parse(page, url="https://port.example/storm"), layouts=layouts, now=now)


def test_each_selector_goes_before_the_general_way() -> None:
    article = read(PAGE, LAYOUT)
    assert article.body.splitlines() == [*TEXT, "High tide | 18:00"]
    assert article.title == "Harbour closed by storm"
    assert article.authors == ("Anna Quay", "Ben Mole")
    assert article.published is not None
    assert (article.published.value.isoformat(), article.published.source) == ("2024-03-12T08:15:00", "site")
    assert [image.caption for image in article.images] == ["Ships wait."]
    assert [sign.rule for sign in article.layout_signs] == [
        "layout-body",
        "layout-title",
        "layout-date",
        "layout-author",
    ]


def test_what_a_layout_found_can_be_read_back_at_its_place() -> None:
    document = parse(PAGE)
    article = extract_article(document, layouts=(LAYOUT,))
    assert article.published is not None
    assert text_at(document, article.published.locator or "") == "12.03.2024, 08:15"
    assert TEXT[2] in text_at(document, article.layout_signs[0].locator)


def test_a_selector_that_finds_nothing_leaves_a_sign_and_the_general_way() -> None:
    general = read()
    article = read(PAGE, Layout(body="div.moved", title="h2.moved"))
    assert (article.body, article.title) == (general.body, general.title)
    assert [(sign.rule, sign.quote, sign.locator) for sign in article.layout_signs] == [
        ("layout-body-missed", "div.moved", ""),
        ("layout-title-missed", "h2.moved", ""),
    ]
    assert general.layout_signs == ()


def test_what_is_removed_goes_from_the_general_way_too() -> None:
    assert "letter box" in read().body
    assert "letter box" not in read(PAGE, Layout(remove=("div.offer",))).body


def test_nested_matches_count_once() -> None:
    assert read(PAGE, Layout(body=".story, .text", remove=(".offer", ".more"))).body.count(TEXT[0]) == 1


OLD = Layout(body="div.text", valid_until=date(2024, 6, 30))
NEW = Layout(body="div.more", valid_from=date(2024, 7, 1))


@pytest.mark.parametrize(
    ("now", "selector"),
    [
        (datetime(2024, 6, 30, 12, tzinfo=UTC), "div.text"),
        (datetime(2024, 7, 1, tzinfo=UTC), "div.more"),
        (None, "div.text"),  # the page's own date, 12 March
    ],
)
def test_the_layout_of_the_time_is_used(now: datetime | None, selector: str) -> None:
    dated = PAGE.replace("<head>", '<head><meta property="article:published_time" content="2024-03-12T08:15:00Z">')
    (sign,) = read(dated, OLD, NEW, now=now).layout_signs
    assert sign.quote == selector


def test_without_a_time_the_layout_without_an_end_is_used() -> None:
    undated = PAGE.replace("12.03.2024, 08:15", "")
    assert [sign.quote for sign in read(undated, OLD, NEW).layout_signs] == ["div.more"]
    assert read(undated, OLD).layout_signs == ()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"body": "div[class"}, "no CSS selector"),
        ({"body": "//div[@class="}, "no selector"),
        ({"title": "(count(//p))"}, "selects no elements"),
        ({"body": ""}, "must be a text"),
        ({"remove": ".ad"}, "must be a tuple"),
        ({}, "at least one selector"),
        ({"body": "p", "valid_from": date(2024, 2, 1), "valid_until": date(2024, 1, 1)}, "is after"),
    ],
)
def test_a_wrong_layout_fails_when_it_is_built(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        Layout(**fields)


def test_two_layouts_of_one_day_fail_when_the_site_is_built() -> None:
    def site(*layouts: Layout) -> Site:
        return Site(
            name="port", title="Port", role=SiteRole.OUTLET, domains=("port.example",), documented="x", layouts=layouts
        )

    assert site(OLD, NEW).layouts == (OLD, NEW)
    with pytest.raises(ConfigurationError, match="two layouts hold on the same day"):
        site(OLD, Layout(body="p", valid_from=date(2024, 6, 30)))
