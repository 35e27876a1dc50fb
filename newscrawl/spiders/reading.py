"""What spiders share that read feeds, sitemaps, sections and APIs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from newscrawl.errors import StoreError, UnwritableArchive
from newscrawl.fetch.recorder import FETCHES
from newscrawl.items import Fetch, SourceRead, State
from newscrawl.spiders.answers import state_of_error, state_of_status
from newscrawl.spiders.base import ArticleSpider, fetches_of, page_of, page_request
from newscrawl.spiders.sources import read_source

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from newscrawl.store.repository import PendingPage


class SourceSpider(ArticleSpider):
    """From the answer of a source to what it names."""

    sources_must_answer = True
    """Whether a source that can't be read is an error of the run."""

    def source_request(self, page: PendingPage, *, conditional: bool = False) -> Request:
        """The request for a source; a conditional one asks only for what changed since it was last read."""
        return page_request(page, self.parse_source, self.source_failed, conditional=conditional)

    def parse_source(self, response: Response) -> Iterator[SourceRead]:
        page, fetches = page_of(response.request), fetches_of(response)
        bad = state_of_status(response.status)
        if response.status == 304:
            self.count("not_modified", page)
            yield self.noted(replace(self._unread(page, fetches, State.NOT_ARTICLE, None), unchanged=True))
        elif bad:
            yield self.noted(self._unread(page, fetches, *bad))
        else:
            yield self.noted(replace(self._read(page, response), fetches=fetches))

    def _read(self, page: PendingPage, response: Response) -> SourceRead:
        headers = {str(k).lower(): str(v) for k, v in response.headers.to_unicode_dict().items()}
        try:
            return read_source(self.site_named(page.site), page, response.body, headers, self._known)
        except StoreError:
            raise
        # A source that breaks its reader must not stay pending for ever: it is kept as failed, as a page is.
        except Exception as err:
            self.logger.exception("reading failed: %s", page.url)
            return self._unread(page, (), State.FAILED, f"reading it failed: {type(err).__name__}: {err}"[:500])

    def source_failed(self, failure: Failure) -> Iterator[SourceRead]:
        if isinstance(failure.value, UnwritableArchive):
            return  # the crawl stops, and the source stays pending
        request: Request = failure.request  # type: ignore[attr-defined]
        fetches = tuple(request.meta[FETCHES])
        yield self.noted(self._unread(page_of(request), fetches, *state_of_error(failure.value)))

    def noted(self, read: SourceRead) -> SourceRead:
        """What of it is stored and followed; everything, unless a spider wants less."""
        return read

    def _known(self, listing: str, urls: Sequence[str]) -> Collection[str]:
        return self.repository.known(urls, listing=listing)

    def _unread(self, page: PendingPage, fetches: tuple[Fetch, ...], state: State, reason: str | None) -> SourceRead:
        return SourceRead(site=page.site, url=page.url, kind=page.kind, fetches=fetches, state=state, reason=reason)
