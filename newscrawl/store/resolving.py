"""Looking for originals that are not stored: by the page's link, by harvested headlines, by the site's archives.

A search asks for pages and is resumed when they are stored; whoever fetches drives it (`newscrawl.spiders.resolve`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from newscrawl.discover.archives import Period, around
from newscrawl.discover.canonical import canonical_url
from newscrawl.items import Discovery, PageKind, SourceRead, State, Via
from newscrawl.sites import Site, SiteRole, site_of, undeclared
from newscrawl.store import headlines, searches
from newscrawl.store.embeddings import Divider, prepared
from newscrawl.store.headlines import StoredHeadline
from newscrawl.store.repository import PendingPage, Repository
from newscrawl.store.searches import Outcome, Result, Wanted
from newscrawl.store.session import reading, writing
from newscrawl.store.tracing import make_due
from newscrawl.store.types import clean
from newscrawl.store.upsert import chunks
from newscrawl.trace.encoder import Encoder
from newscrawl.trace.headlines import Headlines, model_for
from newscrawl.trace.prepared import Prepared

logger = logging.getLogger(__name__)

Steps = Iterator[list[PendingPage]]
# Texts searched for side by side; what they brought is noted together, so that a killed search repeats so much.
_BATCH = 100
# Of an index, and of a site in one batch; the levels of an index of indexes.
_SITEMAPS, _SITEMAPS_IN_ALL, _LEVELS = 6, 20, 3
# A headline outside the plausible times needs twice the probability; times are claims, so that it is not excluded.
_ANOTHER_TIME = 0.5
# A text that was searched for is compared with headlines that came later for so long.
_NEWS_FOR = timedelta(days=30)
_UNFETCHABLE = frozenset({State.ROBOTS, State.BLOCKED, State.GONE, State.FAILED, State.EMPTY})
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """Settings of a search."""

    fetches: int
    """Articles that are fetched for one text at most."""
    again: timedelta
    """After so long a search that found nothing is repeated; twice as long after each further one."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What came of a source."""

    state: State
    reason: str | None
    found: int
    children: tuple[Discovery, ...]


@dataclass(slots=True, eq=False)
class _Search:
    """One search on its way."""

    wanted: Wanted
    news_since: datetime | None
    """Only headlines that came later are looked at; None: everything."""
    copy: Prepared
    link: str | None = None
    ranked: list[tuple[float, StoredHeadline]] = field(default_factory=list)
    compared: int = 0
    """Headlines of plausible times."""
    sitemaps: dict[str, str] = field(default_factory=dict)
    """What was read, and what came of it."""
    asked: set[str] = field(default_factory=set)
    """Articles that were fetched for it."""
    original: int | None = None

    @property
    def is_open(self) -> bool:
        return self.original is None

    def fits(self, headline: StoredHeadline) -> bool:
        time = headline.published_at or headline.first_seen_at
        return any(period.start <= time < period.end for period in self.wanted.periods)


class Resolver:
    """Searches for what `versions` of stored texts were made from.

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
        self.limits = limits
        self.trace = trace
        self.clock = clock
        self.model = model_for(encoder)
        self._read: dict[str, _Read] = {}
        self._pool: _Pool | None = None
        self._newest: dict[str, datetime] = {}

    def saw(self, read: SourceRead) -> SourceRead:
        """Note what a source of a search named. Its sitemaps are followed as the search needs them."""
        children = tuple(d for d in read.follow if d.kind is PageKind.SITEMAP)
        self._read[read.url] = _Read(read.state, read.reason, len(read.found), children)
        return replace(read, follow=())

    def steps(self, choose: Callable[[], Sequence[int]]) -> Steps:
        """Pages to fetch, step after step; the next step begins when those of the last are stored.

        `choose` gives the versions, when everything that waits is traced.
        """
        self.trace()
        headlines.refresh(self.engine, self.encoder, self._originals())
        with reading(self.engine) as connection:
            self._newest = headlines.newest_of(connection, self._originals())
            due = [w for w in searches.wanted(connection, self.declared, choose()) if self._is_due(w)]
        for part in chunks(due, _BATCH):
            yield from self._search(part)

    def _originals(self) -> list[str]:
        return sorted(name for name, site in self.declared.items() if site.role is not SiteRole.AGGREGATOR)

    def _is_due(self, wanted: Wanted) -> bool:
        since = self._news_since(wanted)
        if since is None:
            return True
        news = any(self._newest[name] > since for name in self._names(wanted) if name in self._newest)
        return news and wanted.first_seen_at >= self.clock() - _NEWS_FOR

    def _news_since(self, wanted: Wanted) -> datetime | None:
        if wanted.last_at is None:
            return None
        wait = self.limits.again * 2 ** min(wanted.attempts - 1, 10)
        return None if self.clock() >= wanted.last_at + wait else wanted.last_at

    def _search(self, part: Sequence[Wanted]) -> Steps:
        with reading(self.engine) as connection:
            divider = Divider(connection)
            copies = prepared(connection, self.encoder, divider, [w.version_id for w in part])
        found = [_Search(w, self._news_since(w), copies[w.version_id]) for w in part if w.version_id in copies]
        self._compare(found)
        # What was searched for lately and may not be any of the new headlines rests.
        found = [s for s in found if s.news_since is None or self._worth(s)]
        full = [s for s in found if s.news_since is None]
        yield from self._fetch({s: [link] for s in full if (link := self._link(s))})
        yield from self._fetch({s: self._worth(s) for s in found if s.is_open})
        if archived := [s for s in full if s.is_open and self._site(s) is not None]:
            yield from self._read_archives(archived)
            if headlines.refresh(self.engine, self.encoder, self._originals()):
                self._pool = None
            self._compare([s for s in archived if s.is_open])
            yield from self._fetch({s: self._worth(s) for s in archived if s.is_open})
        self._conclude(found)

    def _fetch(self, wanted: Mapping[_Search, Sequence[str]]) -> Steps:
        """Have these pages fetched as far as the limit allows, then see whether they are what was looked for."""
        pages = {
            page.url: page for page in self.repository.due_of([u for us in wanted.values() for u in us], self.clock())
        }
        chosen: dict[str, PendingPage] = {}
        for search, urls in wanted.items():
            due = [url for url in urls if url in pages and url not in search.asked]
            for url in due[: max(0, self.limits.fetches - len(search.asked))]:
                search.asked.add(url)
                chosen[url] = pages[url]
                # A row of a site that is declared no more, or was made up for another page.
                self.sites.setdefault(pages[url].site, replace(undeclared(url), name=pages[url].site))
        if not chosen:
            return
        yield list(chosen.values())
        self.trace()
        with reading(self.engine) as connection:
            originals = searches.originals_of(connection, [s.wanted.version_id for s in wanted], self.declared)
        for search in wanted:
            search.original = originals.get(search.wanted.version_id)

    # The page's own link

    def _link(self, search: _Search) -> str | None:
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

    def _site_of_link(self, url: str, target: searches.Target) -> Site | None:
        """The declared site, or one made up for a publisher that the gazetteer knows."""
        found = site_of(url, self.declared)
        if found is not None or target.slug.startswith("named:"):
            return found
        return replace(undeclared(url), title=target.name, gazetteer_id=target.slug)

    # Headlines

    def _compare(self, found: Sequence[_Search]) -> None:
        """Rank the headlines of those who may have written the original."""
        pool = self._pool = self._pool or _Pool.load(self)
        for search in found:
            places = pool.places(self._names(search.wanted), search.news_since)
            chances = pool.headlines.probabilities(search.copy, self.model, places)
            fits = np.array([search.fits(pool.rows[place]) for place in places.tolist()], dtype=bool)
            chances = np.where(fits, chances, chances * _ANOTHER_TIME)
            order = np.argsort(-chances, kind="stable")[: self.limits.fetches + 20]
            search.ranked = [(float(chances[n]), pool.rows[int(places[n])]) for n in order]
            search.compared = int(fits.sum())

    def _names(self, wanted: Wanted) -> list[str]:
        """The sites whose headlines are looked through."""
        target = wanted.target
        names = self._originals() if target is None else [target.site] if target.site else []
        return [name for name in names if name != wanted.site]

    def _worth(self, search: _Search) -> list[str]:
        """Articles that may be the original by their headline, the likeliest first."""
        least = self.model.suspect_from if search.wanted.target is None else self.model.fetch_from
        return [h.url for chance, h in search.ranked if chance >= least and h.state is not State.STORED]

    # Archives

    def _site(self, search: _Search) -> Site | None:
        target = search.wanted.target
        site = self.declared.get(target.site or "") if target else None
        return site if site is not None and site.sitemaps else None

    def _read_archives(self, found: Sequence[_Search]) -> Steps:
        """Read the sitemaps of each site that may name articles of the wanted times."""
        wanted: dict[str, list[Period]] = {}
        for search in found:
            site = self._site(search)
            assert site is not None
            wanted.setdefault(site.name, []).extend(search.wanted.periods)
        level = {name: [_source(url) for url in self.declared[name].sitemaps][:_SITEMAPS_IN_ALL] for name in wanted}
        asked: dict[str, list[str]] = {name: [] for name in wanted}
        for depth in range(_LEVELS):
            new = {name: [d for d in sources if d.url not in self._read] for name, sources in level.items()}
            for name, sources in new.items():
                self.repository.upsert_site(self.declared[name])
                self.repository.declare(name, sources)
            if urls := [d.url for sources in new.values() for d in sources]:
                yield self.repository.due_of(urls, self.clock())
            for name, sources in level.items():
                asked[name] += [d.url for d in sources]
            level = {
                name: self._below(sources, wanted[name], _SITEMAPS_IN_ALL - len(asked[name]), depth + 1)
                for name, sources in level.items()
            }
        for search in found:
            site = self._site(search)
            assert site is not None
            search.sitemaps = {url: self._said(url) for url in asked[site.name]}

    def _below(self, sources: Sequence[Discovery], periods: Sequence[Period], room: int, depth: int) -> list[Discovery]:
        chosen: list[Discovery] = []
        for source in sources:
            read = self._read.get(source.url)
            chosen += around(read.children if read else (), periods, _SITEMAPS)
        return [replace(d, depth=depth) for d in dict.fromkeys(chosen)][: max(0, room)]

    def _said(self, url: str) -> str:
        read = self._read.get(url)
        if read is None:
            return "not read"
        if read.state is not State.NOT_ARTICLE:
            return clean(f"{read.state}: {read.reason}")
        return f"{read.found} addresses"

    # What came of it

    def _conclude(self, found: Sequence[_Search]) -> None:
        self._compare_states(found)
        results = [self._result(search) for search in found]
        now = self.clock()
        with writing(self.engine) as connection:
            searches.record(connection, results, now)
            named = [r.wanted.version_id for r in results if r.outcome is Outcome.HEADLINE_MATCH]
            make_due(connection, named)
        if named:
            self.trace()
        for result in results:
            logger.info("searched for the original of %s: %s", result.wanted.url, result.outcome)

    def _compare_states(self, found: Sequence[_Search]) -> None:
        """What was ranked before it was fetched has another state now."""
        urls = [h.url for search in found for _, h in search.ranked]
        with reading(self.engine) as connection:
            rows = headlines.states(connection, urls)
        for search in found:
            search.ranked = [
                (chance, replace(h, state=rows[h.url][0], reason=rows[h.url][1], access=rows[h.url][2]))
                for chance, h in search.ranked
            ]

    def _result(self, search: _Search) -> Result:
        result = Result(
            wanted=search.wanted,
            outcome=Outcome.NONE_MATCHED,
            addresses=search.compared,
            fetched=len(search.asked),
            places=self._places(search),
        )
        if search.original is not None:
            result.outcome, result.page_id = Outcome.FOUND, search.original
        elif named := self._named(search):
            result.outcome, result.page_id = Outcome.HEADLINE_MATCH, named[1].page_id
            result.reason = f"its page may not be read: {named[1].url}: {_why_not(named[1])}"
            result.places["headline"] = self._headline(search, *named)
        elif reason := self._obstacle(search):
            result.outcome, result.reason = Outcome.COULD_NOT_LOOK, reason
        return result

    def _named(self, search: _Search) -> tuple[float, StoredHeadline] | None:
        """The likeliest headline, where it is likely enough and nobody can read its article."""
        if search.wanted.target is None or not search.ranked:
            return None
        chance, headline = max(search.ranked, key=lambda r: r[0])
        return (chance, headline) if chance >= self.model.name_from and _why_not(headline) else None

    def _headline(self, search: _Search, chance: float, headline: StoredHeadline) -> dict[str, Any]:
        time = headline.published_at
        when = f"published {time:%Y-%m-%d %H:%M} UTC, a plausible time" if time and search.fits(headline) else None
        return {
            "quote": headline.quote,
            "locator": headline.locator,
            "source_url": headline.source_url,
            "probability": round(chance, 4),
            "when": when,
        }

    def _obstacle(self, search: _Search) -> str | None:
        """Why the search says nothing about whether the original exists; None where it does."""
        target = search.wanted.target
        if search.link is not None and (why := self._unreadable(search.link)):
            return f"the linked original may not be read: {search.link}: {why}"
        least = self.model.suspect_from if target is None else self.model.name_from
        for chance, headline in search.ranked:
            if chance >= least and (why := _why_not(headline)):
                return f"a likely original may not be read: {headline.url}: {why}"
        if search.compared or search.asked:
            return None
        if target is None:
            return "no headline of a declared original is known of the time in question"
        if target.site is None:
            return f"{target.name} is none of the declared sites"
        told = [f"{url}: {said}" for url, said in search.sitemaps.items() if not said.endswith(" addresses")]
        none = f"no headline of {target.name} is known of the time in question"
        if told:
            return f"{none}, and its sitemaps can't be read: {'; '.join(told[:_SHOWN])}"
        return f"{none}" if search.sitemaps else f"{none}, and it declares no sitemap"

    def _unreadable(self, url: str) -> str | None:
        with reading(self.engine) as connection:
            row = headlines.states(connection, [url]).get(url)
        return (row[1] or row[0]) if row is not None and row[0] in _UNFETCHABLE else None

    def _places(self, search: _Search) -> dict[str, Any]:
        return {
            "link": search.link,
            "periods": [[f"{p.start:%Y-%m-%d}", f"{p.end:%Y-%m-%d}"] for p in search.wanted.periods],
            "headlines": search.compared,
            "news_since": search.news_since.isoformat() if search.news_since else None,
            "sitemaps": search.sitemaps,
            "likeliest": [
                {"url": h.url, "title": h.title, "probability": round(chance, 4), "state": h.state}
                for chance, h in search.ranked[:_SHOWN]
            ],
        }


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
            rows, vectors = headlines.load(connection, resolver.encoder, resolver._originals())
        return cls(rows, Headlines([row.title for row in rows], vectors))

    def places(self, sites: Iterable[str], since: datetime | None) -> np.ndarray[Any, np.dtype[np.int64]]:
        chosen = np.isin(self._sites, list(sites))
        if since is not None:
            chosen &= self._seen > since.timestamp()
        return np.flatnonzero(chosen)


def _why_not(headline: StoredHeadline) -> str | None:
    """Why the article behind a headline can't be read, None where it can or where nobody tried."""
    if headline.state in _UNFETCHABLE:
        return headline.reason or headline.state
    return "only a part of it is shown (locked)" if headline.access == "locked" else None


def _source(url: str) -> Discovery:
    return Discovery(url=url, kind=PageKind.SITEMAP, via=Via.DECLARED, listing=url)
