"""Redirects by meta elements, of pages too whose encoding or target is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response


class MetaRefresh(MetaRefreshMiddleware):
    """Scrapy's own fails where a page calls itself `zlib` or `idna`, as Python has codecs of these names, and where it
    leads to a malformed address. Such a page is read as it is."""

    # Scrapy warns whoever passes the spider that its own signature still names.
    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        try:
            return super().process_response(request, response)
        except (LookupError, ValueError):
            return response
