"""What is chance in a site's own past is no break, and what is not is one, however small the site."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.query.breaks import LEAST_DAYS, beta_binomial_at_least, dispersion, fall, poisson_at_most, rise

WEEK = [10, 8, 12, 9, 11, 3, 2]
CALM = [3, 2, 4, 1, 3, 5, 2]


@pytest.mark.parametrize(
    ("what", "counts", "days"),
    [
        ("a daily site on its first silent day", [0, *WEEK * 4], 1),
        ("one article a day, like clockwork", [0, *[1] * 28], 1),
        ("a small site on its second silent day", [0, 0, *CALM * 4], 2),
        ("working days only, silent on Monday too", [0, 0, 0, *[20, 22, 18, 20, 21, 0, 0] * 4], 3),
        ("a silence longer than the window", [0] * 20 + WEEK * 4, 20),
        ("a tenth of what it was", [1, 1, 1, *WEEK * 4], 3),
        ("behind a first crawl that found thousands", [0, *[10, 8, 12, 9, 11, 10, 7] * 4, 4000], 1),
    ],
)
def test_falls_are_seen(what: str, counts: list[int], days: int) -> None:
    found = fall(counts, window=14)
    assert found is not None, what
    assert found.days == days


@pytest.mark.parametrize(
    ("what", "counts"),
    [
        ("no past", [0, 9, 9, 9]),
        ("a small site's silent day", [0, *CALM * 4]),
        ("a weekend as every weekend", [0, 0, *[20, 22, 18, 20, 21, 0, 0] * 4]),
        ("three articles a month", [0] * 12 + [1, 0, 0, 0, 0, 0, 0, 0, 0, 1] * 4),
        ("after a backfill", [9, *WEEK, 900, *WEEK * 3]),
        ("a little less", [7, 8, 9, *WEEK * 4]),
    ],
)
def test_chance_is_no_fall(what: str, counts: list[int]) -> None:
    assert fall(counts, window=14) is None, what


@given(st.lists(st.integers(0, 50), max_size=60), st.integers(1, 20))
def test_a_fall_is_below_what_its_past_has_seen(counts: list[int], window: int) -> None:
    found = fall(counts, window=window)
    if found is not None:
        past = counts[found.days :]
        assert len(past) >= LEAST_DAYS
        assert found.found == sum(counts[: found.days]) < found.expected
        assert all(sum(past[n : n + found.days]) > found.found for n in range(len(past) - found.days + 1))


@given(st.lists(st.integers(0, 30), min_size=8, max_size=40), st.integers(0, 10))
def test_more_articles_never_make_a_fall(counts: list[int], more: int) -> None:
    if fall(counts, window=1) is None:
        assert fall([counts[0] + more, *counts[1:]], window=1) is None


def test_a_rise_has_its_beginning() -> None:
    found = rise([5, 4, 0, 0, *[0] * 28], [5, 4, 5, 5, *[4] * 28], window=14)
    assert found is not None
    assert (found.days, found.bad, found.pages, found.before) == (2, 9, 9, 0.0)


@pytest.mark.parametrize(
    ("what", "bad", "pages"),
    [
        ("one bad page", [1, *[0] * 28], [1, *[3] * 28]),
        ("as it always was", [9, *[9] * 28], [10, *[10] * 28]),
        ("no past", [5, 5, 0], [5, 5, 5]),
        ("a past of few pages", [4, *[0] * 10], [4, *[1] * 10]),
        ("a few more of a thousand", [130, *[100] * 28], [1000, *[1000] * 28]),
    ],
)
def test_chance_is_no_rise(what: str, bad: list[int], pages: list[int]) -> None:
    assert rise(bad, pages, window=14) is None, what


DAYS = st.integers(0, 20).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(st.lists(DAYS, max_size=50), st.integers(1, 20))
def test_a_rise_is_one(days: list[tuple[int, int]], window: int) -> None:
    bad, pages = [b for b, _ in days], [n for _, n in days]
    found = rise(bad, pages, window=window)
    if found is not None:
        assert 1 <= found.days <= window
        assert (found.bad, found.pages) == (sum(bad[: found.days]), sum(pages[: found.days]))
        assert found.share >= found.before + 0.2
        assert 0 <= found.chance <= 1


@given(st.integers(0, 40), st.floats(0.1, 50), st.floats(0.1, 20))
def test_chances_are_chances(found: int, mean: float, spread: float) -> None:
    assert 0 <= poisson_at_most(found, mean, spread) <= 1
    assert poisson_at_most(0, mean) == pytest.approx(math.exp(-mean))


@given(st.integers(0, 60), st.floats(0.5, 50), st.floats(0.5, 50))
def test_all_chances_of_a_share_add_up(trials: int, a: float, b: float) -> None:
    assert beta_binomial_at_least(0, trials, a, b) == pytest.approx(1)


def test_dispersion_is_that_of_chance_clockwork_and_bursts() -> None:
    assert dispersion([3] * 28, 3.0) == pytest.approx(7 / 34)
    assert dispersion([1, 5] * 14, 3.0) == pytest.approx(1.3, abs=0.05)
    assert dispersion([0, 0, 0, 40] * 7, 10.0) > 20
