"""Requests answered from WARC files instead of the network, under their real addresses."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from fastwarc import ArchiveIterator, WarcRecordType
from scrapy.responsetypes import responsetypes

from newscrawl.errors import ArchiveError, ConfigurationError
from newscrawl.fetch.archive import Place, read

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response


class ReplayArchive:
    """An index of addresses to records; of several records of one address the last one answers."""

    def __init__(self, index: dict[str, tuple[Path, Place]]) -> None:
        self._index = index

    @staticmethod
    @cache
    def open(files: tuple[str, ...]) -> ReplayArchive:
        """Index the responses of WARC files; raises ConfigurationError where one can't be read."""
        index: dict[str, tuple[Path, Place]] = {}
        for name in files:
            path = Path(name)
            try:
                with open(path, "rb") as stream:
                    for record in ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=True):
                        # "Not modified" is no answer to who has nothing yet.
                        if record.http_headers is not None and record.http_headers.status_code == 304:
                            continue
                        index[record.headers["WARC-Target-URI"]] = (path.parent, Place(path.name, record.stream_pos))
            except OSError as err:
                raise ConfigurationError(f"NEWSCRAWL_REPLAY: can't read {name}: {err}") from err
        return ReplayArchive(index)

    def answer(self, request: Request) -> Response:
        """The archived response; raises ArchiveError for an address the files don't hold.

        A missing robots.txt is answered with 404, which means that there are no rules.
        """
        found = self._index.get(request.url)
        if found is None:
            if urlsplit(request.url).path == "/robots.txt":
                return _response(request, 404, [], b"")
            raise ArchiveError("the replayed archive does not hold this address")
        archived = read(*found)
        return _response(request, archived.status, archived.headers, archived.body)


def _response(request: Request, status: int, headers: Any, body: bytes) -> Response:
    # The body's content encoding is undone already.
    kept = [(k, v) for k, v in headers if k.lower() not in ("content-encoding", "content-length", "transfer-encoding")]
    kind = responsetypes.from_args(headers=None, url=request.url, body=body)
    multi: dict[str, list[str]] = {}
    for name, value in kept:
        multi.setdefault(name, []).append(value)
    return kind(url=request.url, status=status, headers=multi, body=body, request=request)
