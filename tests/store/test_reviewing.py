"""What a person decides about an origin stays on top of whatever is concluded later, on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select

from newscrawl.items import Direction, Origin, Story
from newscrawl.query import article as dossier
from newscrawl.query import reviews, why
from newscrawl.query.party import UnknownPublisher, party
from newscrawl.store.models import Review
from newscrawl.store.repository import Repository
from newscrawl.store.reviewing import Answer, CannotDecide, Decided, decide
from newscrawl.store.session import writing
from newscrawl.store.tracing import make_due, select_versions
from newscrawl.trace.encoder import Encoder
from newscrawl.trace.reviews import Decision
from tests.store.test_tracing import Remembering, World, credited, seen, told
from tests.support.stories import NOW
from tests.trace.articles import ELECTION, HARBOUR

ORIGINAL = told("hafenblatt", "harbour", HARBOUR)
COPY = told("umschau", "hafen", HARBOUR, hours=3)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Remembering()


@pytest.fixture
def world(repository: Repository, encoder: Encoder) -> World:
    return World(repository, encoder)


def say(world: World, story: Story, decision: Decision, named: str | None = None, *, rank: int = 1) -> Decided:
    ranked = bool(world.origins(story)) and not (decision is Decision.WITHDRAW and named)
    answer = Answer(
        url=story.url,
        rank=rank if ranked else None,
        decision=decision,
        party=party(world.engine, named) if named else None,
        reviewer="Ann",
        note="read both",
    )
    return decide(world.engine, answer, NOW + timedelta(days=1))


def retrace(world: World, *stories: Story) -> None:
    with writing(world.engine) as connection:
        for one in stories:
            make_due(connection, select_versions(connection, url=one.url))
    world.trace()


def publishers(origins: Sequence[Origin]) -> list[str | None]:
    return [origin.publisher_id for origin in origins]


def test_a_confirmed_origin_stays_first_with_its_reason_whatever_is_read_or_traced_later(world: World) -> None:
    other = told("inselbote", "harbour-too", HARBOUR, hours=1)
    world.store(ORIGINAL, other, COPY)
    world.trace()
    before = world.origins(COPY)[0]
    beside = told("umschau", "hafen", HARBOUR, hours=3, credits=(credited("inselbote"),))
    say(world, COPY, Decision.CONFIRM)
    for happens in (lambda: retrace(world, COPY), lambda: world.store(beside), world.trace):
        happens()
        first = world.origins(COPY)[0]
        assert (first.publisher_id, first.confidence) == (before.publisher_id, 0.99)
        assert first.evidence[0].kind == "review"
        assert first.evidence[0].quote == "confirmed by Ann, 2026-06-21 12:00 UTC: read both"
    assert dossier(world.engine, COPY.url).origins[0].review == "confirm"
    assert "as confirmed by Ann" in why(world.engine, COPY.url).answer


def test_a_rejected_origin_does_not_return_and_stays_visible_as_refused(world: World) -> None:
    world.store(ORIGINAL, COPY)
    world.trace()
    shown = world.origins(COPY)[0]
    decided = say(world, COPY, Decision.REJECT)
    assert (decided.after, decided.waiting) == ((), 1)
    retrace(world, COPY)
    world.store(replace(COPY, credits=(credited("hafenblatt"),)))
    world.trace()
    assert world.origins(COPY) == ()
    (kept,) = dossier(world.engine, COPY.url).reviews
    assert (kept.decision, kept.shown_origin, kept.reviewer, kept.note) == ("reject", "hafenblatt", "Ann", "read both")
    assert kept.shown_confidence == shown.confidence
    assert [e["quote"] for e in kept.verdict["evidence"]] == [e.quote for e in shown.evidence]
    assert "refused by a reviewer" in why(world.engine, COPY.url).answer


def test_ranks_begin_anew_and_another_article_may_be_found_where_the_first_is_refused(world: World) -> None:
    other = told("inselbote", "harbour-too", [*HARBOUR[:5], "Nobody at the port was hurt."], hours=1)
    world.store(ORIGINAL, other, COPY)
    world.trace()
    first = world.origins(COPY)[0].publisher_id
    say(world, COPY, Decision.REJECT)
    retrace(world, COPY)
    found = dossier(world.engine, COPY.url).origins
    assert [o.rank for o in found] == list(range(1, len(found) + 1))
    assert {"hafenblatt", "inselbote"} - {first} == {found[0].origin}


MIDDLE = told("inselbote", "middle", HARBOUR, credits=(credited("kuestendienst"),))
END = told("rundblick", "end", HARBOUR, hours=3)


@pytest.fixture
def chain(world: World) -> World:
    """A copy of an outlet's article, which has its text from an agency, whose own article is not stored."""
    world.store(MIDDLE, END)
    world.trace()
    assert seen(world.origins(END)) == [
        ("inselbote", "immediate", "verbatim"),
        ("kuestendienst", "ultimate", "republished"),
    ]
    return world


def test_a_chain_skips_a_link_that_was_refused_further_up(chain: World) -> None:
    assert say(chain, MIDDLE, Decision.REJECT).waiting == 2
    chain.trace()
    assert chain.origins(MIDDLE) == ()
    assert publishers(chain.origins(END)) == ["inselbote"]


def test_what_was_concluded_through_a_refused_link_goes_with_it(chain: World) -> None:
    assert say(chain, END, Decision.REJECT).after == ()
    chain.trace()
    assert chain.origins(END) == ()


def test_a_link_whose_end_alone_is_refused_stays(chain: World) -> None:
    assert publishers(say(chain, END, Decision.REJECT, rank=2).after) == ["inselbote"]
    retrace(chain, END)
    assert publishers(chain.origins(END)) == ["inselbote"]


def test_each_passage_of_a_merged_text_keeps_its_own_origin(world: World) -> None:
    election = told("inselbote", "election", ELECTION)
    merged = told("umschau", "merged", [*HARBOUR, *ELECTION], hours=5)
    world.store(ORIGINAL, election, merged)
    world.trace()
    found = world.origins(merged)
    assert len(found) == 2
    kept, refused = found[1], found[0]
    lines, passages = kept.lines, list(dossier(world.engine, merged.url).origins[1].alignment)
    say(world, merged, Decision.REJECT)
    (left,) = world.origins(merged)
    assert (left.publisher_id, left.lines) == (kept.publisher_id, lines)
    assert list(dossier(world.engine, merged.url).origins[0].alignment) == passages != []
    say(world, merged, Decision.CORRECT, "kuestendienst")
    assert refused.publisher_id not in publishers(world.origins(merged))


def test_a_corrected_origin_is_first_and_leads_to_its_article(world: World) -> None:
    true = told("vestnik", "other", ELECTION)
    world.store(ORIGINAL, true, COPY)
    world.trace()
    say(world, COPY, Decision.CORRECT, true.url)
    retrace(world, COPY)
    (first,) = dossier(world.engine, COPY.url).origins
    assert (first.rank, first.origin, first.original_url, first.review) == (1, "vestnik", true.url, "correct")
    assert first.basis == "review"
    assert first.evidence[0].quote.startswith("named by Ann, 2026-06-21 12:00 UTC in place of ")


def test_another_article_of_the_same_publisher_takes_the_place_of_the_shown_one(world: World) -> None:
    other = told("hafenblatt", "election", ELECTION)
    world.store(ORIGINAL, other, COPY)
    world.trace()
    say(world, COPY, Decision.CORRECT, other.url)
    retrace(world, COPY)
    assert [(o.publisher_id, o.url) for o in world.origins(COPY)] == [("hafenblatt", other.url)]


def test_an_origin_can_be_named_where_none_was_found(world: World) -> None:
    world.store(COPY)
    world.trace()
    with pytest.raises(CannotDecide, match="name it with --correct"):
        say(world, COPY, Decision.CONFIRM)
    say(world, COPY, Decision.CORRECT, "https://unknown-paper.example/2026/story")
    retrace(world, COPY)
    assert [(o.publisher, o.is_agency, o.relation) for o in world.origins(COPY)] == [
        ("unknown-paper.example", False, "republished")
    ]
    say(world, COPY, Decision.CORRECT, "dpa")
    retrace(world, COPY)
    assert [(o.publisher, o.is_agency, o.relation) for o in world.origins(COPY)] == [
        ("Deutsche Presse-Agentur", True, "agency")
    ]


def test_what_a_person_said_decides_who_copied_whom(world: World) -> None:
    one, two = told("hafenblatt", "harbour", HARBOUR), told("inselbote", "harbour", HARBOUR, hours=2)
    world.store(one, two)
    world.trace()
    assert publishers(world.origins(two)) == ["hafenblatt"]
    say(world, two, Decision.REJECT)
    say(world, one, Decision.CORRECT, two.url)
    retrace(world, one, two)
    assert world.origins(two) == ()
    (origin,) = world.origins(one)
    assert (origin.publisher_id, origin.direction) == ("inselbote", Direction.REVIEWED)


def test_a_new_version_is_told_of_the_review_and_decided_anew(world: World) -> None:
    world.store(ORIGINAL, COPY)
    world.trace()
    confidence = world.origins(COPY)[0].confidence
    say(world, COPY, Decision.REJECT)
    changed = told("umschau", "hafen", [*HARBOUR, "The port will answer questions on Friday."], hours=3)
    world.store(changed)
    world.trace()
    origin = next(o for o in world.origins(COPY) if o.publisher_id == "hafenblatt")
    assert origin.confidence < confidence / 2 + 0.05
    assert "(reviewed on an earlier version)" in origin.evidence[-1].quote
    question = next(q for q in reviews.questions(world.engine, url=COPY.url) if q.origin == "hafenblatt")
    assert "earlier version" in question.reasons
    assert any("newscrawl review" in line for line in why(world.engine, COPY.url).settle)
    say(world, COPY, Decision.CONFIRM, rank=question.rank)
    assert (world.origins(COPY)[0].publisher_id, world.origins(COPY)[0].confidence) == ("hafenblatt", 0.99)


def test_a_later_decision_counts_and_one_can_be_taken_back(world: World, engine: Engine) -> None:
    world.store(ORIGINAL, COPY)
    world.trace()
    before = world.origins(COPY)
    say(world, COPY, Decision.CONFIRM)
    assert not say(world, COPY, Decision.CONFIRM).is_new
    say(world, COPY, Decision.WITHDRAW)
    assert world.origins(COPY) == before
    say(world, COPY, Decision.REJECT)
    say(world, COPY, Decision.WITHDRAW, "hafenblatt")
    world.trace()
    assert world.origins(COPY) == before
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Review)) == 4
    with pytest.raises(CannotDecide, match="nothing was decided"):
        say(world, COPY, Decision.WITHDRAW)


def test_the_report_counts_what_the_machine_had_concluded(world: World) -> None:
    elections = [told("umschau", f"wahl-{n}", [*ELECTION[n:], f"Zusatz {n}"], hours=4) for n in range(2)]
    world.store(ORIGINAL, COPY, told("inselbote", "election", ELECTION), *elections)
    world.trace()
    say(world, COPY, Decision.CONFIRM)
    say(world, elections[0], Decision.CONFIRM)
    say(world, elections[0], Decision.REJECT)
    say(world, elections[1], Decision.CORRECT, "kuestendienst")
    said = reviews.report(world.engine)
    assert (said.reviewed, said.right, said.reviewers) == (3, 1, ("Ann",))
    assert sum(one.reviewed for one in said.bins) == 3
    (low, high) = reviews.wilson(1, 3)
    assert (round(low, 3), round(high, 3)) == (0.061, 0.792)


def test_what_is_asked_is_uncertain_and_undecided(world: World) -> None:
    undecided = told("inselbote", "harbour", HARBOUR, dated=False)
    world.store(replace(ORIGINAL, article=told("hafenblatt", "harbour", HARBOUR, dated=False).article), undecided)
    world.trace()
    asked = reviews.questions(world.engine)
    assert asked
    assert {"direction", "confidence"} <= set(asked[0].reasons)
    assert reviews.questions(world.engine, limit=1) == asked[:1]
    say(world, undecided, Decision.CONFIRM)
    assert undecided.url not in {q.url for q in reviews.questions(world.engine)}
    everything = reviews.questions(world.engine, doubtful=False)
    assert len(everything) >= len(reviews.questions(world.engine))


def test_publishers_are_meant_by_slug_name_alias_or_address(world: World) -> None:
    said = ("hafenblatt", "HAFENBLATT", "https://www.hafenblatt.example/x", "hafenblatt.example/x")
    assert {party(world.engine, one).publisher_id for one in said} == {"hafenblatt"}
    assert party(world.engine, "Deutsche Presse-Agentur").is_agency
    with pytest.raises(UnknownPublisher, match="give the address"):
        party(world.engine, "The Nonexistent Gazette")
