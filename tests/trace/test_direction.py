"""Who has a text from whom: credits before publishers before times, and no answer where none of them tells."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.items import Direction
from newscrawl.trace.direction import Side, direction

NOON = datetime(2026, 6, 18, 12, 0, tzinfo=UTC)
OUTLET = Side(
    publisher="hafenblatt",
    kind="outlet",
    names=frozenset(),
    published_at=NOON,
    precision="second",
    zoned=True,
    first_seen_at=NOON + timedelta(days=2),
)
OTHER = replace(OUTLET, publisher="inselbote")
AGENCY = replace(OUTLET, publisher="kuestendienst", kind="agency")
AGGREGATOR = replace(OUTLET, publisher="umschau", kind="aggregator")
LATER = timedelta(hours=3)


@pytest.mark.parametrize(
    ("one", "other", "is_copy", "by"),
    [
        (replace(OUTLET, names=frozenset({"inselbote"})), OTHER, True, Direction.CREDITED),
        (replace(AGENCY, names=frozenset({"inselbote"})), OTHER, True, Direction.CREDITED),
        (AGGREGATOR, OUTLET, True, Direction.PUBLISHER_KIND),
        (OUTLET, AGENCY, True, Direction.PUBLISHER_KIND),
        (replace(OUTLET, published_at=NOON + LATER), OTHER, True, Direction.EARLIER),
        (replace(OUTLET, kind=None, published_at=NOON + LATER), AGENCY, True, Direction.EARLIER),
        (OUTLET, OTHER, None, Direction.UNDECIDABLE),
        (replace(OUTLET, names=frozenset({"inselbote"})), replace(OTHER, names=frozenset({"hafenblatt"})), None, None),
    ],
)
def test_what_decides(one: Side, other: Side, is_copy: bool | None, by: Direction | None) -> None:
    verdict = direction(one, other)
    assert verdict.is_copy is is_copy
    assert by is None or verdict.by is by
    assert verdict.reasons


def test_a_copy_that_is_dated_back_is_a_copy_and_its_date_is_held_against_that() -> None:
    early = replace(AGGREGATOR, published_at=NOON - timedelta(days=200))
    verdict = direction(early, OUTLET)
    assert (verdict.is_copy, verdict.by) == (True, Direction.PUBLISHER_KIND)
    (against,) = verdict.against
    assert "2025-11-30" in against


def test_an_article_is_not_proved_older_by_its_own_date() -> None:
    forged = replace(OTHER, published_at=NOON - timedelta(days=200))
    verdict = direction(OUTLET, forged)
    assert (verdict.is_copy, verdict.by, verdict.claimed) == (True, Direction.EARLIER, True)
    assert "if its own date is right" in verdict.reasons[0]


def test_what_was_seen_before_the_other_came_out_is_older_by_more_than_its_word() -> None:
    verdict = direction(OUTLET, replace(OTHER, published_at=NOON - LATER, first_seen_at=NOON - LATER / 2))
    assert (verdict.is_copy, verdict.claimed) == (True, False)
    assert "was seen by 2026-06-18 10:30 UTC" in verdict.reasons[0]


def test_a_wall_clock_without_a_zone_is_no_proof_of_hours() -> None:
    assert direction(replace(OUTLET, published_at=NOON + LATER, zoned=False), OTHER).is_copy is None
    assert direction(replace(OUTLET, published_at=NOON + timedelta(days=2), zoned=False), OTHER).is_copy is True


def test_a_day_is_as_long_as_it_is() -> None:
    day = replace(OUTLET, published_at=NOON.replace(hour=0), precision="day")
    assert direction(day, OTHER).is_copy is None
    assert direction(replace(day, published_at=NOON.replace(hour=0) + timedelta(days=1)), OTHER).is_copy is True


def test_what_was_seen_before_the_other_came_out_is_older_whatever_it_claims() -> None:
    undated = replace(OUTLET, published_at=None, first_seen_at=NOON - LATER)
    assert direction(undated, OTHER).is_copy is False
    future = replace(OUTLET, published_at=NOON + timedelta(days=9), first_seen_at=NOON - LATER)
    assert direction(future, OTHER).is_copy is False


SIDES = st.builds(
    Side,
    publisher=st.sampled_from(["a", "b"]),
    kind=st.sampled_from(["agency", "outlet", "aggregator", None]),
    names=st.frozensets(st.sampled_from(["a", "b"])),
    published_at=st.none() | st.datetimes(datetime(2026, 1, 1), datetime(2026, 2, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    precision=st.sampled_from(["second", "minute", "day", None]),
    zoned=st.booleans(),
    first_seen_at=st.datetimes(datetime(2026, 1, 1), datetime(2026, 2, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)


@given(one=SIDES, other=SIDES)
def test_seen_from_the_other_side_the_verdict_is_the_opposite(one: Side, other: Side) -> None:
    there, back = direction(one, other), direction(other, one)
    assert (there.by, there.claimed) == (back.by, back.claimed)
    assert there.is_copy is (None if back.is_copy is None else not back.is_copy)
