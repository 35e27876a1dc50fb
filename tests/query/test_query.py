"""Answers to an analyst's questions, on both databases."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from newscrawl.items import Access, Block, BlockKind, Label
from newscrawl.query import Filters, UnknownAddress, article, articles, coverage, runs, why
from newscrawl.store.repository import Repository
from tests.support.stories import NOW, OUTLET, SITE, origin, seed, story

BASE = "https://umschau.example"


@pytest.fixture
def seeded(repository: Repository, engine: Engine) -> Engine:
    seed(repository)
    return engine


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        (Filters(site="cnn"), ["original"]),
        (Filters(origin="cnn"), ["kopie"]),
        (Filters(origin="CNN"), ["kopie"]),
        (Filters(origin="reuters"), ["agentur", "gleich-1"]),
        (Filters(origin="unknown"), ["gleich-2", "unbekannt"]),
        (Filters(origin="own"), ["original"]),
        (Filters(relation="translated"), ["kopie"]),
        (Filters(language="en"), ["original"]),
        (Filters(agency="kcna", site="cnn"), ["original"]),
        (Filters(agency="dpa"), []),
        (Filters(since=datetime(2026, 6, 19, tzinfo=UTC)), ["gleich-2"]),
        (Filters(until=datetime(2026, 6, 18, tzinfo=UTC)), ["original"]),
        (Filters(state="failed"), ["kaputt"]),
    ],
)
def test_filters_narrow_the_list(seeded: Engine, filters: Filters, names: list[str]) -> None:
    found = articles(seeded, filters)
    rows = found.items
    assert [row.url.rpartition("/")[2] for row in rows] == names
    assert (found.total, found.is_exact, found.has_more) == (len(names), True, False)


def test_a_row_tells_origin_credits_and_equal_texts(seeded: Engine) -> None:
    row = articles(seeded, Filters(origin="cnn")).items[0]
    assert (row.origin_name, row.confidence, row.origin_url) == ("CNN", 0.85, "https://cnn.example/original")
    assert row.image_agencies == ("kcna", "reuters")
    assert row.published_at == datetime(2026, 6, 18, 8, tzinfo=UTC)
    assert [r.equal_texts for r in articles(seeded, Filters(origin="reuters")).items] == [0, 1]


def test_limit_and_offset_page_through_the_list(seeded: Engine) -> None:
    whole = [row.url for row in articles(seeded, Filters()).items]
    paged = [articles(seeded, Filters(), limit=1, offset=n).items[0].url for n in range(len(whole))]
    assert paged == whole


def test_states_add_up(seeded: Engine) -> None:
    assert coverage(seeded) == {"cnn": {"stored": 1}, "umschau": {"failed": 1, "stored": 5}}


def test_runs_tell_how_they_ended(seeded: Engine) -> None:
    (run,) = runs(seeded)
    assert (run.reason, run.exit_code, run.pages) == ("finished", 0, 8)
    assert run.seconds is not None
    assert run.seconds >= 0


def test_a_dossier_holds_everything(seeded: Engine) -> None:
    found = article(seeded, f"{BASE}/gleich-1")
    empty = [f.name for f in fields(found) if getattr(found, f.name) in ((), None)]
    assert empty == ["aliases", "reviews", "derived", "siblings"]
    assert [n.agency for n in found.credits[0].names] == ["kcna", "reuters"]
    assert found.origins[0].evidence[0].archive_offset == 100
    assert [copy.other_url for copy in found.copies] == [f"{BASE}/gleich-2"]
    assert [d.zoned for d in found.dates] == [True, False]


def test_versions_are_numbered_and_the_newest_is_shown(seeded: Engine) -> None:
    found = article(seeded, f"{BASE}/unbekannt")
    assert [version.number for version in found.versions] == [1, 2]
    assert found.text is not None
    assert found.text.title == "Unbekannt, geändert"


@pytest.mark.parametrize(
    "address",
    [
        f"{BASE}/kopie",
        f"{BASE}/kopie/",
        "http://umschau.example/kopie",
        "http://www.umschau.example/kopie/",
        "umschau.example/kopie",
        "kopie",
        f"{BASE}/kopie?utm_source=x",
    ],
)
def test_addresses_are_forgiven(seeded: Engine, address: str) -> None:
    assert article(seeded, address).page.url == f"{BASE}/kopie"


def test_a_part_of_a_title_finds_its_article(seeded: Engine) -> None:
    assert article(seeded, "Unbekannt, ge").page.url == f"{BASE}/unbekannt"
    assert article(seeded, "Gleich auch …").page.url == f"{BASE}/gleich-2"
    with pytest.raises(UnknownAddress, match=r"several (titles|addresses):\n.*gleich-1\n.*gleich-2"):
        article(seeded, "Gleich")


def test_an_unknown_address_names_close_ones(seeded: Engine) -> None:
    with pytest.raises(UnknownAddress, match=f"{BASE}/kopie"):
        article(seeded, f"{BASE}/kopje")
    with pytest.raises(UnknownAddress, match=r"several addresses:\n.*gleich-1\n.*gleich-2"):
        article(seeded, "gleich-")
    with pytest.raises(UnknownAddress):
        article(seeded, "%")


def test_why_names_the_origin_and_how_to_be_surer(seeded: Engine) -> None:
    found = why(seeded, "kopie")
    assert found.answer == "Probably translated from CNN (evidence strong)."
    assert found.settle[0] == (
        "The linked original is stored; compare the two: newscrawl show https://cnn.example/original"
    )
    assert found.dossier.origins[0].delay_hours == pytest.approx(24)


def test_who_copied_is_told_from_both_sides(seeded: Engine, repository: Repository) -> None:
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="test")
    further = story(
        f"{BASE}/weitere", body="ganz andere Worte", day=19, origins=(origin(url="https://cnn.example/original"),)
    )
    repository.save(run, [further], now=NOW)
    original = article(seeded, "original")
    assert [d.url for d in original.derived] == [f"{BASE}/kopie", f"{BASE}/weitere"]
    assert original.siblings == ()
    copy = article(seeded, "kopie")
    assert [(d.url, d.relation) for d in copy.siblings] == [(f"{BASE}/weitere", "translated")]
    assert copy.derived == ()


def test_why_says_which_site_to_crawl(seeded: Engine) -> None:
    assert why(seeded, "agentur").settle[0].startswith("Reuters is not crawled: declare it")


def test_unknown_is_said_plainly_with_what_was_looked_at(seeded: Engine) -> None:
    found = why(seeded, "unbekannt")
    assert found.answer.startswith("Unknown: ")
    assert found.looked_at[0] == "The page's credits: 1 photo."
    assert "“KCNA/Reuters”" in found.settle[0]


def test_equal_texts_do_not_make_the_earliest_the_original(seeded: Engine) -> None:
    found = why(seeded, "gleich-2")
    sentence = next(s for s in found.settle if "earliest" in s)
    assert "umschau claims the earliest time (2026-06-18 08:00 UTC)" in sentence
    assert "not first published" in sentence
    assert "This text among the 5 other stored articles: 1 with the same words, 3 edited." in found.looked_at


def test_an_originals_own_page_is_no_riddle(seeded: Engine) -> None:
    assert why(seeded, "original").answer.startswith("No other origin found: nothing names anyone but CNN")


def test_a_page_that_credits_its_own_publisher_says_so(seeded: Engine, repository: Repository) -> None:
    run = repository.start_run(site="cnn", spider="cnn", settings={}, code_version="test")
    own = replace(story("https://cnn.example/eigen", site="cnn", body="nur hier"), credits=(OUTLET,))
    repository.save(run, [own], now=NOW)
    found = why(seeded, "eigen")
    assert found.answer == "No other origin found: the page credits CNN itself with the text."
    assert not any("would help" in sentence for sentence in found.settle)


def test_why_of_a_failed_page_says_what_to_do(seeded: Engine) -> None:
    found = why(seeded, "kaputt")
    assert "its state is failed (answered 500)" in found.answer
    assert found.settle == ("Fetch it: newscrawl crawl umschau",)


def test_a_dossier_tells_structure_type_access_and_labels(repository: Repository, engine: Engine) -> None:
    repository.upsert_site(SITE)
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="1")
    told = story(f"{BASE}/gebaut", body="Zwischentitel\nEin Absatz.")
    assert told.article is not None
    built = replace(
        told.article,
        blocks=(
            Block(kind=BlockKind.HEADING, text="Zwischentitel", level=2),
            Block(kind=BlockKind.PARAGRAPH, text="Ein Absatz."),
        ),
        access=Access.LOCKED,
        labels=(Label(kind="tag", text="Hafen\0", source="meta"),),
    )
    saved = repository.save(run, [replace(told, article=built)], now=NOW)
    assert [s.error for s in saved] == [None]
    reading = article(engine, f"{BASE}/gebaut").reading
    assert reading is not None
    assert (reading.structure, reading.page_type, reading.access) == ("heading 2\nparagraph", "article", "locked")
    assert reading.details is not None
    assert reading.details["labels"] == [{"kind": "tag", "text": "Hafen", "source": "meta"}]
