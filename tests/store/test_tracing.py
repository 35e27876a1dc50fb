"""Stored texts lead to the articles they were made from, in any order of arrival, on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import Engine, func, select

from newscrawl.demo.content import World as Replica
from newscrawl.items import Credit, CreditKind, CreditName, DateClaim, DateKind, Origin, Role, Story
from newscrawl.query import article as dossier
from newscrawl.query import why
from newscrawl.sites import Site, SiteRole
from newscrawl.store.embeddings import encoder_id
from newscrawl.store.models import Alignment, Embedding, OriginLink, TraceBackground, TraceState
from newscrawl.store.reindexing import reindex
from newscrawl.store.repository import Repository
from newscrawl.store.texts import origins_of
from newscrawl.store.tracing import TextTracing, Traced, make_due, select_versions
from newscrawl.trace.encoder import Encoder, NoEncoder, UseEncoder, Vectors
from tests.support.stories import NOW, story
from tests.trace.articles import ELECTION, HARBOUR, HARBOUR_DE, LIBRARY

HARBOUR_RU = (
    "Порт Ларвендала в марте закроют на одиннадцать дней, пока водолазы обследуют его волнолом длиной 1240 метров.",
    "После шторма 9 января инженеры обнаружили трещины в 36 бетонных блоках, сообщила Ингрид Сульхейм из порта.",
    "Паромы на острова Треско и Хамнарей будут отходить от временного причала возле старого рыбного рынка.",
    "Город рассчитывает заплатить 4,75 миллиона крон, половину из которых пообещало министерство транспорта.",
    "Рыбаки жаловались, что до назначения даты их никто не спросил.",
    "Окончательный отчёт должен быть опубликован до начала летних каникул.",
)


def site(name: str, role: SiteRole, **fields: object) -> Site:
    return Site(name=name, title=name.title(), role=role, domains=(f"{name}.example",), documented="made up", **fields)  # type: ignore[arg-type]


SITES = {
    s.name: s
    for s in (
        site("umschau", SiteRole.AGGREGATOR),
        site("rundblick", SiteRole.AGGREGATOR),
        site("hafenblatt", SiteRole.OUTLET),
        site("inselbote", SiteRole.OUTLET),
        site("vestnik", SiteRole.OUTLET),
        site("kuestendienst", SiteRole.AGENCY),
    )
}
DPA = Credit(
    kind=CreditKind.TEXT,
    quote="(dpa)",
    locator="/html/body/p[6]#char=0,5",
    position="closing",
    rule="closing-line",
    names=(CreditName(name="dpa", role=Role.PRODUCER, agency="dpa"),),
)


def credited(publisher: str) -> Credit:
    return Credit(
        kind=CreditKind.OUTLET,
        quote=f"Zuerst erschienen bei: {publisher}",
        locator="/html/body/p[1]#char=0,30",
        position="notice",
        rule="first-published",
        names=(CreditName(name=publisher.title(), role=Role.PUBLISHER, publisher=publisher),),
    )


def told(
    where: str,
    name: str,
    lines: Sequence[str],
    *,
    language: str = "en",
    hours: float = 0,
    dated: bool = True,
    credits: tuple[Credit, ...] = (),
) -> Story:
    """An article of a site, claimed to be so many hours younger than the others."""
    made = story(f"https://{where}.example/{name}", site=where, title=lines[0][:50], body="\n".join(lines))
    assert made.article
    claim = DateClaim(
        kind=DateKind.PUBLISHED,
        value=datetime(2026, 6, 18, 8, tzinfo=UTC) + timedelta(hours=hours),
        precision="second",
        source="jsonld",
        raw="2026",
    )
    text = replace(
        made.article,
        language=language,
        published=claim if dated else None,
        dates=(claim,) if dated else (),
        site_name=where.title(),
    )
    return replace(made, article=text, credits=credits, origins=())


OTHERS = tuple(
    told(("hafenblatt", "inselbote", "kuestendienst")[n % 3], f"other-{n}", post.body.strip().split("\n\n"), hours=-n)
    for n, post in enumerate(Replica().posts("reuters").values())
)


class Remembering(UseEncoder):
    """The real encoder; a text that it has seen in another test is not encoded again."""

    def __init__(self) -> None:
        super().__init__()
        self._seen: dict[str, Vectors] = {}

    def encode(self, texts: Sequence[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in self._seen]
        self._seen.update(zip(new, super().encode(new), strict=True))
        return np.stack([self._seen[text] for text in texts])


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Remembering()


class World:
    """A database that holds some articles of other things already."""

    def __init__(self, repository: Repository, encoder: Encoder) -> None:
        self.repository = repository
        self.engine = repository.engine
        self.encoder = encoder
        self.run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="test")
        for one in SITES.values():
            repository.upsert_site(one)
        self.store(*OTHERS)

    def store(self, *stories: Story) -> None:
        assert [s.error for s in self.repository.save(self.run, stories, now=NOW)] == [None] * len(stories)

    def trace(self) -> list[Traced]:
        return list(TextTracing(self.engine, self.encoder, SITES).run(NOW))

    def origins(self, told: Story) -> tuple[Origin, ...]:
        with self.engine.connect() as connection:
            (version,) = select_versions(connection, url=told.url)
            return origins_of(connection, [version]).get(version, ())


@pytest.fixture
def world(repository: Repository, encoder: Encoder) -> World:
    return World(repository, encoder)


def seen(origins: Sequence[Origin]) -> list[tuple[str | None, str, str]]:
    return [(o.publisher_id, o.role.value, o.relation.value) for o in origins]


ORIGINAL = told("hafenblatt", "harbour", HARBOUR)
COPY = told("umschau", "hafen", HARBOUR_DE, language="de", hours=3)


@pytest.mark.parametrize("order", [(ORIGINAL, COPY), (COPY, ORIGINAL)], ids=["original first", "copy first"])
def test_a_translation_without_credits_leads_to_its_original_in_any_order(
    world: World, order: tuple[Story, Story]
) -> None:
    for one in order:
        world.store(one)
        world.trace()
    (origin,) = world.origins(COPY)
    assert seen([origin]) == [("hafenblatt", "immediate", "translated")]
    assert (origin.url, origin.basis, origin.direction) == (ORIGINAL.url, "text", "publisher-kind")
    assert origin.copy_coverage == origin.original_coverage == 1.0
    assert origin.confidence > 0.9
    assert world.origins(ORIGINAL) == ()


def test_quotes_and_passages_are_verbatim(world: World, engine: Engine) -> None:
    world.store(ORIGINAL, COPY)
    world.trace()
    (origin,) = dossier(engine, COPY.url).origins
    assert [p.copy_text for p in origin.alignment] == list(HARBOUR_DE)
    assert [p.original_text for p in origin.alignment] == list(HARBOUR)
    match = next(e for e in origin.evidence if e.kind == "text_match")
    start, end = map(int, match.locator.removeprefix("text:").split("-"))
    assert "\n".join(HARBOUR_DE)[start:end] == match.quote
    assert "100% of its sentences stand in an article of Hafenblatt" in why(engine, COPY.url).answer


def test_tracing_twice_changes_nothing(world: World, engine: Engine) -> None:
    world.store(ORIGINAL, COPY)
    assert [t.url for t in world.trace() if t.changed] == [COPY.url]
    assert world.trace() == []
    before = world.origins(COPY)
    with engine.begin() as connection:
        make_due(connection, select_versions(connection))
    again = world.trace()
    assert len(again) == len(OTHERS) + 2
    assert not any(t.changed for t in again)
    assert world.origins(COPY) == before


def test_a_page_that_is_read_again_is_traced_again(world: World, engine: Engine) -> None:
    world.store(ORIGINAL, COPY)
    world.trace()
    assert COPY.article
    world.store(replace(COPY, article=replace(COPY.article, extractor="a newer one")))
    assert world.origins(COPY) == ()
    assert [t.url for t in world.trace()] == [COPY.url]
    assert seen(world.origins(COPY)) == [("hafenblatt", "immediate", "translated")]
    with engine.connect() as connection:
        links = select(func.count()).select_from(Alignment).join(OriginLink, OriginLink.id == Alignment.origin_link_id)
        assert connection.scalar(links) == connection.scalar(select(func.count()).select_from(Alignment)) == 6


def test_two_outlets_with_one_agencys_text_have_it_from_the_agency(world: World) -> None:
    one = told("hafenblatt", "harbour", HARBOUR, credits=(DPA,))
    other = told("inselbote", "port", HARBOUR, hours=5, credits=(DPA,))
    copy = told("umschau", "hafen", HARBOUR_DE, language="de", hours=9)
    world.store(one, other, copy)
    world.trace()
    assert seen(world.origins(one)) == seen(world.origins(other)) == [("dpa", "immediate", "agency")]
    found = seen(world.origins(copy))
    assert ("dpa", "ultimate", "agency") in found
    assert found[0][0] in ("hafenblatt", "inselbote", "dpa")


def test_an_original_that_is_itself_a_copy_is_followed_to_its_source(world: World) -> None:
    outlet = told("hafenblatt", "harbour", HARBOUR, credits=(credited("inselbote"),))
    copy = told("umschau", "hafen", HARBOUR_DE, language="de", hours=9)
    world.store(outlet, copy)
    world.trace()
    assert seen(world.origins(copy)) == [
        ("hafenblatt", "immediate", "translated"),
        ("inselbote", "ultimate", "republished"),
    ]


def test_a_chain_of_translations_is_kept_as_a_chain(world: World) -> None:
    first = told("hafenblatt", "harbour", HARBOUR)
    second = told("vestnik", "port", HARBOUR_RU, language="ru", hours=6, credits=(credited("hafenblatt"),))
    third = told("umschau", "hafen", HARBOUR_DE, language="de", hours=9, credits=(credited("vestnik"),))
    for one in (third, second, first):
        world.store(one)
        world.trace()
    assert seen(world.origins(second))[0] == ("hafenblatt", "immediate", "translated")
    found = {o.publisher_id: o.role.value for o in world.origins(third)}
    assert found["hafenblatt"] in ("immediate", "ultimate")
    assert "vestnik" in found


def test_a_copy_that_is_dated_back_or_not_at_all_is_found(world: World) -> None:
    back = told("umschau", "hafen", HARBOUR_DE, language="de", hours=-5 * 30 * 24)
    undated = told("rundblick", "hafen", HARBOUR_DE, language="de", dated=False)
    world.store(ORIGINAL, back, undated)
    world.trace()
    (origin,) = world.origins(back)
    assert (origin.publisher_id, origin.direction) == ("hafenblatt", "publisher-kind")
    assert [e.kind for e in origin.evidence if e.polarity == "contradicts"] == ["direction"]
    assert seen(world.origins(undated)) == [("hafenblatt", "immediate", "translated")]


def test_a_merged_story_has_two_originals_each_with_its_lines(world: World) -> None:
    second = told("inselbote", "library", LIBRARY)
    merged = told("umschau", "beides", (*HARBOUR, *LIBRARY), hours=4)
    world.store(ORIGINAL, second, merged)
    world.trace()
    found = {o.publisher_id: o for o in world.origins(merged)}
    assert {o.relation.value for o in found.values()} == {"merged"}
    assert found["hafenblatt"].lines == (0, len(HARBOUR) - 1)
    assert found["inselbote"].lines == (len(HARBOUR), len(HARBOUR) + len(LIBRARY) - 1)


def test_a_quote_that_many_carry_and_two_stories_of_one_event_are_no_copies(world: World) -> None:
    quote = "“We shall rebuild every single house in this valley before winter comes,” the governor of Castelmora said."
    carriers = [
        told(("hafenblatt", "inselbote")[n % 2], f"quote-{n}", (*OTHERS[n].article.body.split("\n")[2:7], quote))  # type: ignore[union-attr]
        for n in range(6)
    ]
    mine = told("umschau", "zitat", (*ELECTION[:4], quote), hours=4)
    event = told(
        "inselbote",
        "vote",
        (
            "Castelmora said no: the tram will not be built, and the mayor has lost her most important project.",
            "In the bars around the cathedral, people celebrated until late on Sunday night with free wine.",
            "“They never asked us what we need,” said a baker whose shop stands where the first stop was planned.",
            "The builders' union fears for 400 jobs and wants to talk to the regional government this week.",
            "It is the third time in ten years that citizens have stopped a project of the city hall.",
        ),
        hours=2,
    )
    world.store(*carriers, mine, event)
    world.trace()
    assert world.origins(mine) == ()
    assert world.origins(event) == ()


def test_boilerplate_that_short_news_share_is_no_text_in_common(world: World, engine: Engine) -> None:
    rest = (
        "Follow us on our channels for all news from the coast and the islands, day and night.",
        "This report was made with the help of readers, who can send pictures to the newsroom at any time.",
        "All rights reserved; no part of it may be printed without written permission of the publisher.",
    )
    short = "A cyclist was slightly hurt in Mellum on Tuesday when a car door was opened in front of her."
    other = "The indoor pool in Hamnarey stays closed until Friday because a pump has to be replaced."
    one, two = told("hafenblatt", "door", (short, *rest)), told("umschau", "pool", (other, *rest), hours=1)
    world.store(one, two)
    world.store(
        *(
            told(where, f"short-{n}", (*OTHERS[n].article.body.split("\n")[:2], *rest), hours=n)  # type: ignore[union-attr]
            for where in ("hafenblatt", "umschau")
            for n in range(6)
        )
    )
    reindex(engine, NOW, lambda *_: None)
    world.trace()
    assert world.origins(two) == ()


def test_the_named_outlet_stays_first_where_the_text_stands_elsewhere(world: World) -> None:
    copy = told("umschau", "hafen", HARBOUR_DE, language="de", hours=3, credits=(credited("inselbote"),))
    world.store(ORIGINAL, copy)
    world.trace()
    first, second = world.origins(copy)
    assert (first.publisher_id, first.basis) == ("inselbote", "page")
    assert (second.publisher_id, second.basis) == ("hafenblatt", "text")
    assert "text_elsewhere" in [e.kind for e in first.evidence if e.polarity == "contradicts"]
    assert "named_instead" in [e.kind for e in second.evidence if e.polarity == "contradicts"]


def test_without_an_encoder_names_and_numbers_still_lead_to_the_original(repository: Repository) -> None:
    world = World(repository, NoEncoder())
    copy = told("umschau", "harbour", HARBOUR[:5], hours=3)
    world.store(ORIGINAL, copy)
    world.trace()
    assert seen(world.origins(copy))[:1] in (
        [("hafenblatt", "immediate", "verbatim")],
        [("hafenblatt", "immediate", "cut")],
    )


def test_vectors_and_backgrounds_are_stored_once_by_encoder(world: World, engine: Engine) -> None:
    world.store(ORIGINAL, COPY)
    world.trace()
    with engine.connect() as connection:
        names = connection.scalars(select(Embedding.encoder).distinct()).all()
        assert names == [encoder_id(world.encoder)]
        number = connection.scalar(select(TraceBackground.number).where(TraceBackground.is_current))
        assert set(connection.scalars(select(TraceState.background))) == {number}
    many = [told("inselbote", f"more-{n}", OTHERS[n % 9].article.body.split("\n")[n % 3 :]) for n in range(12)]  # type: ignore[union-attr]
    world.store(*many)
    world.trace()
    with engine.connect() as connection:
        assert connection.scalar(select(func.max(TraceBackground.number))) == number + 1
        assert connection.scalar(select(func.count()).where(TraceBackground.is_current)) == 1
