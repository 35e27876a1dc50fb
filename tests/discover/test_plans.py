"""Plans, driven by canned answers; the command that drives them over HTTP is tried in tests/cli/test_sites.py."""

from __future__ import annotations

import ast
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from html import escape
from typing import Any

import pytest

from newscrawl.discover import SourceError
from newscrawl.discover.check import Finding, check_site
from newscrawl.discover.plan import Answer, Plan
from newscrawl.discover.robots import read_robots
from newscrawl.discover.sitefile import render, with_verified
from newscrawl.discover.survey import Survey, shared_pattern, site_name, survey_site
from newscrawl.errors import ConfigurationError
from newscrawl.sites import Section, Site, SiteRole

HOME = "https://www.daily-news.co.test/"
FEED = HOME + "feed/"


def drive(plan: Plan[Any], pages: Mapping[str, str | Answer]) -> tuple[Any, list[str]]:
    """The plan's result and the addresses it asked for; what is not among `pages` answers 404."""
    asked: list[str] = []
    answer: Answer | None = None
    try:
        while True:
            url = next(plan) if answer is None else plan.send(answer)
            asked.append(url)
            page = pages.get(url)
            if isinstance(page, Answer):
                answer = page
            elif page is None:
                answer = Answer(url=url, status=404, body=b"<html>gone</html>")
            else:
                answer = Answer(url=url, status=200, body=page.encode())
    except StopIteration as end:
        return end.value, asked


def article(number: int) -> str:
    return f"{HOME}2024/11/story-number-{number}/"


def feed(count: int) -> str:
    items = "".join(
        f"<item><title>Story {n}</title><link>{article(n)}</link>"
        "<pubDate>Fri, 08 Nov 2024 10:00:00 GMT</pubDate></item>"
        for n in range(count)
    )
    return f'<rss version="2.0"><channel><title>Daily</title>{items}</channel></rss>'


SENTENCES = " ".join(f"The council met on day {n} and agreed to mend the bridge across the river." for n in range(20))
ARTICLE = (
    '<html lang="en"><head><title>Bridge to be mended</title><meta property="og:type" content="article"></head><body>'
    f"<article><h1>Bridge to be mended</h1><p>{SENTENCES}</p><p>{SENTENCES}</p></article></body></html>"
)
SITE = Site(
    name="daily_news",
    title="Daily News",
    role=SiteRole.OUTLET,
    domains=("daily-news.co.test",),
    documented="written for the tests",
    feeds=(FEED,),
    sitemaps=(HOME + "sitemap.xml",),
    sections=(Section(url=HOME + "world/"),),
    wordpress_api=HOME + "wp-json/wp/v2/posts",
)
REST = f"{HOME}wp-json/wp/v2/posts?per_page=10&page=1&_fields=link,title,date_gmt,modified_gmt,guid"
INDEX = (
    f"<sitemapindex><sitemap><loc>{HOME}old.xml</loc><lastmod>2009-01-01</lastmod></sitemap>"
    f"<sitemap><loc>{HOME}new.xml</loc><lastmod>2024-11-08</lastmod></sitemap></sitemapindex>"
)
WORKING = {
    HOME + "robots.txt": "User-agent: *\nCrawl-delay: 5\nSitemap: /sitemap.xml\n",
    FEED: feed(3),
    HOME + "sitemap.xml": INDEX,
    HOME + "new.xml": f"<urlset><url><loc>{article(1)}</loc><lastmod>2024-11-08</lastmod></url></urlset>",
    HOME + "world/": f"<html><body><main><h2><a href='{article(2)}'>Story 2</a></h2></main></body></html>",
    REST: f'[{{"link": "{article(1)}"}}]',
    **{article(n): ARTICLE for n in range(3)},
}


def by_part(findings: tuple[Finding, ...]) -> dict[str, Finding]:
    return {f.part: f for f in findings}


def test_a_working_site() -> None:
    findings, asked = drive(check_site(SITE), WORKING)
    assert [(f.part, f.ok) for f in findings] == [
        ("robots", True),
        ("feed", True),
        ("sitemap", True),
        ("section", True),
        ("api", True),
        ("article", True),
    ]
    said = by_part(findings)
    assert said["robots"].said == "1 sitemap named, crawl-delay 5"
    assert said["feed"].said == "3 entries, newest 2024-11-08 10:00"
    # the newest part of the index stands for it
    assert said["sitemap"].url == HOME + "new.xml"
    assert "Bridge to be mended" in said["article"].said
    assert HOME + "old.xml" not in asked


@pytest.mark.parametrize(
    ("part", "url", "answer", "said"),
    [
        ("feed", FEED, Answer(url=FEED, status=403), "answered 403"),
        ("feed", FEED, "<!DOCTYPE html><html></html>", "it is an HTML page"),
        ("feed", FEED, Answer(url=FEED, error="AddressRefused: no public address"), "no public address"),
        ("feed", FEED, '<rss version="2.0"><channel/></rss>', "none has the address"),
        ("sitemap", HOME + "new.xml", Answer(url=HOME + "new.xml", status=500), "answered 500"),
        ("section", HOME + "world/", "<html><body>leer</body></html>", "none has the address"),
        ("api", REST, '{"code": "rest_forbidden", "message": "no"}', "rest_forbidden"),
        ("robots", HOME + "robots.txt", Answer(url=HOME, status=503), "answered 503"),
    ],
)
def test_what_fails_says_why_and_the_rest_is_still_tried(part: str, url: str, answer: Any, said: str) -> None:
    findings, _ = drive(check_site(SITE), {**WORKING, url: answer})
    failed = [f for f in findings if not f.ok]
    assert [f.part for f in failed] == [part]
    assert said in failed[0].said


def test_no_robots_file_allows_everything() -> None:
    findings, _ = drive(check_site(SITE), {k: v for k, v in WORKING.items() if not k.endswith("robots.txt")})
    assert by_part(findings)["robots"].ok


def test_the_next_articles_are_tried_where_the_first_is_none() -> None:
    findings, asked = drive(check_site(SITE), {**WORKING, article(0): "<html><p>kurz</p></html>"})
    assert by_part(findings)["article"].ok
    assert asked[-2:] == [article(0), article(1)]


def test_a_site_whose_articles_are_gone_does_not_work() -> None:
    findings, _ = drive(check_site(SITE), {k: v for k, v in WORKING.items() if v != ARTICLE})
    assert not by_part(findings)["article"].ok
    assert "answered 404" in by_part(findings)["article"].said


def test_robots_forms() -> None:
    body = b"\xef\xbb\xbfsitemap : https://a.test/s.xml # news\nSitemap: mailto:x\nUser-agent: *\nDisallow:"
    assert read_robots(Answer(url="https://a.test/robots.txt", status=200, body=body)).sitemaps == (
        "https://a.test/s.xml",
    )
    with pytest.raises(SourceError):
        read_robots(Answer(url="https://a.test/robots.txt", error="TimeoutError: 10 s"))


FRONT = f"""<!DOCTYPE html><html lang="en-GB"><head><title>Daily News – all of it</title>
<meta property="og:site_name" content="Daily &quot;News&quot;"><meta name="generator" content="WordPress 6.7">
<link rel="alternate" type="application/rss+xml" title="Daily News" href="/feed/">
<link rel="alternate" type="application/rss+xml" title="Daily News » Comments Feed" href="/comments/feed/">
<link rel="alternate" type="application/rss+xml" href="https://feeds.elsewhere.test/daily">
<link rel="alternate" type="application/atom+xml" href="/broken/">
<link rel="alternate" hreflang="fr" href="/fr/"></head><body><p>{SENTENCES}</p></body></html>"""
SURVEYED = {
    HOME: FRONT,
    HOME + "robots.txt": "Sitemap: /sitemap.xml\nSitemap: /gone.xml\nSitemap: /google-news.xml",
    HOME + "sitemap.xml": INDEX,
    HOME + "google-news.xml": f"<urlset><url><loc>{article(1)}</loc></url></urlset>",
    FEED: feed(12),
    "https://feeds.elsewhere.test/daily": feed(12),
    HOME + "broken/": "<html>404</html>",
    HOME + "wp-json/wp/v2/posts?per_page=1": f'[{{"link": "{article(1)}"}}]',
}


def survey(pages: Mapping[str, str | Answer] = SURVEYED, url: str = HOME) -> tuple[Survey, list[str]]:
    return drive(survey_site(url, name=None, role=SiteRole.AGGREGATOR, documented="probed on 2024-11-08"), pages)


def test_a_survey_finds_what_the_site_declares() -> None:
    found, asked = survey()
    site = found.site
    assert (site.name, site.title, site.domains) == ("daily_news", 'Daily "News"', ("daily-news.co.test",))
    assert (site.languages, site.role) == (("en",), SiteRole.AGGREGATOR)
    assert site.feeds == (FEED,)
    assert site.sitemaps == (HOME + "google-news.xml", HOME + "sitemap.xml")
    assert site.wordpress_api == HOME + "wp-json/wp/v2/posts"
    assert site.article_pattern == r"^/\d{4}/\d{1,2}/[^/]+"
    assert found.platform == "WordPress 6.7"
    assert HOME + "comments/feed/" not in asked
    notes = "\n".join(found.notes)
    for said in ("feeds.elsewhere.test/daily: 12 articles; left out", "it is an HTML page", "gone.xml answered 404"):
        assert said in notes


def test_what_a_site_calls_itself_leaves_nothing_unseen_in_its_file() -> None:
    named = "Daily \x1b]0;x\x07\u202eNews\u009b31m\x7f"
    head = f'<meta property="og:site_name" content="{named}"><meta name="generator" content="{named} 7">'
    refusal = '{"code": "no", "message": "\\u001b[2J one\\ntwo \\u202e"}'
    pages = {HOME: f"<html><head>{head}</head><body>Hallo", HOME + "wp-json/wp/v2/posts?per_page=1": refusal}
    found, _ = survey({**pages, HOME + "robots.txt": "Crawl-delay: 1\x1b[31m"})
    text = render(found.site) + "".join(found.notes) + str(found.platform)
    assert "News" in found.site.title
    assert [c for c in text if c != "\n" and unicodedata.category(c).startswith("C")] == []
    assert any("no: one two" in note for note in found.notes)


@pytest.mark.parametrize("declared", ["deutsch, bitte", "d", "<b>", "x-klingon"])
def test_a_language_that_is_none_has_no_place_in_a_site_file(declared: str) -> None:
    front = f'<html lang="{escape(declared)}"><title>Kurier</title><p>{SENTENCES}</p></html>'
    found, _ = survey({HOME: front})
    assert all(len(language) in (2, 3) for language in found.site.languages)


def test_a_bare_site_is_read_by_its_front_page() -> None:
    found, asked = survey({HOME: "<html><title>Klein</title><body>Hallo</body></html>"})
    assert found.site.sections == (Section(url=HOME),)
    assert (found.site.title, found.site.feeds, found.site.sitemaps, found.platform) == ("Klein", (), (), None)
    assert HOME + "sitemap.xml" in asked


@pytest.mark.parametrize("answer", ["", Answer(url=HOME, status=500), Answer(url=HOME, error="DNSLookupError: x")])
def test_a_site_that_does_not_answer_is_an_error(answer: str | Answer) -> None:
    with pytest.raises(SourceError):
        survey({HOME: answer})


def test_what_is_no_address_is_an_error() -> None:
    with pytest.raises(ValueError, match="no http"):
        survey(url="mailto:x@y.test")


@pytest.mark.parametrize(
    ("paths", "pattern"),
    [
        ([f"/2024/11/0{n % 9 + 1}/x{n}" for n in range(12)], r"^/\d{4}/\d{1,2}/\d{1,2}/[^/]+"),
        ([f"/politik/titel-{10000 + n}.html" for n in range(12)], r"/[^/]+-\d{4,}(?:\.html?)?/?$"),
        ([f"/news/{10000 + n}/titel" for n in range(12)], r"/\d{4,}(?:[-_/.][^/]*)?/?$"),
        ([f"/ein-langer-titel-{n}/" for n in range(12)], r"/[^/]+(?:-[^/-]+){2,}(?:\.html?)?/?$"),
        ([f"/ein-langer-titel-{n}/" for n in range(12)] + ["/kurz"], None),
        ([f"/2024/11/0{n}/x" for n in range(1, 6)], None),
        (["/2024/11/01/x"] * 20, None),
        ([], None),
    ],
)
def test_a_pattern_is_what_all_links_share(paths: list[str], pattern: str | None) -> None:
    assert shared_pattern([f"https://a.test{p}" for p in paths]) == pattern


@pytest.mark.parametrize(
    ("domain", "name"),
    [
        ("a.test", "a"),
        ("news.a-b.de", "a_b"),
        ("daily.co.uk", "daily"),
        ("20min.ch", "site_20min"),
        ("localhost", "localhost"),
    ],
)
def test_site_name(domain: str, name: str) -> None:
    assert site_name(domain) == name


def loaded(text: str) -> Site:
    namespace: dict[str, Any] = {}
    exec(compile(ast.parse(text), "site", "exec"), namespace)  # what importing the file does
    site = namespace["SITE"]
    assert isinstance(site, Site)
    return site


NASTY = replace(SITE, title='A "quoted" \\ title """ ü', article_pattern='^/\\d{4}/"x"', languages=("de", "en"))


@pytest.mark.parametrize(
    "site", [SITE, NASTY, replace(SITE, feeds=tuple(f"{HOME}feed/{n}-{'x' * 60}" for n in range(5)))]
)
def test_a_rendered_file_loads_as_the_site(site: Site) -> None:
    assert loaded(render(site)) == site


def test_a_file_is_marked_verified_and_marked_again() -> None:
    once = with_verified(render(SITE), date(2024, 11, 8))
    twice = with_verified(once, date(2025, 1, 2))
    assert loaded(once).verified == date(2024, 11, 8)
    assert loaded(twice) == replace(SITE, verified=date(2025, 1, 2))
    assert twice.count("import date") == 1


def test_a_file_that_cannot_be_marked_says_so() -> None:
    with pytest.raises(ConfigurationError, match="yourself"):
        with_verified("SITE = make()", date(2024, 11, 8))
