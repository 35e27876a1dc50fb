"""Headlines of articles that are not stored, compared with copies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.demo.content import World
from newscrawl.items import Evidence, Origin, OriginRole, Polarity, Relation
from newscrawl.trace.encoder import NoEncoder, UseEncoder
from newscrawl.trace.headlines import LONGEST, MOST, Headlines, Named, model_for, name_by_headline, words_of
from newscrawl.trace.prepared import Prepared, prepare
from tests.trace.articles import ELECTION, HARBOUR_DE, LIBRARY, article

TITLES = [
    "Port of Larvendal to close for eleven days as divers inspect breakwater",
    "Teacher gives library of Oberwald 8,300 books about mountaineering",
    "Castelmora voters reject new tram line",
    "Harbour festival in Brunhaven draws record crowd",
    "Ferry company orders two electric ships",
    "Storm closes schools along the northern coast",
    "Central bank leaves rates unchanged",
    "Football: Oberwald wins cup after extra time",
    *(post.title for host in ("cnn", "reuters", "kcna") for post in World().posts(host).values()),
]


@pytest.fixture(scope="module")
def pool() -> Headlines:
    return Headlines(TITLES, UseEncoder().encode(TITLES))


@pytest.fixture(scope="module")
def copies() -> list[Prepared]:
    texts = [
        article("harbour", HARBOUR_DE, "de", "Larvendals Hafen macht dicht"),
        article("library", LIBRARY),
        article("election", ELECTION),
    ]
    return list(prepare(texts, UseEncoder()))


@pytest.mark.parametrize("place", range(3))
def test_a_copys_original_has_the_likeliest_headline_with_or_without_a_title(
    pool: Headlines, copies: list[Prepared], place: int
) -> None:
    model = model_for(UseEncoder())
    found = pool.probabilities(copies[place], model)
    assert found.shape == (len(TITLES),)
    assert int(found.argmax()) == place
    assert found[place] >= model.suspect_from
    others = np.delete(found, place)
    assert others.max() < model.suspect_from


def test_only_the_chosen_headlines_are_compared(pool: Headlines, copies: list[Prepared]) -> None:
    model = model_for(UseEncoder())
    everything = pool.probabilities(copies[0], model)
    assert pool.probabilities(copies[0], model, np.array([3, 0])) == pytest.approx(everything[[3, 0]])
    assert pool.probabilities(copies[0], model, np.array([], np.int64)).shape == (0,)


def test_names_and_numbers_alone_name_nothing(copies: list[Prepared]) -> None:
    encoder = NoEncoder()
    model = model_for(encoder)
    bare = replace(copies[0], vectors=copies[0].vectors[:, :0], title_vector=copies[0].title_vector[:0])
    found = Headlines(TITLES, encoder.encode(TITLES)).probabilities(bare, model)
    assert found.max() < model.name_from


def test_a_copy_without_sentences_is_compared_too(pool: Headlines) -> None:
    (empty,) = prepare([article("empty", (), title="")], UseEncoder())
    found = pool.probabilities(empty, model_for(UseEncoder()))
    assert (found < 0.3).all()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("world/2026/06/18/port-of-larvendal-closes/index.html", "port of larvendal closes"),
        ("a/der_hafen_wird_gesperrt-123456.html", "der hafen wird gesperrt"),
        ("politik/", None),
        ("news/article/8712635", None),
        ("en/article/q/1ee9bdb7186944f765208f34ecfb5407.kcmsf", None),
    ],
)
def test_the_words_of_an_address(path: str, words: str | None) -> None:
    assert words_of(f"https://paper.example/{path}") == words


@given(st.text(max_size=2_000))
def test_no_address_says_more_than_a_headline(path: str) -> None:
    words = words_of(f"https://paper.example/{path}")
    assert words is None or 0 < len(words) <= LONGEST


CREDIT = Evidence(kind="outlet_line", quote="CNN", locator="/html/body/p[1]", weight=0.85, rule="lone-outlet")
CNN = Origin(
    publisher="CNN",
    publisher_id="cnn",
    is_agency=False,
    role=OriginRole.IMMEDIATE,
    relation=Relation.TRANSLATED,
    confidence=0.85,
    evidence=(CREDIT, replace(CREDIT, kind="cited_only", polarity=Polarity.CONTRADICTS)),
    tracer="page-1",
)
NAMED = Named(
    publisher="cnn",
    url="https://cnn.example/a",
    quote=TITLES[0],
    locator="entries[3]",
    source_url="https://cnn.example/feed",
    probability=0.97,
    when="published 2026-06-18 08:00 UTC, a plausible time",
)


def test_a_headline_names_an_original_of_a_credited_publisher_with_capped_confidence() -> None:
    credited, named = name_by_headline([CNN], [NAMED], "page-1/combine-1")
    assert credited == CNN
    assert (named.url, named.relation, named.basis) == (NAMED.url, Relation.HEADLINE_MATCH, "headline")
    assert named.confidence == MOST == 0.6
    assert [e.kind for e in named.evidence] == ["headline", "time", "outlet_line"]
    assert (named.evidence[0].quote, named.evidence[0].source_url) == (NAMED.quote, NAMED.source_url)


def test_it_is_never_surer_than_the_credit() -> None:
    weak = replace(CNN, confidence=0.4)
    assert name_by_headline([weak], [NAMED], "t")[1].confidence == pytest.approx(0.388)


def test_nobody_is_named_without_credit_or_where_the_text_was_found() -> None:
    assert name_by_headline([], [NAMED], "t") == ()
    other = replace(CNN, publisher="Reuters", publisher_id="reuters")
    assert name_by_headline([other], [NAMED], "t") == (other,)
    found = replace(CNN, version_id=7, basis="page+text")
    assert name_by_headline([found], [NAMED], "t") == (found,)
