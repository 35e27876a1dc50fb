"""Which stored texts are compared with one, and that what else is traced beside it changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from sqlalchemy import Connection, update

from newscrawl.items import Evidence, Origin, OriginRole, Relation, Story
from newscrawl.store import candidates as module
from newscrawl.store import ready
from newscrawl.store.backgrounds import usual
from newscrawl.store.candidates import Candidates
from newscrawl.store.concluding import Traced, tracer_of
from newscrawl.store.embeddings import Divider, Names
from newscrawl.store.models import TraceState
from newscrawl.store.ready import Texts
from newscrawl.store.repository import Repository
from newscrawl.store.texts import stored_texts
from newscrawl.store.tracing import TextTracing, make_due, select_versions
from newscrawl.store.vectors import open_index
from newscrawl.trace.encoder import NoEncoder, Vectors
from tests.store.test_tracing import COPY, NOW, ORIGINAL, SITES, World, seen, told
from tests.support.encoding import encode_missing
from tests.trace.articles import HARBOUR, HARBOUR_DE

TOWNS = ("Almvik", "Brennholt", "Cardosa", "Dunmore", "Eskilby", "Fontarno", "Gravelle", "Hestoy")
CRAFTS = ("bakers", "weavers", "coopers", "tanners", "millers", "potters", "masons")


def filler(n: int) -> Story:
    """One of twelve texts on different things."""
    town, craft = TOWNS[n % 8], CRAFTS[n % 7]
    lines = (
        f"The {craft} of {town} have elected a new chairman after a dispute of {n + 11} weeks over their fees.",
        f"Members from {town} and the valley voted by {40 + n} to {n + 3}, according to the guild's own count.",
        f"Their school will train {n + 20} apprentices from next year on, more than any other in the province.",
    )
    return told("inselbote", f"filler-{n}", lines)


class Blind:
    """An encoder that knows none of the languages: its vectors tell nothing."""

    name, version, dimensions, languages = "use-multilingual-v3", "blind", 16, frozenset({"xx"})

    def encode(self, texts: Sequence[str]) -> Vectors:
        random = [np.random.default_rng([*text.encode()]) for text in texts]
        return np.array([r.integers(-127, 128, 16) for r in random], np.int8).reshape(len(texts), 16)


def stored(repository: Repository, *stories: Story, encoder: object) -> World:
    world = World(repository, encoder)  # type: ignore[arg-type]
    world.store(*stories)
    encode_missing(world.engine, world.encoder)
    return world


def candidates(world: World, connection: Connection) -> Candidates:
    divider = Divider(connection)
    known = usual(connection, world.encoder, divider, NOW)
    return Candidates(connection, open_index(connection, world.encoder, divider.version), known.rarity, Names())


@pytest.mark.parametrize("encoder", [NoEncoder(), Blind()], ids=["none", "a language it lacks"])
def test_names_and_numbers_lead_to_the_original_where_vectors_do_not(
    repository: Repository, encoder: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("_BY_MEAN", "_BY_LEAD", "_BY_ANCHORS"):
        monkeypatch.setattr(module, name, 2)
    monkeypatch.setattr(module, "_RIVALS", 0)
    twin = told("umschau", "hafen-2", HARBOUR_DE, language="de", hours=4)
    world = stored(repository, *(filler(n) for n in range(12)), ORIGINAL, COPY, twin, encoder=encoder)
    with world.engine.begin() as connection:
        original, copy, own = (select_versions(connection, url=one.url)[0] for one in (ORIGINAL, COPY, twin))
        known = candidates(world, connection)
        found = known.of(connection, stored_texts(connection, [copy]))[copy]
        assert original in found.originals
        assert len(found.originals) <= 6
        assert own not in [*found.originals, *found.copies], "a text of the own site is no origin"
        assert known.made_from(connection, stored_texts(connection, [original])) >= {copy, own}


@pytest.mark.parametrize("first", [0, 1], ids=["original first", "copy first"])
def test_without_an_encoder_the_original_is_found_in_any_order(repository: Repository, first: int) -> None:
    world = World(repository, NoEncoder())
    copy = told("umschau", "harbour", HARBOUR[:5], hours=3)
    order = (ORIGINAL, copy) if first == 0 else (copy, ORIGINAL)
    for one in order:
        world.store(one)
        world.trace()
    assert seen(world.origins(copy))[0][0] == "hafenblatt"


def test_a_confidence_does_not_depend_on_what_is_traced_beside_it(repository: Repository) -> None:
    world = stored(repository, ORIGINAL, COPY, encoder=NoEncoder())
    world.trace()
    together = world.origins(COPY)
    with world.engine.begin() as connection:
        make_due(connection, select_versions(connection, url=COPY.url))
    (alone,) = TextTracing(world.engine, world.encoder, SITES).run(NOW)
    assert [o.confidence for o in alone.after] == [o.confidence for o in together] != []


def test_texts_are_kept_ready_up_to_a_bound(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ready, "_KEPT", 2)
    world = stored(repository, ORIGINAL, encoder=NoEncoder())
    with world.engine.begin() as connection:
        divider = Divider(connection)
        known = usual(connection, world.encoder, divider, NOW)
        texts = Texts(world.encoder, divider, known.background)
        one, two, three = select_versions(connection)[:3]
        first = texts.of(connection, [one])[one]
        assert texts.of(connection, [one, two])[one] is first
        assert list(texts.of(connection, [one, two, three])) == [one, two, three]
        assert texts.of(connection, [one])[one] is not first


def test_what_other_rules_concluded_is_outdated(repository: Repository) -> None:
    world = stored(repository, ORIGINAL, COPY, encoder=NoEncoder())
    world.trace()
    tracer = tracer_of(world.encoder)
    with world.engine.begin() as connection:
        assert select_versions(connection, tracer=tracer) == []
        (copy,) = select_versions(connection, url=COPY.url)
        mine = TraceState.article_version_id == copy
        connection.execute(update(TraceState).where(mine).values(tracer="page-0/match-0"))
        assert select_versions(connection, tracer=tracer) == [copy]


ORIGIN = Origin(
    publisher="Hafenblatt",
    publisher_id="hafenblatt",
    is_agency=False,
    role=OriginRole.IMMEDIATE,
    relation=Relation.CUT,
    confidence=0.9,
    evidence=(Evidence(kind="text_match", quote="The port", locator="text:0-8", weight=0.9, rule="text-cut"),),
    tracer="test",
)


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ((), (ORIGIN,), "found"),
        ((ORIGIN,), (), "lost"),
        ((ORIGIN,), (replace(ORIGIN, publisher="Inselbote"), ORIGIN), "other origin"),
        ((ORIGIN,), (replace(ORIGIN, relation=Relation.VERBATIM),), "other details"),
        ((ORIGIN,), (replace(ORIGIN, confidence=0.8),), None),
    ],
    ids=["found", "lost", "other origin", "other details", "same"],
)
def test_changes_are_told_by_kind(before: tuple[Origin, ...], after: tuple[Origin, ...], change: str | None) -> None:
    assert Traced(version_id=1, url="https://umschau.example/hafen", before=before, after=after).change == change
