"""Picture credits: where they stand, how chains split, and that none of them is a credit for the text."""

from __future__ import annotations

import pytest

from newscrawl.items import CreditKind, Role
from tests.trace.pages import attributed, credits_of, page

FIGURES = [
    ('<figure><img src="a.jpg"><figcaption>Der Hafen am Morgen <small>EFE</small></figcaption></figure>', ["efe"]),
    ('<figure><img src="a.jpg"><figcaption><cite>Foto: Jo Weber/dpa</cite></figcaption></figure>', ["dpa"]),
    ('<figure><img src="a.jpg"><figcaption>Der Hafen am Morgen (AP Photo/Jo Weber)</figcaption></figure>', ["ap"]),
    ('<figure><img src="a.jpg"><figcaption>Der Hafen am Morgen. © dpa | Jo Weber</figcaption></figure>', ["dpa"]),
    (
        '<figure><img src="a.jpg"><figcaption><i class="credit">B. REED / AFP - Getty</i></figcaption></figure>',
        ["afp", "getty"],
    ),
    (
        '<figure><img src="a.jpg"><figcaption>dpa/picture alliance via Getty</figcaption></figure>',
        ["dpa", "picture-alliance", "getty"],
    ),
    (
        '<div class="image-credit">Mikhail Sinitsyn/TASS/dpa/picture alliance</div>',
        ["tass", "dpa", "picture-alliance"],
    ),
    (
        "<div><img src='a.jpg'><p class='article__credit'>© Jo Weber/\u200bAFP/\u200bGetty Images</p></div>",
        ["afp", "getty"],
    ),
    ('<figure><img src="a.jpg" data-copyright="Belga"></figure>', ["belga"]),
    ('<figure><img src="a.jpg" alt="Der Hafen (Jo Weber/PA)"></figure>', ["pa"]),
    ('<figure><img src="a.jpg" title="Foto: Jo Weber / NTB"></figure>', ["ntb"]),
    ('<figure><img src="a.jpg"><figcaption>Порт утром. Фото: РИА Новости</figcaption></figure>', ["ria"]),
    ('<figure><img src="a.jpg"><figcaption>新华社记者 才扬 摄</figcaption></figure>', ["xinhua"]),
    ('<figure><img src="a.jpg"><figcaption>항구의 아침 연합뉴스</figcaption></figure>', ["yonhap"]),
    ('<figure><img src="a.jpg"><figcaption>The old port in the morning. — AFP pic</figcaption></figure>', ["afp"]),
    ('<img src="a.jpg"><p>REUTERS/Jo Weber</p>', ["reuters"]),
]


@pytest.mark.parametrize(("middle", "expected"), FIGURES)
def test_picture_credit_is_read_and_is_no_text_credit(middle: str, expected: list[str]) -> None:
    found = attributed(page(middle=middle))
    assert list(found.image_agencies) == expected
    assert found.text_agencies == ()
    assert found.origin_publisher is None


@pytest.mark.parametrize(
    "middle",
    [
        '<figure><img src="a.jpg"><figcaption>Der Hafen am Morgen</figcaption></figure>',
        '<div class="related"><figure><img src="a.jpg"><figcaption>Foto: dpa</figcaption></figure></div>',
        "<p>Ein Sprecher der Firma Keystone sagte, der Schaden sei groß und die Hallen seien alle verloren.</p>",
    ],
)
def test_no_picture_credit(middle: str) -> None:
    assert attributed(page(middle=middle)).image_agencies == ()


def test_json_ld_may_be_the_only_place_of_a_picture_credit() -> None:
    metas = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "image": [{"@type": "ImageObject", '
        '"copyrightHolder": {"@type": "Organization", "name": "dpa"}}]}</script>'
    )
    assert attributed(page(metas=metas)).image_agencies == ("dpa",)


def test_chain_has_photographer_producer_and_distributors() -> None:
    middle = '<figure><img src="a.jpg"><figcaption>Mikhail Sinitsyn/TASS/dpa/picture alliance</figcaption></figure>'
    credit = credits_of(page(middle=middle), CreditKind.PHOTO)[0]
    assert [(n.name, n.role) for n in credit.names] == [
        ("Mikhail Sinitsyn", Role.PHOTOGRAPHER),
        ("TASS", Role.PRODUCER),
        ("dpa", Role.DISTRIBUTOR),
        ("picture alliance", Role.DISTRIBUTOR),
    ]


def test_credits_know_their_picture() -> None:
    figure = '<figure><img src="{0}.jpg"><figcaption><small>{1}</small></figcaption></figure>'
    document = page(head=figure.format("a", "EFE"), middle=figure.format("b", "AFP"))
    assert [c.image_position for c in credits_of(document, CreditKind.PHOTO)] == [0, 1]
