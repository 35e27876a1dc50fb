"""What an unknown site offers: the answers that make a site file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from newscrawl.discover import SourceError
from newscrawl.discover.canonical import canonical_url
from newscrawl.discover.feeds import read_feed
from newscrawl.discover.plan import Plan
from newscrawl.discover.robots import RobotsRead, read_robots, robots_url
from newscrawl.discover.sitemaps import read_sitemap
from newscrawl.discover.wordpress import read_posts
from newscrawl.errors import UnreadablePage
from newscrawl.extract import Document, extract_article, parse, text_of
from newscrawl.items import PageKind
from newscrawl.plaintext import counted, plain, shortened
from newscrawl.sites import Section, Site, SiteRole

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")
_FEEDS_TRIED = 5
# WordPress's, where the theme took its link out of the page; others have copied it.
_USUAL_FEED = "/feed/"
_SITEMAPS_TRIED = 5
# Fewer addresses share a shape by chance.
_ENOUGH_LINKS = 10
# From the most telling to the least; a site's pattern is the first one that all of its feeds' links match.
_SHAPES = (
    r"^/\d{4}/\d{1,2}/\d{1,2}/[^/]+",
    r"^/\d{4}/\d{1,2}/[^/]+",
    r"/[^/]+-\d{4,}(?:\.html?)?/?$",
    r"/\d{4,}(?:[-_/.][^/]*)?/?$",
    r"/[^/]+(?:-[^/-]+){2,}(?:\.html?)?/?$",
)
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gov", "net", "or", "org"})


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found; `notes` say in words what was tried and what of it is not in the site."""

    site: Site
    platform: str | None
    notes: tuple[str, ...]


def survey_site(url: str, *, name: str | None, role: SiteRole, documented: str) -> Plan[Survey]:
    """Look at a site's front page, robots.txt, feeds, sitemaps and WordPress interface.

    Raises SourceError where the page itself can't be read, ValueError where `url` is no http(s) address.
    """
    answer = yield canonical_url(url)
    try:
        document = parse(answer.need(), url=answer.url, content_type=answer.content_type)
    except UnreadablePage as err:
        raise SourceError(f"{answer.url}: {err}") from err
    home = answer.url
    domain = (urlsplit(home).hostname or "").removeprefix("www.")
    draft = Site(name="draft", title="", role=role, domains=(domain,), documented=documented)
    notes: list[str] = []
    sitemaps = yield from _sitemaps(home, draft, notes)
    feeds, links = yield from _feeds(document, home, draft, notes)
    api = yield from _wordpress(home, notes)
    article = extract_article(document)
    # A page may declare "de-DE", or anything.
    language = plain(article.language_declared or article.language or "").lower().partition("-")[0]
    # It becomes part of a file of Python that a person is to read: what is not seen has no place in it.
    title = shortened(article.site_name or _page_title(document), 200)
    site = replace(
        draft,
        name=name or site_name(domain),
        title=title or domain,
        languages=(language,) if re.fullmatch("[a-z]{2,3}", language) else (),
        feeds=feeds,
        sitemaps=sitemaps,
        sections=() if feeds or sitemaps or api else (Section(url=home),),
        wordpress_api=api,
        article_pattern=shared_pattern(links),
    )
    return Survey(site, _platform(document, api), tuple(notes))


def _sitemaps(home: str, draft: Site, notes: list[str]) -> Plan[tuple[str, ...]]:
    """Those that robots.txt names and that can be read, news sitemaps first; else the usual address, if it answers."""
    rules = robots_url(home)
    answer = yield rules
    try:
        robots = read_robots(answer)
        notes.append(f"{rules}: {robots.said}")
    except SourceError as err:
        robots = RobotsRead((), "")
        notes.append(str(err))
    named = sorted(robots.sitemaps, key=lambda u: "news" not in urlsplit(u).path.lower())
    found: list[str] = []
    for url in named[:_SITEMAPS_TRIED] or [urljoin(home, "/sitemap.xml")]:
        answer = yield url
        try:
            read = read_sitemap(answer.need(), answer.url)
        except SourceError as err:
            notes.append(str(err))
            continue
        _keep(url, f"{counted(len(read.pages), 'page')}, {counted(len(read.children), 'sitemap')}", draft, found, notes)
    notes += [f"{url}: named by robots.txt, not tried" for url in named[_SITEMAPS_TRIED:]]
    return tuple(found)


def _feeds(document: Document, home: str, draft: Site, notes: list[str]) -> Plan[tuple[tuple[str, ...], list[str]]]:
    """The page's own feeds that can be read, else the usual address; and the addresses of the articles they name."""
    found: list[str] = []
    links: list[str] = []
    for url in _alternates(document, home)[:_FEEDS_TRIED] or [urljoin(home, _USUAL_FEED)]:
        answer = yield url
        try:
            read = read_feed(answer.need(), answer.url, answer.content_type)
        except SourceError as err:
            notes.append(str(err))
            continue
        articles = [d.url for d in read if d.kind is PageKind.ARTICLE and draft.owns(d.url)]
        if _keep(url, f"{len(articles)} articles", draft, found, notes):
            links += articles
    return tuple(found), links


def _keep(url: str, said: str, draft: Site, found: list[str], notes: list[str]) -> bool:
    if draft.owns(url):
        found.append(url)
        notes.append(f"{url}: {said}")
        return True
    notes.append(f"{url}: {said}; left out, it is on none of {draft.domains}")
    return False


def _wordpress(home: str, notes: list[str]) -> Plan[str | None]:
    api = urljoin(home, "/wp-json/wp/v2/posts")
    answer = yield f"{api}?per_page=1"
    try:
        read_posts(answer.need(), answer.url)
    except SourceError as err:
        notes.append(str(err))
        return None
    notes.append(f"{api}: answers")
    return api


def _alternates(document: Document, home: str) -> list[str]:
    """Feeds that the page links to for machines, its comments' feeds left out."""
    found = []
    for link in document.root.iter("link"):
        words = f"{link.get('title')} {link.get('href')}".lower()
        if "alternate" not in (link.get("rel") or "").lower().split() or "comment" in words or "kommentar" in words:
            continue
        if (link.get("type") or "").lower().strip() in _FEED_TYPES:
            try:
                found.append(canonical_url(link.get("href") or "", base=home))
            except ValueError:
                continue
    return list(dict.fromkeys(found))


def shared_pattern(links: Sequence[str]) -> str | None:
    """The most telling shape that all of these addresses have; None where they are few or share none."""
    targets = {urlsplit(link).path for link in links}
    if len(targets) < _ENOUGH_LINKS:
        return None
    return next((shape for shape in _SHAPES if all(re.search(shape, t) for t in targets)), None)


def site_name(domain: str) -> str:
    """A name for a site file, from the label before the public suffix: `www.daily-news.co.uk` gives `daily_news`."""
    labels = domain.split(".")
    place = -3 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL else -2
    label = labels[place] if len(labels) >= -place else labels[0]
    name = re.sub("[^a-z0-9]+", "_", label.lower()).strip("_")
    return name if re.match("[a-z]", name) else f"site_{name}"


def _page_title(document: Document) -> str | None:
    return next((text_of(e) for e in document.root.iter("title") if text_of(e)), None)


def _platform(document: Document, api: str | None) -> str | None:
    for meta in document.root.iter("meta"):
        if (meta.get("name") or "").lower() == "generator" and meta.get("content"):
            return shortened(meta.get("content"), 200)
    return "WordPress" if api else None
