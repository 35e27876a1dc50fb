"""What addresses of pictures tell: whose servers, whose file names; and that no picture makes an origin."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.extract.document import text_at
from newscrawl.items import Credit, CreditKind
from newscrawl.trace import judge, read_credits
from newscrawl.trace.picture_addresses import agency_of, telling_name
from newscrawl.trace.tables import table
from tests.trace.pages import URL, credits_of, page

CNN = "https://media.cnn.com/api/v1/images/stellar/prod/240619081132-tram.jpg?q=w_1110"
NAMES = [
    (row["agency"], name, sign)
    for row in table("picture_names")["name"]
    for sign in (True, False)
    for name in row["positive" if sign else "negative"]
]


@pytest.mark.parametrize(("agency", "name", "meant"), NAMES, ids=[f"{a} {n}" for a, n, _ in NAMES])
def test_file_names_of_agencies(agency: str, name: str, meant: bool) -> None:
    found = agency_of(f"https://bilder.example/2024/06/{name}")
    assert (found is not None and found.id == agency) is meant


def figure(address: str, attribute: str = "src") -> str:
    return f'<figure><img {attribute}="{address}"><figcaption>Der Hafen am Morgen</figcaption></figure>'


def pictures(middle: str, **more: str) -> list[tuple[str, str | None]]:
    found = credits_of(page(middle=middle, **more), CreditKind.PICTURE)
    return [(c.rule, c.names[0].agency or c.names[0].publisher) for c in found]


def test_a_picture_from_a_publishers_servers_is_read_with_its_place() -> None:
    document = page(middle=figure(CNN, "data-src"))
    (credit,) = credits_of(document, CreditKind.PICTURE)
    assert (credit.rule, credit.names[0].publisher, credit.url) == ("image-host", "cnn", CNN)
    assert text_at(document, credit.locator) == credit.quote == CNN
    assert pictures("", metas=f'<meta property="og:image" content="{CNN}">') == [("image-host", "cnn")]
    assert pictures(figure("/up/AP23089704030139-x.jpg")) == [("image-file-name", "ap")]


@pytest.mark.parametrize(
    ("middle", "url"),
    [
        (figure("https://cdn.example/tram-in-the-snow.jpg"), URL),
        (figure("data:image/gif;base64,R0lGODlhAQABAAAAACw="), URL),
        (figure(CNN), "https://edition.cnn.com/2024/06/19/asia/tram/index.html"),
        (f'<aside class="related"><img src="{CNN}"><a href="/x">Mehr</a></aside>', URL),
        (figure("https://www.facebook.com/images/AB.jpg"), URL),
        (figure("http://[broken/a.jpg"), URL),
    ],
    ids=["own", "inline", "the site's own", "related", "network", "broken"],
)
def test_other_pictures_tell_nothing(middle: str, url: str) -> None:
    assert pictures(middle, url=url) == []


def origins(**parts: str) -> dict[str | None, float]:
    document = page(**parts)
    credits: tuple[Credit, ...] = read_credits(document)
    return {o.publisher_id: o.confidence for o in judge(None, credits, url=document.url)}


def test_pictures_are_no_origin_but_strengthen_one() -> None:
    many = figure(CNN) + figure(f"{CNN}&w=2") + figure("/up/AP23089704030139-x.jpg")
    assert origins(middle=many, metas=f'<meta property="og:image" content="{CNN}">') == {}
    named = "<p>CNN</p>"
    alone, both = origins(opening=named)["cnn"], origins(opening=named, middle=many)["cnn"]
    assert alone < both < 0.95
    assert set(origins(opening=named, middle=many)) == {"cnn"}
    evidence = judge(None, read_credits(page(opening=named, middle=many)), url=URL)[0].evidence
    assert evidence[0].kind == "outlet_line"
    assert evidence[-1].kind == "image_address"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        (CNN, "240619081132-tram"),
        ("https://a.example/wp-content/uploads/2024/06/240619081132-tram-1024x683.jpg", "240619081132-tram"),
        ("https://a.example/AP23089704030139-scaled.jpg", "ap23089704030139"),
        ("https://a.example/putin-kim-limousine.jpg", None),
        ("https://a.example/2024-06-19-hafen.jpg", None),
        ("https://a.example/img_1234.jpg", None),
        ("https://a.example/240619081132/original", None),
        (None, None),
    ],
)
def test_names_that_only_one_picture_has(address: str | None, name: str | None) -> None:
    assert telling_name(address) == name


@given(st.text(max_size=80))
def test_any_address_is_read(address: str) -> None:
    agency_of(address)
    telling_name(address)
    telling_name(f"https://a.example/{address}")
