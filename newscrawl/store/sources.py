"""Reading the feeds and sitemaps of a site that may name articles of a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from newscrawl.discover.archives import CURRENT, Period, around
from newscrawl.items import Discovery, PageKind, SourceRead, State, Via
from newscrawl.sites import Site
from newscrawl.store.repository import PendingPage, Repository
from newscrawl.store.types import clean

# Of an index, and of a site in all; the levels of an index of indexes.
_OF_INDEX, _OF_SITE, _LEVELS = 6, 20, 3


@dataclass(frozen=True, slots=True)
class _Read:
    """What came of a source."""

    state: State
    reason: str | None
    found: int
    children: tuple[Discovery, ...]


class Sources:
    """Reads each source once, however many searches want it; a new run reads it anew."""

    def __init__(self, repository: Repository, clock: Callable[[], datetime]) -> None:
        self.repository = repository
        self.clock = clock
        self._read: dict[str, _Read] = {}

    def saw(self, read: SourceRead) -> SourceRead:
        """Note what a source named; its sitemaps are followed only as they are needed."""
        children = tuple(d for d in read.follow if d.kind is PageKind.SITEMAP)
        self._read[read.url] = _Read(read.state, read.reason, len(read.found), children)
        return replace(read, follow=())

    def read(
        self, wanted: Mapping[str, Sequence[Period]], sites: Mapping[str, Site], asked: dict[str, list[str]]
    ) -> Iterator[list[PendingPage]]:
        """Have those sources fetched that may name articles of the periods, level by level.

        `wanted` holds periods by site; `asked` is filled with the addresses of each site's sources.
        """
        level = {name: self._declared(sites[name], periods) for name, periods in wanted.items()}
        asked.update({name: [] for name in wanted})
        for depth in range(_LEVELS):
            new = {name: [d for d in sources if d.url not in self._read] for name, sources in level.items()}
            for name, sources in new.items():
                self.repository.upsert_site(sites[name])
                self.repository.declare(name, sources)
            if urls := [d.url for sources in new.values() for d in sources]:
                yield self.repository.due_of(urls, self.clock())
            for name, sources in level.items():
                asked[name] += [d.url for d in sources]
            level = {
                name: self._below(sources, wanted[name], _OF_SITE - len(asked[name]), depth + 1)
                for name, sources in level.items()
            }

    def said(self, url: str) -> str:
        """What came of a source: `12 addresses`, or why it was not read."""
        read = self._read.get(url)
        if read is None:
            return "not read"
        if read.state is not State.NOT_ARTICLE:
            return clean(f"{read.state}: {read.reason}")
        return f"{read.found} addresses"

    def _declared(self, site: Site, periods: Sequence[Period]) -> list[Discovery]:
        """Sitemaps, and feeds where they may reach back far enough."""
        feeds = site.feeds if any(period.end >= self.clock() - CURRENT for period in periods) else ()
        kinds = [*((url, PageKind.FEED) for url in feeds), *((url, PageKind.SITEMAP) for url in site.sitemaps)]
        found = [Discovery(url=url, kind=kind, via=Via.DECLARED, listing=url) for url, kind in kinds]
        return found[:_OF_SITE]

    def _below(self, sources: Sequence[Discovery], periods: Sequence[Period], room: int, depth: int) -> list[Discovery]:
        chosen: list[Discovery] = []
        for source in sources:
            read = self._read.get(source.url)
            chosen += around(read.children if read else (), periods, _OF_INDEX)
        return [replace(d, depth=depth) for d in dict.fromkeys(chosen)][: max(0, room)]
