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


@pytest.mark.parametrize(
    ("caption", "names"),
    [
        ("Der Minister im Alten Rathaus. EFE/ J.J. Weber", ["EFE"]),
        ("Kühe im Abendrot. Bild: Marlo Weber/Shutterstock", ["Shutterstock"]),
    ],
)
def test_words_of_the_caption_are_no_names_of_its_credit(caption: str, names: list[str]) -> None:
    figure = f'<figure><img src="a.jpg"><figcaption>{caption}</figcaption></figure>'
    credit = credits_of(page(middle=figure), CreditKind.PHOTO)[0]
    assert [n.name for n in credit.names if n.agency or n.publisher] == names
    assert not any(n.name.startswith(("Alten", "Kühe", "im", "Bild")) for n in credit.names)


@pytest.mark.parametrize(
    ("markup", "names"),
    [
        ('<div class="image-credit">(Bild: Jo Weber)</div>', ["Jo Weber"]),
        ('<div class="image-credit">© Bild: Werk/JO WEBER</div>', ["JO WEBER"]),
        ('<div class="image-credit">Rubriklistenbild: © KCNA/dpa</div>', ["KCNA", "dpa"]),
        ('<div class="image-credit">picture alliance/dpa | Jo Weber</div>', ["picture alliance", "dpa", "Jo Weber"]),
        ('<div class="teaser-image"><span class="copyright">dpa | Jo Weber</span></div>', ["dpa", "Jo Weber"]),
    ],
)
def test_labels_are_no_names_and_names_are_no_labels(markup: str, names: list[str]) -> None:
    assert [[n.name for n in c.names] for c in credits_of(page(head=markup), CreditKind.PHOTO)] == [names]


@pytest.mark.parametrize("text", ["14 min read", "Jo Weber, 12. Mai 2026", "Meer Verlag"])
def test_a_credit_box_without_label_or_picture_names_nobody(text: str) -> None:
    document = page(head=f'<div class="credits">{text}</div>')
    assert credits_of(document, CreditKind.PHOTO) == []


def test_credits_know_their_picture() -> None:
    figure = '<figure><img src="{0}.jpg"><figcaption><small>{1}</small></figcaption></figure>'
    document = page(head=figure.format("a", "EFE"), middle=figure.format("b", "AFP"))
    assert [c.image_position for c in credits_of(document, CreditKind.PHOTO)] == [0, 1]
