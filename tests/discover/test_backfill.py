from datetime import UTC, date, datetime

import pytest

from newscrawl.discover.backfill import Backfill
from newscrawl.errors import ConfigurationError
from newscrawl.items import Discovery, PageKind, Via
from newscrawl.sites import Section, Site, SiteRole

BASE = "https://kurier.example"
FEBRUARY = Backfill(date(2026, 2, 1), date(2026, 2, 28))
SITE = Site(
    name="kurier",
    title="Kurier",
    role=SiteRole.OUTLET,
    domains=("kurier.example",),
    documented="made up",
    feeds=(f"{BASE}/feed",),
    sitemaps=(f"{BASE}/index.xml",),
    sections=(Section(url=f"{BASE}/stadt"),),
    archives=(f"{BASE}/archiv/%Y/%m/",),
    wordpress_api=f"{BASE}/wp-json/wp/v2/posts",
)


def named(url: str = f"{BASE}/a", **fields: object) -> Discovery:
    return Discovery(**{"url": url, "via": Via.SITEMAP, **fields})  # type: ignore[arg-type]


def day(month: int, number: int) -> datetime:
    return datetime(2026, month, number, 12, tzinfo=UTC)


def test_the_days_are_written_as_two_dates():
    assert Backfill.read("2026-02-01..2026-02-28") == FEBRUARY
    assert str(FEBRUARY) == "2026-02-01..2026-02-28"


@pytest.mark.parametrize("wrong", ["2026-02-01", "2026-02-30..2026-03-01", "2026-03-01..2026-02-01", ""])
def test_other_days_are_refused(wrong: str):
    with pytest.raises(ConfigurationError, match=r"backfill"):
        Backfill.read(wrong)


def test_everything_but_feeds_is_read():
    found = {(d.url, d.kind) for d in FEBRUARY.entry_points(SITE)}
    api = f"{BASE}/wp-json/wp/v2/posts?per_page=100&page=1&_fields=link,title,date_gmt,modified_gmt,guid"
    assert found == {
        (f"{BASE}/index.xml", PageKind.SITEMAP),
        (f"{BASE}/stadt", PageKind.SECTION),
        (f"{BASE}/archiv/2026/02/", PageKind.SECTION),
        (f"{api}&after=2026-01-31T00%3A00%3A00&before=2026-03-02T00%3A00%3A00", PageKind.API),
    }


def test_dated_archives_have_a_page_for_each_day_month_or_year():
    quarter = Backfill(date(2025, 12, 30), date(2026, 1, 2))
    assert quarter.pages(f"{BASE}/%Y-%m-%d") == [
        f"{BASE}/{d}" for d in ("2025-12-30", "2025-12-31", "2026-01-01", "2026-01-02")
    ]
    assert quarter.pages(f"{BASE}/%Y/%m") == [f"{BASE}/2025/12", f"{BASE}/2026/01"]
    assert quarter.pages(f"{BASE}/%Y") == [f"{BASE}/2025", f"{BASE}/2026"]


def test_of_an_index_those_sitemaps_are_read_that_may_hold_the_days():
    assert FEBRUARY.wants_sitemap(named(f"{BASE}/sitemap-2026-02.xml"))
    assert FEBRUARY.wants_sitemap(named(f"{BASE}/sitemap-2026.xml"))
    assert FEBRUARY.wants_sitemap(named(f"{BASE}/sitemap-7.xml", modified_at=day(3, 1)))
    assert not FEBRUARY.wants_sitemap(named(f"{BASE}/sitemap-7.xml", modified_at=day(1, 1)))
    assert not FEBRUARY.wants_sitemap(named(f"{BASE}/sitemap-2026-05.xml"))


@pytest.mark.parametrize(
    ("wanted", "url", "said"),
    [
        (True, "/a", {"published_at": day(2, 10)}),
        (False, "/a", {"published_at": day(5, 10), "modified_at": day(2, 10)}),
        (True, "/2026/02/10/a", {"modified_at": day(5, 10)}),
        (False, "/2026/05/10/a", {}),
        (True, "/a", {"found_on": f"{BASE}/sitemap-2026-02.xml"}),
        (False, "/a", {"found_on": f"{BASE}/sitemap-2026-05.xml"}),
        (True, "/a", {"modified_at": day(5, 10)}),
        (False, "/a", {"modified_at": day(1, 10), "found_on": f"{BASE}/sitemap-2026.xml"}),
        (True, "/a", {"found_on": f"{BASE}/sitemap-2026.xml"}),
        (None, "/a", {}),
    ],
)
def test_an_article_belongs_to_the_days_by_what_is_said_of_it(wanted: bool | None, url: str, said: dict[str, object]):
    assert FEBRUARY.wants(BASE + url, [named(BASE + url, **said)]) is wanted


def test_a_listing_ends_where_everything_dated_is_older():
    old, new = named(published_at=day(1, 5)), named(published_at=day(2, 5))
    assert FEBRUARY.is_past([old, named()])
    assert not FEBRUARY.is_past([old, new])
    assert not FEBRUARY.is_past([named()])
