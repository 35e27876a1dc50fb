"""Agencies, stories, profiles of sites, and who copies whom, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from newscrawl.items import Relation
from newscrawl.query import UnknownSite, agencies, narrowing, network, site_profile, stories, story
from newscrawl.query.articles import each_article
from newscrawl.query.narrowing import Filters
from newscrawl.sites import Site, SiteRole
from newscrawl.store.models import Article
from newscrawl.store.repository import Repository
from tests.support.stories import NOW, ORIGINAL, SITE, found, origin, read
from tests.support.stories import story as told

BASE = "https://umschau.example"
SOURCE = "https://cnn.example/original"
OTHER = Site(name="blatt", title="Blatt", role=SiteRole.OUTLET, domains=("blatt.example",), documented="made up")


@pytest.fixture
def filled(repository: Repository, engine: Engine) -> Engine:
    """An original in English; its translation with three copies on two sites; one text of an agency; one of nobody."""
    for site in (SITE, ORIGINAL, OTHER):
        repository.upsert_site(site)
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="test")
    names = ("kopie", "kopie-2", "agentur", "allein", "offen")
    repository.record_source(run, read(*(found(f"{BASE}/{name}", title=name) for name in names)))
    english = " ".join(f"Word{n}" for n in range(40))
    original = told(SOURCE, site="cnn", day=16, language="en", title="Original", body=english)
    repository.save(run, [original], now=NOW)
    with engine.connect() as connection:
        version = connection.scalar(select(Article.newest_version_id).where(Article.url == SOURCE))
    made = replace(origin(url=SOURCE), version_id=version, basis="page+text")
    unnamed = replace(made, basis="text", url=None, confidence=0.95)
    alone = " ".join(f"Allein{n}" for n in range(40))
    reuters = replace(origin("Reuters", "reuters", agency=True), relation=Relation.AGENCY)
    rows = [
        told(f"{BASE}/kopie", title="Kopie", origins=(made,)),
        told("https://blatt.example/kopie", site="blatt", title="Kopie im Blatt", origins=(unnamed,), day=19),
        told(f"{BASE}/kopie-2", title="Noch eine", day=19),
        told(f"{BASE}/agentur", title="Agentur", body=alone.replace("Allein", "Agentur"), origins=(reuters,)),
        told(f"{BASE}/allein", title="Allein", body=alone),
    ]
    assert [saved.error for saved in repository.save(run, rows, now=NOW)] == [None] * 5
    return engine


def test_agencies_are_counted_by_site(filled: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = agencies(filled).items
    assert [(row.slug, row.texts, row.pictures) for row in rows] == [("kcna", 0, 6), ("reuters", 0, 6)]
    assert [(s.site, s.pictures) for s in rows[0].sites] == [("umschau", 4), ("blatt", 1), ("cnn", 1)]
    assert [row.pictures for row in agencies(filled, agency="kcna", site="blatt").items] == [1]
    assert agencies(filled, since=datetime(2026, 6, 19, tzinfo=UTC), limit=1).items[0].pictures == 2
    some = agencies(filled, agency="kcna", since=datetime(2026, 6, 19, tzinfo=UTC)).items
    assert [(row.slug, row.pictures) for row in some] == [("kcna", 2)]
    assert agencies(filled, agency="dpa").items == agencies(filled, agency="nobody").items == ()
    monkeypatch.setattr(narrowing, "_FEW", -1)  # of more articles than are looked up one by one
    assert agencies(filled, agency="kcna", since=datetime(2026, 6, 19, tzinfo=UTC)).items == some


def test_a_story_has_all_copies_and_one_origin(filled: Engine) -> None:
    rows = stories(filled)
    assert rows.is_exact
    row = rows.items[0]
    assert (row.url, row.first_site, row.is_sure) == (SOURCE, "cnn", True)
    assert row.answer == "3 sites, 1 origin"
    assert (row.origins, row.languages, row.articles) == (("CNN",), ("de", "en"), 4)
    whole = story(filled, "blatt.example/kopie")
    assert whole is not None
    assert whole[0] == row
    assert [text.url.partition("//")[2] for text in whole[1]] == [
        *("cnn.example/original", "umschau.example/kopie", "blatt.example/kopie", "umschau.example/kopie-2"),
    ]
    assert [text.original_url for text in whole[1]] == [None, SOURCE, SOURCE, None]


def test_a_text_without_copies_is_a_story_of_its_own(filled: Engine) -> None:
    whole = story(filled, f"{BASE}/allein")
    assert whole is not None
    assert (whole[0].answer, whole[0].origins, whole[0].articles) == ("1 site, 1 origin", ("unknown",), 1)
    assert story(filled, f"{BASE}/offen") is None


def test_stories_of_a_site_or_time_are_told_whole(filled: Engine) -> None:
    assert [row.articles for row in stories(filled, site="blatt").items] == [4]
    assert stories(filled, since=NOW + timedelta(days=1)).items == ()
    assert stories(filled, offset=9).items == ()


def test_every_share_names_its_denominator(filled: Engine) -> None:
    profile = site_profile(filled, "umschau", now=NOW + timedelta(days=1))
    shares = {share.name: (share.articles, share.of) for share in profile.shares}
    assert shares["from_others"] == (2, 4)
    assert shares["translated"] == shares["agency"] == (1, 4)
    assert (shares["own"], shares["unknown"], shares["uncredited"]) == ((0, 4), (2, 4), (0, 2))
    assert [(s.origin, s.articles, s.median_delay_hours, s.delays) for s in profile.sources] == [
        ("cnn", 1, 48.0, 1),
        ("reuters", 1, None, 0),
    ]
    assert (profile.addresses, profile.states, profile.coverage) == (5, {"pending": 1, "stored": 4}, 0.8)
    assert [(m.month, m.articles, m.from_others, m.unknown) for m in profile.months] == [("2026-06", 4, 2, 2)]
    assert [row.slug for row in profile.agencies] == ["kcna", "reuters"]
    blatt = site_profile(filled, "blatt", now=NOW)
    assert {s.name: s.share for s in blatt.shares}["uncredited"] == 1.0
    with pytest.raises(UnknownSite, match="umschau"):
        site_profile(filled, "umschua", now=NOW)


def test_the_network_has_an_edge_for_each_site_and_origin(filled: Engine) -> None:
    edges = network(filled).items
    assert [(e.site, e.origin, e.origin_site, e.relations) for e in edges] == [
        ("blatt", "cnn", "cnn", {"translated": 1}),
        ("umschau", "cnn", "cnn", {"translated": 1}),
        ("umschau", "reuters", None, {"agency": 1}),
    ]
    assert [e.site for e in network(filled, origin="cnn", since=datetime(2026, 6, 19, tzinfo=UTC)).items] == ["blatt"]
    assert network(filled, least=2).items == network(filled, site="cnn").items == ()


def test_reading_all_articles_piece_by_piece_leaves_none_out(filled: Engine) -> None:
    for size in (1, 2, 100):
        rows = [row.url for row in each_article(filled, Filters(), size=size)]
        assert len(rows) == len(set(rows)) == 6
    assert [row.site for row in each_article(filled, Filters(origin="cnn"), size=1)] == ["blatt", "umschau"]
