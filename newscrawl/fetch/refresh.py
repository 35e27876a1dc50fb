"""Redirects by meta elements, of pages too whose encoding or target is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware
from scrapy.http import HtmlResponse

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

# Bytes of the 4,096 characters that are searched, in the widest encoding.
_BEGINNING = 4 * 4096


class MetaRefresh(MetaRefreshMiddleware):
    """Scrapy's own fails where a page calls itself `zlib` or `idna`, as Python has codecs of these names, and where it
    leads to a malformed address. Such a page is read as it is.

    It would also decode the whole page for its first lines, and the text would stay with the response for as long as
    that waits to be read: a third of the memory of a crawl.
    """

    # Scrapy warns whoever passes the spider that its own signature still names.
    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        try:
            beginning = response.replace(body=response.body[:_BEGINNING]) if _is_long(response) else response
            found = super().process_response(request, beginning)
        except (LookupError, ValueError):
            return response
        return response if found is beginning else found


def _is_long(response: Response) -> bool:
    return isinstance(response, HtmlResponse) and len(response.body) > _BEGINNING
