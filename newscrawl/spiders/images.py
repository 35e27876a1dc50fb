"""Fetches pictures of stored articles, where that is wanted: `scrapy crawl images`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from scrapy import Request

from newscrawl.errors import ConfigurationError
from newscrawl.extensions.sites import declared_sites
from newscrawl.fetch.recorder import FETCHES
from newscrawl.items import PictureRead
from newscrawl.spiders.answers import state_of_error, state_of_status
from newscrawl.spiders.base import ANSWERS, WINDOW, ArticleSpider, fetches_of, now
from newscrawl.trace.picture_file import FORMATS, UnreadablePicture, read_picture, require_pillow

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from newscrawl.store.picture_files import DuePicture

_IMAGE = "newscrawl_image"


class ImagesSpider(ArticleSpider):
    """Asks for pictures as for pages (robots.txt, delays, guard, archive); one that fails is a row with its reason."""

    name = "images"

    def __init__(self, site: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._of_site = site
        self._after = 0
        self._begun = now()
        self._types: list[str] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> ImagesSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        assert isinstance(spider, cls)
        require_pillow()
        spider._types = [kind.lower() for kind in crawler.settings.getlist("NEWSCRAWL_IMAGE_TYPES")]
        if unknown := [kind for kind in spider._types if kind not in FORMATS]:
            raise ConfigurationError(f"NEWSCRAWL_IMAGE_TYPES: {unknown[0]!r} is none of {', '.join(FORMATS)}")
        return spider

    async def start(self) -> AsyncIterator[Request]:
        for site in declared_sites(self.crawler).values():
            self.keep_delay(site)
        for request in self.next_requests():
            yield request

    def next_requests(self) -> list[Request]:
        while pictures := self._due():
            requests = [request for picture in pictures if (request := self._request(picture.id, picture.url))]
            if requests:
                return requests
        return []

    def _due(self) -> list[DuePicture]:
        pictures = self.repository.pictures_due(
            site=self._of_site,
            per_article=self.crawler.settings.getint("NEWSCRAWL_IMAGES_PER_ARTICLE"),
            before=self._begun,
            limit=WINDOW,
            after=self._after,
        )
        self._after = max((picture.id for picture in pictures), default=self._after)
        return pictures

    def _request(self, ident: int, url: str) -> Request | None:
        """None for an address that is none, which is noted: it is written as the page wrote it."""
        size = self.crawler.settings.getint("NEWSCRAWL_IMAGE_MAXSIZE")
        meta = {_IMAGE: ident, FETCHES: [], "handle_httpstatus_list": ANSWERS, "download_maxsize": size}
        try:
            return Request(url, callback=self.read, errback=self.failed, dont_filter=True, meta=meta)
        except ValueError as err:
            self.repository.save_picture(
                PictureRead(image_id=ident, fetch=None, error=f"no address of a picture: {err}")
            )
            return None

    async def read(self, response: Response) -> AsyncIterator[PictureRead]:
        fetch = fetches_of(response)[-1]
        ident: int = response.meta[_IMAGE]
        kind = (fetch.content_type or "").partition(";")[0].strip().lower()
        bad = state_of_status(response.status)
        if bad or kind not in self._types:
            yield PictureRead(image_id=ident, fetch=fetch, error=bad[1] if bad else f"no picture but {kind or 'bytes'}")
            return
        try:
            file = await asyncio.to_thread(read_picture, response.body, self._types)
        except UnreadablePicture as err:
            yield PictureRead(image_id=ident, fetch=fetch, error=str(err))
            return
        yield PictureRead(
            image_id=ident, fetch=fetch, phash=file.phash, width=file.width, height=file.height, fields=file.fields
        )

    def failed(self, failure: Failure) -> PictureRead:
        request: Request = failure.request  # type: ignore[attr-defined]
        _, reason = state_of_error(failure.value)
        fetches = request.meta[FETCHES]
        return PictureRead(image_id=request.meta[_IMAGE], fetch=fetches[-1] if fetches else None, error=reason)
