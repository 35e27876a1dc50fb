"""Addresses without end are told by what their likes brought."""

from __future__ import annotations

from newscrawl.discover.traps import TRAP, Traps, shape_of

BASE = "http://a.test"


def read(traps: Traps, urls: list[str], *, own: bool) -> list[str]:
    return [reason for url in urls if (reason := traps.saw(BASE + url, own=own))]


def test_addresses_that_differ_in_figures_last_segment_or_values_have_one_shape() -> None:
    assert shape_of(f"{BASE}/calendar/2031/05/day-7") == shape_of(f"{BASE}/calendar/1999/11/a") == "/calendar/#/#/*"
    assert shape_of(f"{BASE}/n?sid=1&page=2") == "/*?page&sid"
    assert shape_of(f"{BASE}/news/berlin/a") != shape_of(f"{BASE}/news/paris/a")


def test_a_closing_slash_hides_no_segment() -> None:
    assert shape_of(f"{BASE}/2026/11/29/") == shape_of(f"{BASE}/1931/1/1/") == "/#/#/*/"
    assert shape_of(f"{BASE}/news/page/2/") == shape_of(f"{BASE}/news/page/900/") == "/news/page/*/"
    assert shape_of(f"{BASE}/") != shape_of(f"{BASE}/a")


def test_a_name_that_comes_again_ends_the_shape() -> None:
    deeper = ["/tag/a/tag/b/", "/tag/b/tag/a/tag/c/", "/tag/z/y/x/tag/"]
    assert {shape_of(BASE + path) for path in deeper} == {"/tag/…/"}
    assert shape_of(f"{BASE}/2026/2026/11/a") == "/#/#/#/*"


def test_session_ids_are_no_part_of_a_shape() -> None:
    for one, other in (
        ("/s/8f3a9c01be77a2/x/", "/s/00ff00ff00ff0a/x/"),
        ("/550e8400-e29b-41d4-a716-446655440000/x", "/f47ac10b-58cc-4372-a567-0e02b2c3d479/x"),
        ("/a;jsessionid=8FAB1/b", "/a;jsessionid=CAFE/b"),
        ("/(S(abc12))/a.aspx", "/(S(xyzz))/a.aspx"),
        ("/n?f[0]=a&f[1]=b", "/n?f[7]=c&f[12]=d"),
    ):
        assert shape_of(BASE + one) == shape_of(BASE + other)
    assert shape_of(f"{BASE}/international/x") != shape_of(f"{BASE}/environmental/x")


def test_traps_whose_addresses_end_in_a_slash_are_told() -> None:
    for shape in ("/{0}/{1}/{2}/", "/tag/t{0}/tag/t{1}/tag/t{2}/", "/s/abcdefgh{0}x{1}y{2}/start/", "/news/page/{0}/"):
        traps = Traps()
        told = read(traps, [shape.format(1900 + n, n % 12, n % 31) for n in range(150)], own=False)
        assert len(told) == 1
        assert traps.reason(BASE + shape.format(3000, 1, 1)) == told[0]


def test_a_calendar_without_events_is_a_trap_and_the_articles_beside_it_are_none() -> None:
    traps = Traps()
    articles = [f"/news/story-{n}" for n in range(300)]
    read(traps, articles, own=True)
    told = read(traps, [f"/calendar/{2000 + n}/{n % 12}/{n}" for n in range(150)], own=False)
    assert told == [f"{TRAP}100 of 100 pages like /calendar/#/#/* had no text of their own"]
    assert traps.reason(f"{BASE}/calendar/3000/1/1") == told[0]
    assert traps.reason(f"{BASE}/news/story-301") is None


def test_a_few_articles_among_many_pages_without_any_are_no_trap() -> None:
    traps = Traps()
    for n in range(0, 2000, 10):
        assert read(traps, [f"/{k}" for k in range(n, n + 9)], own=False) == []
        assert read(traps, [f"/{n + 9}"], own=True) == []
    assert traps.reason(f"{BASE}/new") is None


def test_few_pages_say_nothing() -> None:
    traps = Traps()
    assert read(traps, [f"/tag/{n}" for n in range(99)], own=False) == []
    assert traps.reason(f"{BASE}/tag/100") is None


def test_a_site_that_makes_up_a_shape_for_each_address_is_a_trap_as_a_whole() -> None:
    traps = Traps()
    told = read(traps, [f"/{chr(97 + n % 26)}{chr(97 + n // 26)}/x" for n in range(400)], own=False)
    assert told == [f"{TRAP}400 of 400 pages of the site had no text of their own"]
    assert traps.reason(f"{BASE}/whatever/y") == told[0]
