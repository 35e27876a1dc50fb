"""What changed in an article: versions, called-out facts, and the text word by word."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from typer.testing import CliRunner

from newscrawl.cli.main import build
from newscrawl.items import Access, DateClaim, DateKind, Story
from newscrawl.query import Change, Passage, history
from newscrawl.query.history import difference
from newscrawl.store.repository import Repository
from tests.support.stories import NOW, OUTLET, PHOTO, SITE, origin, story

URL = "https://umschau.example/fest"
BEFORE = "Die Stadt feiert am Samstag ihr Fest.\nDer Eintritt kostet fünf Euro.\nDie Feuerwehr sperrt die Brücke."
AFTER = "Die Stadt feiert am Sonntag ihr Fest.\nDer Eintritt kostet fünf Euro.\nEs gibt Musik auf zwei Bühnen."


def save(repository: Repository, *stories: Story) -> None:
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="test")
    repository.upsert_site(SITE)
    for hours, told in enumerate(stories):
        (saved,) = repository.save(run, [told], now=NOW + timedelta(hours=hours))
        assert saved.error is None


def edited() -> tuple[Story, Story]:
    first = story(URL, title="Fest am Samstag", body=BEFORE, origins=(origin(),))
    second = story(URL, title="Fest am Sonntag", body=AFTER, minutes=60)
    assert second.article
    claim = DateClaim(
        kind=DateKind.PUBLISHED,
        value=NOW,
        precision="second",
        source="jsonld",
        raw=NOW.isoformat(),
    )
    article = replace(
        second.article,
        authors=("Jo Weber",),
        published=claim,
        dates=(claim,),
        access=Access.LOCKED,
    )
    return first, replace(second, article=article, credits=(PHOTO,))


def test_headline_author_date_credit_and_origin_are_called_out(repository: Repository, engine: Engine) -> None:
    save(repository, *edited())
    first, second = history(engine, "umschau.example/fest").versions
    assert (first.number, first.changes, first.difference) == (1, (), ())
    assert second.first_seen_at - first.first_seen_at == timedelta(hours=1)
    changes = {c.what: c for c in second.changes}
    assert changes["headline"] == Change(what="headline", removed=("Fest am Samstag",), added=("Fest am Sonntag",))
    assert changes["author"].added == ("Jo Weber",)
    assert changes["date"].added == (NOW.isoformat(),)
    assert changes["credit"].removed == (f"outlet: {OUTLET.quote}",)
    assert changes["origin"].removed == ("CNN",)
    assert changes["access"] == Change(what="access", removed=("unknown",), added=("locked",))
    assert "picture" not in changes


def test_the_text_is_compared_word_by_word(repository: Repository, engine: Engine) -> None:
    save(repository, *edited())
    passages = history(engine, URL).versions[1].difference
    assert Passage(kind="removed", text="Samstag") in passages
    assert Passage(kind="added", text="Sonntag") in passages
    assert any(p.kind == "same" and "Der Eintritt kostet fünf Euro." in p.text for p in passages)


def test_reading_the_same_text_again_makes_no_version(repository: Repository, engine: Engine) -> None:
    first, _ = edited()
    save(repository, first, first)
    (only,) = history(engine, URL).versions
    assert only.last_seen_at - only.first_seen_at == timedelta(hours=1)


def test_the_command_shows_removed_and_added_words(repository: Repository, database_url: str) -> None:
    save(repository, *edited())
    arguments = ("history", URL, "--database", database_url)
    shown = CliRunner().invoke(build(arguments), arguments)
    assert shown.exit_code == 0
    assert "headline: − Fest am Samstag\nheadline: + Fest am Sonntag\n" in shown.stdout
    assert "[-Samstag-]{+Sonntag+}" in shown.stdout
    told = json.loads(CliRunner().invoke(build(arguments), (*arguments, "--json")).stdout)
    assert [v["number"] for v in told["versions"]] == [1, 2]


def test_an_address_without_article_says_its_state(repository: Repository, database_url: str) -> None:
    save(repository, replace(story(URL), state="failed", reason="answered 500", article=None))
    arguments = ("history", URL, "--database", database_url)
    shown = CliRunner().invoke(build(arguments), arguments)
    assert shown.exit_code == 1
    assert "its state is failed" in shown.stdout


TEXTS = st.text(alphabet="ab .,\nü漢", max_size=60)


@given(before=TEXTS, after=TEXTS)
def test_both_texts_can_be_made_of_their_difference(before: str, after: str) -> None:
    passages = difference(before, after)
    assert "".join(p.text for p in passages if p.kind != "added") == before
    assert "".join(p.text for p in passages if p.kind != "removed") == after
    assert all(a.kind != b.kind for a, b in pairwise(passages))
