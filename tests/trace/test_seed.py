"""What must be read from a machine-translated copy whose only text credit is a lone "CNN"."""

from __future__ import annotations

import pytest

from newscrawl.extract import extract_article, parse
from newscrawl.items import CreditKind, Relation, Role
from newscrawl.trace import attribution, credit_lines, judge, read_credits
from tests.trace.pages import article_in, page
from tests.trace.seed import CREDITS, seed_page

URL = "https://copyblatt.example/zwei-staatschefs/"
VARIANTS = [
    pytest.param(kept, first, glued, id=f"{'kept' if kept else 'stripped'}-{'credit' if first else 'caption'}-{glued}")
    for kept in (True, False)
    for first in (True, False)
    for glued in (True, False)
]


@pytest.mark.parametrize(("kept", "first", "glued"), VARIANTS)
def test_origin_is_cnn_translated_and_nothing_else(kept: bool, first: bool, glued: bool) -> None:
    document = parse(seed_page(kept=kept, credit_first=first, glued=glued), url=URL)
    credits = read_credits(document)
    origins = judge(None, credits, url=URL)
    found = attribution(credits, origins)
    assert [o.publisher for o in origins] == ["CNN"]
    assert origins[0].evidence[0].quote.startswith("CNN")
    assert found.text_agencies == ()
    assert found.cited_agencies == ("kcna",)
    assert found.origin_publisher == "CNN"


@pytest.mark.parametrize(("kept", "first", "glued"), VARIANTS)
def test_photo_chains_keep_their_order(kept: bool, first: bool, glued: bool) -> None:
    credits = read_credits(parse(seed_page(kept=kept, credit_first=first, glued=glued), url=URL))
    photos = [c for c in credits if c.kind is CreditKind.PHOTO]
    assert [c.quote for c in photos] == list(CREDITS)
    assert [[(n.agency, n.role) for n in c.names] for c in photos] == [
        [("kcna", Role.PRODUCER), ("reuters", Role.DISTRIBUTOR)],
        [("kcna", Role.PRODUCER), ("ap", Role.DISTRIBUTOR)],
        [("kcna", Role.PRODUCER), ("reuters", Role.DISTRIBUTOR)],
    ]


def test_outlet_line_and_credits_are_named_as_lines_to_drop() -> None:
    credits = read_credits(parse(seed_page(kept=False, credit_first=True), url=URL))
    assert set(credit_lines(credits)) == {"CNN", "KCNA/Reuters", "KCNA/AP"}


def test_glued_outlet_is_what_its_paragraph_begins_with() -> None:
    credits = read_credits(parse(seed_page(kept=False, credit_first=True, glued=True), url=URL))
    assert [line for line in credit_lines(credits) if line.startswith("CNN")] == ["CNN —"]


def test_translation_follows_from_the_languages() -> None:
    document = parse(seed_page(kept=True, credit_first=True), url=URL)
    article = article_in("de", url=URL)
    origins = judge(article, read_credits(document, article=article), url=URL)
    assert origins[0].relation is Relation.TRANSLATED


def test_cnn_is_not_the_origin_on_its_own_site() -> None:
    own = "https://edition.cnn.com/2024/06/20/asia/story/index.html"
    html = seed_page(kept=True, credit_first=False).replace("copyblatt.example", "edition.cnn.com")
    credits = read_credits(parse(html, url=own))
    assert judge(None, credits, url=own) == ()


@pytest.mark.parametrize(
    ("first", "cut"),
    [
        (
            "(CNN) — Ein Feuer hat am Mittwoch mehrere Lagerhallen am alten Hafen zerstört, wie die Wehr mitteilte.",
            True,
        ),
        ("Hongkong (CNN) Ein Feuer hat am Mittwoch mehrere Lagerhallen am alten Hafen zerstört, so die Wehr.", True),
        ("BERLIN (dpa) - Ein Feuer hat am Mittwoch mehrere Lagerhallen am alten Hafen zerstört, so die Wehr.", False),
        ("HAMBURG (Reuters) – Ein Feuer hat am Mittwoch mehrere Lagerhallen am alten Hafen zerstört, so sie.", False),
    ],
)
def test_an_outlet_s_mark_leaves_the_body_and_an_agency_s_dateline_stays(first: str, cut: bool) -> None:
    document = page(first=first)
    body = extract_article(document, credit_lines=credit_lines(read_credits(document))).body
    assert body.splitlines()[0] == (first[first.index("Ein Feuer") :] if cut else first)
