"""Which sitemaps of an index hold a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discover.archives import MOST, Period, around, current, period_of
from newscrawl.items import Discovery, PageKind, Via

NOW = datetime(2026, 6, 24, 12, tzinfo=UTC)
BASE = "https://paper.example/"


def child(path: str, modified: datetime | None = None) -> Discovery:
    return Discovery(url=f"{BASE}{path}", kind=PageKind.SITEMAP, via=Via.SITEMAP, modified_at=modified)


def day(month: int, number: int) -> datetime:
    return datetime(2026, month, number, tzinfo=UTC)


@pytest.mark.parametrize(
    ("path", "start", "end"),
    [
        ("sitemap-2026-06-18.xml", day(6, 18), day(6, 19)),
        ("2026/06/18/sitemap.xml", day(6, 18), day(6, 19)),
        ("sitemap/20260618.xml.gz", day(6, 18), day(6, 19)),
        ("sitemap?yyyy=2026&mm=06&dd=18", day(6, 18), day(6, 19)),
        ("sitemaps/2026-06.xml", day(6, 1), day(7, 1)),
        ("archive/2026/6.xml", day(6, 1), day(7, 1)),
        ("sitemap_202612.xml", day(12, 1), datetime(2027, 1, 1, tzinfo=UTC)),
        ("sitemap.xml?year=2026&month=12", day(12, 1), datetime(2027, 1, 1, tzinfo=UTC)),
        ("sitemap-2026.xml", day(1, 1), datetime(2027, 1, 1, tzinfo=UTC)),
    ],
)
def test_the_period_that_an_address_names(path: str, start: datetime, end: datetime) -> None:
    assert period_of(BASE + path) == Period(start, end)


@pytest.mark.parametrize("path", ["sitemap-12.xml", "news.xml", "post-sitemap20261.xml", "a/123456789.xml", "?y=abc"])
def test_an_address_without_a_date_names_none(path: str) -> None:
    assert period_of(BASE + path) is None


@given(st.text(max_size=60))
def test_any_address_is_read(path: str) -> None:
    found = period_of(BASE + path)
    assert found is None or found.start < found.end


def test_current_are_the_undated_and_the_newest() -> None:
    old = NOW - timedelta(days=90)
    children = [child("2026-01.xml", NOW), child("2026-06.xml"), child("part-1.xml", old), child("part-9.xml", NOW)]
    named = [c.url.removeprefix(BASE) for c in current([*children, child("news.xml", old), child("all.xml")], NOW)]
    assert sorted(named) == ["2026-06.xml", "all.xml", "news.xml", "part-9.xml"]


def test_a_site_that_claims_all_of_its_archives_changed_is_believed_only_so_far() -> None:
    assert len(current([child(f"part-{n}.xml", NOW) for n in range(500)], NOW)) == MOST


def test_around_prefers_what_names_the_period() -> None:
    wanted = [Period(day(6, 10), day(6, 20))]
    children = [
        child("part-1.xml", day(6, 30)),
        child("2026-02.xml"),
        child("2026-06.xml"),
        child("part-0.xml", day(3, 1)),
        child("2026-06-12.xml"),
    ]
    named = [c.url.removeprefix(BASE) for c in around(children, wanted, 10)]
    assert named == ["2026-06.xml", "2026-06-12.xml", "part-1.xml"]
    assert len(around(children, wanted, 2)) == 2
