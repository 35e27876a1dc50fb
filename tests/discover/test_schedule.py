from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discover.schedule import NEWEST, Schedule, changed_since

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SCHEDULE = Schedule()
times = st.datetimes(datetime(2020, 1, 1), datetime(2026, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def gap(*ages: timedelta) -> timedelta:
    return SCHEDULE.source([NOW - age for age in ages], NOW - 90 * DAY, NOW) - NOW


def test_a_source_is_read_as_often_as_it_brings_something():
    assert gap(*(n * 30 * MINUTE for n in range(1, 6))) == 30 * MINUTE
    assert gap(*(n * DAY for n in range(1, 6))) == DAY
    assert gap(*[MINUTE] * 5) == SCHEDULE.shortest


def test_a_source_that_falls_silent_is_read_ever_more_seldom_up_to_a_limit():
    assert gap(*[5 * DAY] * 5) == DAY
    assert gap(*[10 * DAY] * 5) == 2 * DAY
    assert gap(*[80 * DAY] * 5) == SCHEDULE.longest


def test_a_source_that_never_named_anything_is_judged_by_its_own_age():
    assert SCHEDULE.source([], NOW, NOW) == NOW + SCHEDULE.shortest
    assert SCHEDULE.source([], NOW - 5 * DAY, NOW) == NOW + DAY


@given(st.lists(times, max_size=NEWEST), times)
def test_every_interval_of_a_source_is_between_the_limits(news: list[datetime], first_seen: datetime):
    assert SCHEDULE.shortest <= SCHEDULE.source(news, first_seen, NOW) - NOW <= SCHEDULE.longest


def test_articles_are_visited_again_at_three_ages_and_no_more():
    visits, now = [], NOW
    while due := SCHEDULE.article(NOW, NOW - HOUR, now):
        visits.append(due - NOW)
        now = due
    assert visits == [DAY, 7 * DAY, 30 * DAY]


def test_a_late_visit_takes_the_place_of_those_that_were_missed():
    assert SCHEDULE.article(NOW, None, NOW + 8 * DAY) == NOW + 30 * DAY


def test_an_old_article_is_visited_again_once():
    assert SCHEDULE.article(NOW, NOW - 400 * DAY, NOW) == NOW + 30 * DAY


def test_visits_can_be_left_out_or_made_by_every_crawl():
    assert Schedule(revisits=()).article(NOW, None, NOW) is None
    assert Schedule(revisits=(timedelta(0),)).article(NOW - 90 * DAY, None, NOW) == NOW


def test_failures_are_tried_again_later_and_later():
    due = [SCHEDULE.failed(tries, NOW, NOW) for tries in (1, 2, 3)]
    assert due == [NOW + HOUR, NOW + 4 * HOUR, NOW + 30 * DAY]
    assert SCHEDULE.again(NOW - 60 * DAY, NOW) == NOW + 60 * DAY
    assert Schedule(late=None).failed(3, NOW, NOW) is None


@pytest.mark.parametrize(
    "wrong", [{"shortest": 8 * DAY}, {"late": -DAY}, {"revisits": (-HOUR,)}, {"tries": 0}], ids=lambda w: next(iter(w))
)
def test_intervals_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError, match=r"interval|try"):
        Schedule(**wrong)


def test_a_sitemap_changed_on_a_day_may_have_changed_until_its_end():
    day = datetime(2026, 6, 20, tzinfo=UTC)
    assert changed_since(day, NOW)
    assert not changed_since(day, NOW + DAY)
    assert changed_since(NOW + MINUTE, NOW)
    assert not changed_since(NOW - MINUTE, NOW)
    assert not changed_since(None, NOW)
