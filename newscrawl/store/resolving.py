"""Looking for originals that are not stored: by the page's link, by harvested headlines, by the site's archives.

A search asks for pages and is resumed when they are stored; whoever fetches drives it (`newscrawl.spiders.resolve`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from newscrawl.discover.archives import Period
from newscrawl.discover.canonical import canonical_url
from newscrawl.items import Discovery, SourceRead, Via
from newscrawl.sites import Site, SiteRole, site_of, undeclared
from newscrawl.store import headlines, searches
from newscrawl.store.embeddings import Divider, prepared
from newscrawl.store.headlines import StoredHeadline
from newscrawl.store.repository import PendingPage, Repository
from newscrawl.store.searches import Outcome, Target, Wanted
from newscrawl.store.searching import UNREADABLE, Searching
from newscrawl.store.session import reading, writing
from newscrawl.store.sources import Sources
from newscrawl.store.tracing import make_due
from newscrawl.store.upsert import chunks
from newscrawl.trace.encoder import Encoder
from newscrawl.trace.headlines import Headlines, model_for

logger = logging.getLogger(__name__)

Steps = Iterator[list[PendingPage]]
# Texts searched for side by side; what they brought is noted together, so that a killed search repeats so much.
_BATCH = 100
# A headline outside the plausible times needs twice the probability; times are claims, so that it is not excluded.
_ANOTHER_TIME = 0.5
# A text that was searched for is compared with headlines that came later for so long.
_NEWS_FOR = timedelta(days=30)
# Headlines kept beside as many as may be fetched.
_KEPT = 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Settings of a search."""

    fetches: int
    """Articles that are fetched for one text at most."""
    again: timedelta
    """After so long a search that found nothing is repeated; twice as long after each further one."""


class Resolver:
    """Searches for what stored texts were made from.

    `trace` compares what was stored meanwhile with all texts: it decides what is an original, a search only fetches.
    """

    def __init__(
        self,
        repository: Repository,
        encoder: Encoder,
        sites: Mapping[str, Site],
        limits: Limits,
        trace: Callable[[], None],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.repository = repository
        self.engine = repository.engine
        self.encoder = encoder
        self.declared = dict(sites)
        self.sites = dict(sites)
        """Declared ones, and those made up for a link that leads elsewhere."""
        self.originals = sorted(name for name, site in sites.items() if site.role is not SiteRole.AGGREGATOR)
        self.limits = limits
        self.trace = trace
        self.clock = clock
        self.model = model_for(encoder)
        self.sources = Sources(repository, clock)
        self._pool: _Pool | None = None
        self._newest: dict[str, datetime] = {}

    def saw(self, read: SourceRead) -> SourceRead:
        """Note what a source of a search named, and return what is to be stored of it."""
        return self.sources.saw(read)

    def steps(self, choose: Callable[[], Sequence[int]]) -> Steps:
        """Pages to fetch, step after step; the next step begins when those of the last are stored.

        `choose` gives the versions, when everything that waits is traced.
        """
        self.trace()
        headlines.refresh(self.engine, self.encoder, self.originals)
        with reading(self.engine) as connection:
            self._newest = headlines.newest_of(connection, self.originals)
            due = [w for w in searches.wanted(connection, self.declared, choose()) if self._is_due(w)]
        for part in chunks(due, _BATCH):
            yield from self._search(part)

    def _is_due(self, wanted: Wanted) -> bool:
        since = self._news_since(wanted)
        if since is None:
            return True
        news = any(self._newest[name] > since for name in self._names(wanted) if name in self._newest)
        return news and wanted.first_seen_at >= self.clock() - _NEWS_FOR

    def _news_since(self, wanted: Wanted) -> datetime | None:
        """From when on headlines are new to it; None where everything is to be looked at."""
        if wanted.last_at is None:
            return None
        wait = self.limits.again * 2 ** min(wanted.attempts - 1, 10)
        return None if self.clock() >= wanted.last_at + wait else wanted.last_at

    def _search(self, part: Sequence[Wanted]) -> Steps:
        with reading(self.engine) as connection:
            divider = Divider(connection)
            copies = prepared(connection, self.encoder, divider, [w.version_id for w in part])
        found = [Searching(w, self._news_since(w), copies[w.version_id]) for w in part if w.version_id in copies]
        self._compare(found)
        # What was searched for lately and may not be any of the new headlines rests.
        found = [s for s in found if s.news_since is None or s.worth(self.model)]
        full = [s for s in found if s.news_since is None]
        yield from self._fetch({s: [link] for s in full if (link := self._link(s))})
        yield from self._fetch({s: s.worth(self.model) for s in found if s.is_open})
        if archived := [s for s in full if s.is_open and self._site(s) is not None]:
            yield from self._read_sources(archived)
            if headlines.refresh(self.engine, self.encoder, self.originals):
                self._pool = None
            self._compare([s for s in archived if s.is_open])
            yield from self._fetch({s: s.worth(self.model) for s in archived if s.is_open})
        self._conclude(found)

    def _fetch(self, wanted: Mapping[Searching, Sequence[str]]) -> Steps:
        """Have these pages fetched as far as the limit allows, then see whether they are what was looked for."""
        urls = [url for likely in wanted.values() for url in likely]
        pages = {page.url: page for page in self.repository.due_of(urls, self.clock())}
        chosen: dict[str, PendingPage] = {}
        for search, likely in wanted.items():
            due = [url for url in likely if url in pages and url not in search.fetched]
            for url in due[: max(0, self.limits.fetches - len(search.fetched))]:
                search.fetched.add(url)
                chosen[url] = pages[url]
                # A row of a site that is declared no more, or was made up for another page.
                self.sites.setdefault(pages[url].site, replace(undeclared(url), name=pages[url].site))
        if not chosen:
            return
        yield list(chosen.values())
        self.trace()
        versions = [search.wanted.version_id for search in wanted]
        with reading(self.engine) as connection:
            originals = searches.originals_of(connection, versions, self.declared)
        for search in wanted:
            search.original = originals.get(search.wanted.version_id)

    def _link(self, search: Searching) -> str | None:
        """The address that the page gives, with a row of its own, where it may be asked for."""
        target = search.wanted.target
        if target is None or target.url is None:
            return None
        try:
            url = canonical_url(target.url)
        except ValueError:
            return None
        site = self._site_of_link(url, target)
        own = self.declared.get(search.wanted.site)
        if site is None or (own is not None and own.owns(url)):
            return None
        self.sites.setdefault(site.name, site)
        self.repository.upsert_site(site)
        self.repository.discover(site.name, [Discovery(url=url, via=Via.LINK, found_on=search.wanted.url)])
        search.link = url
        return url

    def _site_of_link(self, url: str, target: Target) -> Site | None:
        """The declared site, or one made up for a publisher that the gazetteer knows."""
        found = site_of(url, self.declared)
        if found is not None or target.slug.startswith("named:"):
            return found
        return replace(undeclared(url), title=target.name, gazetteer_id=target.slug)

    def _compare(self, found: Sequence[Searching]) -> None:
        """Rank the headlines of those who may have written the original."""
        pool = self._pool = self._pool or _Pool.load(self)
        for search in found:
            places = pool.places(self._names(search.wanted), search.news_since)
            chances = pool.headlines.probabilities(search.copy, self.model, places)
            fits = np.array([search.fits(pool.rows[place]) for place in places.tolist()], dtype=bool)
            chances = np.where(fits, chances, chances * _ANOTHER_TIME)
            order = np.argsort(-chances, kind="stable")[: self.limits.fetches + _KEPT]
            search.ranked = [(float(chances[n]), pool.rows[int(places[n])]) for n in order]
            search.compared = int(fits.sum())

    def _names(self, wanted: Wanted) -> list[str]:
        """The sites whose headlines are looked through."""
        target = wanted.target
        names = self.originals if target is None else [target.site] if target.site else []
        return [name for name in names if name != wanted.site]

    def _site(self, search: Searching) -> Site | None:
        """The credited site, where it has sources to read."""
        target = search.wanted.target
        site = self.declared.get(target.site or "") if target else None
        return site if site is not None and (site.sitemaps or site.feeds) else None

    def _read_sources(self, found: Sequence[Searching]) -> Steps:
        """Read those sources of each site that may name articles of the wanted times."""
        at = [(search, site.name) for search in found if (site := self._site(search)) is not None]
        wanted: dict[str, list[Period]] = {}
        for search, name in at:
            wanted.setdefault(name, []).extend(search.wanted.periods)
        asked: dict[str, list[str]] = {}
        yield from self.sources.read(wanted, self.declared, asked)
        for search, name in at:
            search.sources = {url: self.sources.said(url) for url in asked[name]}

    def _conclude(self, found: Sequence[Searching]) -> None:
        """Note what came of the searches, and have those texts concluded anew that a headline says something about."""
        self._renew(found)
        results = [search.result(self.model) for search in found]
        with writing(self.engine) as connection:
            searches.record(connection, results, self.clock())
            named = [r.wanted.version_id for r in results if r.outcome is Outcome.HEADLINE_MATCH]
            make_due(connection, named)
        if named:
            self.trace()
        for result in results:
            logger.info("searched for the original of %s: %s", result.wanted.url, result.outcome)

    def _renew(self, found: Sequence[Searching]) -> None:
        """What was ranked before it was fetched has another state now."""
        urls = [h.url for search in found for _, h in search.ranked]
        urls += [search.link for search in found if search.link]
        with reading(self.engine) as connection:
            rows = headlines.states(connection, urls)
        for search in found:
            search.ranked = [
                (chance, replace(h, state=rows[h.url][0], reason=rows[h.url][1], access=rows[h.url][2]))
                for chance, h in search.ranked
            ]
            if search.link in rows and rows[search.link][0] in UNREADABLE:
                search.link_refused = rows[search.link][1] or rows[search.link][0]


class _Pool:
    """Headlines of all declared originals."""

    def __init__(self, rows: Sequence[StoredHeadline], pool: Headlines) -> None:
        self.rows = rows
        self.headlines = pool
        self._sites = np.array([row.site for row in rows], dtype=object)
        self._seen = np.array([row.first_seen_at.timestamp() for row in rows])

    @classmethod
    def load(cls, resolver: Resolver) -> _Pool:
        with reading(resolver.engine) as connection:
            rows, vectors = headlines.load(connection, resolver.encoder, resolver.originals)
        return cls(rows, Headlines([row.title for row in rows], vectors))

    def places(self, sites: Iterable[str], since: datetime | None) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Positions of the sites' headlines, of those alone that came later."""
        chosen = np.isin(self._sites, list(sites))
        if since is not None:
            chosen &= self._seen > since.timestamp()
        return np.flatnonzero(chosen)
