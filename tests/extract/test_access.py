"""Texts that break off for who does not pay keep what there is, and say that it is not all."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newscrawl.extract import extract_article, parse, text_at
from newscrawl.extract.offers import is_offer
from newscrawl.items import Access, Article

TEXT = [
    "The harbour of Westport stays closed until the storm has passed, the port's master said on Monday morning.",
    "Fourteen ships wait outside the breakwater, three of them with livestock that has to be fed before night.",
]
URL = "https://port.example/storm"


def page(*behind: str, times: int = 1, **declared: Any) -> str:
    said = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Harbour closed", **declared}
    script = f'<script type="application/ld+json">{json.dumps(said)}</script>' if declared else ""
    text = "".join(f"<p>{line}</p>" for line in [f"{n}: {line}" for n in range(times) for line in TEXT])
    offer = "".join(f"<div>{line}</div>" for line in behind)
    return (
        f"<html><head><title>Harbour closed</title>{script}</head><body><article><h1>Harbour closed</h1>"
        f'<div class="text">{text}</div>{offer}</article><footer>Subscribe to read more</footer></body></html>'
    )


def read(html: str) -> Article:
    return extract_article(parse(html, url=URL))


def rules(article: Article) -> list[str]:
    return [sign.rule for sign in article.access_signs]


OFFERS = [
    "Subscribe to continue reading this article",
    "To read the full story, start your trial",
    "This article is for subscribers only",
    "Already a subscriber? Log in",
    "Dieser Artikel ist nur für Abonnenten",
    "Jetzt weiterlesen mit Hafenpost Plus",
    "Um den vollständigen Artikel lesen zu können, melden Sie sich an",
    "Noch kein Abo? Jetzt testen",
    "Il vous reste 71 % de cet article à lire. La suite est réservée aux abonnés.",
    "Pour lire la suite, créez votre compte",
    "Suscríbete para seguir leyendo",
    "Contenido exclusivo para suscriptores",
    "Abbonati per continuare a leggere",
    "Contenuto riservato agli abbonati",
    "Assine para continuar lendo",
    "Lees verder met een abonnement",
    "Pozostało jeszcze 80% artykułu",
    "Чтобы прочитать целиком, оформите подписку",
    "För att läsa vidare behöver du ett abonnemang, prenumerera",
    "この記事は会員限定です。",
    "登录后继续阅读全文",
]


@pytest.mark.parametrize("offer", OFFERS)
def test_an_offer_behind_a_short_text_tells_a_stub(offer: str) -> None:
    document = parse(page("Share", offer, "Our best offer: four weeks for one coin"), url=URL)
    article = extract_article(document)
    assert article.body.splitlines() == [f"0: {line}" for line in TEXT]
    assert article.access is Access.LOCKED
    (sign,) = article.access_signs
    assert (sign.rule, sign.quote) == ("stub-offer", offer)
    assert text_at(document, sign.locator) == offer


@pytest.mark.parametrize(
    "line",
    [
        "Read the full article »",
        "Subscribers of the orchestra may exchange their tickets until noon.",
        "Sign up for our newsletter",
        "Der Artikel 5 des Grundgesetzes ist für alle da.",
        "Abonnenten der Oper bekommen ihr Geld zurück, sagte der Intendant.",
        "Le reste de la saison est réservé aux clubs.",
        "Members only a year ago, the pool is open to all.",
        "Czytaj dalej o pogodzie",
        "続きは明日の会議で決まる",
    ],
)
def test_other_lines_are_no_offers(line: str) -> None:
    assert not is_offer(line)
    assert read(page(line)).access is Access.UNKNOWN


def test_behind_a_long_text_an_offer_tells_nothing() -> None:
    article = read(page(OFFERS[0], times=30))
    assert len(article.body) > 4000
    assert (article.access, article.access_signs) == (Access.UNKNOWN, ())


def test_an_offer_is_no_text() -> None:
    html = page().replace("</div></article>", f"<p>{OFFERS[4]}</p></div></article>")
    assert OFFERS[4] in html
    article = read(html)
    assert article.body.splitlines() == [f"0: {line}" for line in TEXT]
    assert rules(article) == ["stub-offer"]


PART = {"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": ".rest"}


@pytest.mark.parametrize("part", [PART, [{"@type": "WebPageElement", "cssSelector": ".x"}, PART]])
def test_a_part_for_subscribers_locks_the_text(part: Any) -> None:
    html = page(f'<p class="rest">{TEXT[0] * 2}</p>', hasPart=part)
    document = parse(html, url=URL)
    article = extract_article(document)
    assert (article.access, rules(article)) == (Access.LOCKED, ["locked-part"])
    assert text_at(document, article.access_signs[0].locator) == ".rest"


@pytest.mark.parametrize("rest", ["", '<p class="rest">Log in</p>'])
def test_a_part_that_is_not_there_tells_a_stub(rest: str) -> None:
    article = read(page(rest, isAccessibleForFree=False, hasPart=PART))
    assert (article.access, rules(article)) == (Access.LOCKED, ["accessible-for-free", "locked-part", "stub-part"])


def test_a_part_whose_selector_is_none_is_only_told() -> None:
    article = read(page(isAccessibleForFree=False, hasPart={**PART, "cssSelector": "div[[class"}))
    assert rules(article) == ["accessible-for-free", "locked-part"]


@pytest.mark.parametrize(
    ("declared", "stub"),
    [
        ({"isAccessibleForFree": False, "wordCount": 620}, True),
        ({"isAccessibleForFree": False, "wordCount": "40"}, False),
        ({"isAccessibleForFree": False, "wordCount": "vierzig"}, False),
        ({"isAccessibleForFree": True, "wordCount": 620}, False),
        ({"wordCount": 620}, False),
    ],
)
def test_more_declared_words_tell_a_stub_where_the_page_is_not_free(declared: dict[str, Any], stub: bool) -> None:
    assert ("stub-words" in rules(read(page(**declared)))) is stub


def test_a_page_that_declares_itself_free_stays_free_and_shows_the_contradiction() -> None:
    article = read(page(OFFERS[0], isAccessibleForFree=True, hasPart=PART))
    assert article.access is Access.FREE
    assert rules(article) == ["accessible-for-free", "locked-part", "stub-offer", "stub-part"]
