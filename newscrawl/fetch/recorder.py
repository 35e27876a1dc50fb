"""Downloader middleware that archives each response and notes each download, failed ones included."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.exceptions import IgnoreRequest

from newscrawl.crawl_state import state_of
from newscrawl.errors import UnwritableArchive
from newscrawl.extensions.database import give_up
from newscrawl.extract.reservations import in_headers
from newscrawl.fetch.archive import ArchiveWriter, http_request, http_response
from newscrawl.items import Fetch

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

# Key of `Request.meta`: the downloads made for a request, redirects and retries included, oldest first.
FETCHES = "newscrawl_fetches"


class FetchRecorder:
    """Next to the downloader, so that it sees every response as it came, redirects and robots.txt too."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.writer = archive_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FetchRecorder:
        recorder = cls(crawler)
        crawler.signals.connect(recorder.close, signals.engine_stopped)
        return recorder

    def process_response(self, request: Request, response: Response) -> Response:
        """Raises UnwritableArchive: what can't be archived is not stored either, and the crawl stops."""
        now = datetime.now(UTC)
        parts = urlsplit(request.url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            place = self.writer.write(
                url=request.url,
                fetched_at=now,
                request=http_request(request.method, target, parts.netloc, _pairs(request)),
                response=http_response(response.status, _pairs(response), response.body),
                revisit=response.status == 304,
            )
        except UnwritableArchive as err:
            give_up(self.crawler, err)
            raise
        fetch = Fetch(
            url=request.url,
            fetched_at=now,
            status=response.status,
            # "Not modified" has no body: what is read stays what an earlier download brought.
            sha256=None if response.status == 304 else hashlib.sha256(response.body).hexdigest(),
            size=len(response.body),
            content_type=_header(response, "Content-Type"),
            etag=_header(response, "ETag"),
            last_modified=_header(response, "Last-Modified"),
            archive_file=place.file,
            archive_offset=place.offset,
            reservations=in_headers((n.decode("latin-1"), v.decode("latin-1")) for n, v in _pairs(response)),
        )
        request.meta.setdefault(FETCHES, []).append(fetch)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        if isinstance(exception, IgnoreRequest):  # nothing was downloaded
            return
        error = f"{type(exception).__name__}: {exception}"[:500]
        fetch = Fetch(url=request.url, fetched_at=datetime.now(UTC), error=error)
        request.meta.setdefault(FETCHES, []).append(fetch)

    def close(self) -> None:
        with suppress(UnwritableArchive):  # the crawl has given up for it
            self.writer.close()


class BodyDigest:
    """Downloader middleware above decompression: size and hash of the body that is read, however it travelled."""

    def process_response(self, request: Request, response: Response) -> Response:
        fetches: list[Fetch] = request.meta.get(FETCHES, [])
        if fetches and fetches[-1].sha256 is not None:
            digest = hashlib.sha256(response.body).hexdigest()
            fetches[-1] = replace(fetches[-1], sha256=digest, size=len(response.body))
        return response


def archive_of(crawler: Crawler) -> ArchiveWriter:
    """The crawl's one writer, shared by recorder and store."""
    state = state_of(crawler)
    if state.archive is None:
        settings = crawler.settings
        folder = Path(settings["NEWSCRAWL_ARCHIVE_DIR"])
        state.archive = ArchiveWriter(folder, crawler.spidercls.name, settings.getint("NEWSCRAWL_ARCHIVE_MAX_BYTES"))
    return state.archive


def _pairs(message: Request | Response) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, values in message.headers.items() for value in values]


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1")[:1000] if value else None
