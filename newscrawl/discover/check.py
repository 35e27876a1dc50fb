"""Does a declared site still work? Each of its sources is read, and one article is extracted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from newscrawl.discover import SourceError
from newscrawl.discover.feeds import read_feed
from newscrawl.discover.plan import Answer, Plan
from newscrawl.discover.robots import read_robots, robots_url
from newscrawl.discover.sections import read_section
from newscrawl.discover.sitemaps import read_sitemap
from newscrawl.discover.wordpress import first_page, read_posts
from newscrawl.errors import UnreadablePage
from newscrawl.extract import extract_article, parse
from newscrawl.items import Discovery, PageKind, State
from newscrawl.sites import Site

# A text shorter than this is a teaser, a caption or a notice of a paywall.
_ENOUGH_TEXT = 200
_ARTICLES_TRIED = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether one part of a site works."""

    part: str
    """`robots`, `feed`, `sitemap`, `section`, `api` or `article`."""
    url: str
    ok: bool
    said: str


def check_site(site: Site) -> Plan[tuple[Finding, ...]]:
    """Read every declared source and its robots.txt, then extract one of the articles they name."""
    findings: list[Finding] = []
    named: list[Discovery] = []
    for url in dict.fromkeys(map(robots_url, site.entry_points())):
        findings.append(_robots(url, (yield url)))
    for part, url, read in _sources(site):
        finding, found = _tried(part, url, (yield url), read)
        child = next((d.url for d in found if d.kind is PageKind.SITEMAP), None)
        if child and not _articles(found, site):
            finding, found = _tried(part, child, (yield child), _sitemap)
        articles = _articles(found, site)
        if finding.ok and not articles:
            said = f"{finding.said}, but none has the address of one of the site's articles"
            finding = replace(finding, ok=False, said=said)
        findings.append(finding)
        named += articles
    findings.append((yield from _article(site, named)))
    return tuple(findings)


Reader = Callable[[Answer], Sequence[Discovery]]


def _sources(site: Site) -> list[tuple[str, str, Reader]]:
    sources: list[tuple[str, str, Reader]] = [("feed", u, _feed) for u in site.feeds]
    sources += [("sitemap", u, _sitemap) for u in site.sitemaps]
    sources += [("section", s.url, lambda a: read_section(a.need(), a.url, site).pages) for s in site.sections]
    if site.wordpress_api:
        sources.append(("api", first_page(site.wordpress_api, per_page=10), _posts))
    return sources


def _feed(answer: Answer) -> Sequence[Discovery]:
    return read_feed(answer.need(), answer.url, answer.content_type)


def _sitemap(answer: Answer) -> Sequence[Discovery]:
    read = read_sitemap(answer.need(), answer.url)
    # The newest child first: the older ones are archives.
    return (*read.pages, *sorted(read.children, key=_modified, reverse=True))


def _posts(answer: Answer) -> Sequence[Discovery]:
    return read_posts(answer.need(), answer.url, answer.headers.get("x-wp-totalpages")).pages


def _modified(found: Discovery) -> float:
    return found.modified_at.timestamp() if found.modified_at else 0.0


def _robots(url: str, answer: Answer) -> Finding:
    try:
        return Finding("robots", url, True, read_robots(answer).said)
    except SourceError as err:
        return Finding("robots", url, False, str(err))


def _tried(part: str, url: str, answer: Answer, read: Reader) -> tuple[Finding, Sequence[Discovery]]:
    try:
        found = read(answer)
    except SourceError as err:
        return Finding(part, url, False, str(err)), ()
    dates = [d for d in map(_newest, found) if d is not None]
    newest = f", newest {max(dates):%Y-%m-%d %H:%M}" if dates else ""
    return Finding(part, url, True, f"{len(found)} entries{newest}"), found


def _newest(found: Discovery) -> datetime | None:
    return found.published_at or found.modified_at


def _articles(found: Sequence[Discovery], site: Site) -> list[Discovery]:
    return [
        d
        for d in found
        if d.kind is PageKind.ARTICLE
        and d.state is State.PENDING
        and site.owns(d.url)
        and site.is_article(d.url)
        and not site.is_sponsored(d.url)
    ]


def _article(site: Site, candidates: Sequence[Discovery]) -> Plan[Finding]:
    """The first of a few named articles that can be extracted."""
    said = "no source named an article"
    url = ""
    for url in dict.fromkeys(c.url for c in candidates[:_ARTICLES_TRIED]):
        answer = yield url
        try:
            document = parse(answer.need(), url=answer.url, content_type=answer.content_type)
        except (SourceError, UnreadablePage) as err:
            said = str(err)
            continue
        article = extract_article(document, timezone=site.timezone, layouts=site.layouts)
        length = len(article.body)
        if article.title and length >= _ENOUGH_TEXT:
            return Finding("article", url, True, f"“{article.title}”, {length} characters, language {article.language}")
        said = f"title {article.title!r} and {length} characters of text"
    return Finding("article", url, False, said)
