"""The application: routes, static files, and errors that say what to do."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from newscrawl import __version__
from newscrawl.errors import ConfigurationError, NewscrawlError, StoreError
from newscrawl.query import AmbiguousAddress, NoWords, UnknownAddress, UnknownSite
from newscrawl.store.session import open_engine, open_read_only
from newscrawl.web import (
    api,
    api_lists,
    api_reviews,
    article_pages,
    feeds,
    review_pages,
    signing,
    site_pages,
    story_pages,
)
from newscrawl.web.access import Access
from newscrawl.web.guard import Guard
from newscrawl.web.page_reader import PageReader
from newscrawl.web.render import page
from newscrawl.web.state import State

_TITLES = {
    400: "That request can't be read",
    401: "Sign in first",
    403: "Not allowed",
    404: "Nothing is stored here",
    405: "That can't be done here",
    409: "That can't be decided now",
    422: "That request can't be read",
    500: "Something broke",
    503: "That can't be read now",
}
_log = logging.getLogger(__name__)


def create_app(
    url: str,
    *,
    token: str | None = None,
    is_private: bool = False,
    hosts: Collection[str] = (),
    archive: Path | None = None,
    watches: Path | None = None,
) -> Guard:
    """The explorer on a database of today's schema.

    token: with it people may review; None: nobody may. is_private: whether reading needs it too.
    hosts: names that are served besides those of loopback. archive: folder of the WARC files, where they are at hand.
    watches: file of the saved searches.
    Raises ConfigurationError for a token that could be guessed, StoreError.
    """
    app = FastAPI(
        title="newscrawl",
        version=__version__,
        description="Who wrote this first, how do we know, and who else copied it?",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_closing,
    )
    app.state.newscrawl = State(
        reader=open_read_only(url),
        writer=open_engine(url),
        access=Access(token),
        is_private=is_private,
        pages=PageReader(archive if archive and archive.is_dir() else None),
        watches=watches,
    )
    app.mount("/static", StaticFiles(directory=str(files("newscrawl.web") / "static")), "static")
    for part in (signing, site_pages, story_pages, article_pages, review_pages, feeds, api, api_lists, api_reviews):
        app.include_router(part.router)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(NewscrawlError, _told)
    app.add_exception_handler(Exception, _broken)
    return Guard(app, hosts)


@asynccontextmanager
async def _closing(app: FastAPI) -> AsyncIterator[None]:
    yield
    app.state.newscrawl.pages.close()
    app.state.newscrawl.reader.dispose()
    app.state.newscrawl.writer.dispose()


def _refused(request: Request, err: Exception) -> Response:
    assert isinstance(err, HTTPException)
    return _answer(request, err.status_code, err.detail, dict(err.headers or {}))


def _unreadable(request: Request, err: Exception) -> Response:
    assert isinstance(err, RequestValidationError)
    said = "; ".join(f"{'.'.join(map(str, e['loc'][1:]))}: {_wrong(e)}" for e in err.errors())
    return _answer(request, 422, said)


def _wrong(error: dict[str, Any]) -> str:
    is_day = error["type"] == "string_pattern_mismatch" and error["loc"][-1] in ("since", "until")
    return "write a day as 2026-06-18" if is_day else str(error["msg"])


def _told(request: Request, err: Exception) -> Response:
    if isinstance(err, AmbiguousAddress):
        return _answer(request, 404, str(err), title="Which one is meant?")
    if isinstance(err, (UnknownAddress, UnknownSite, NoWords)):
        return _answer(request, 404, str(err))
    if isinstance(err, (StoreError, ConfigurationError)):
        # It may name paths and hosts, which are the operator's business.
        _log.error("%s", err)
        what = "database" if isinstance(err, StoreError) else "file of saved searches"
        return _answer(request, 503, f"The {what} can't be read; the server's log says why.")
    return _answer(request, 409, str(err))


def _broken(request: Request, _err: Exception) -> Response:
    return _answer(request, 500, "This is a fault of the program; the server's log has the details.")


def _answer(
    request: Request, status: int, detail: str, headers: dict[str, str] | None = None, *, title: str | None = None
) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"detail": detail}, status, headers)
    title = title or _TITLES.get(status, "Refused")
    answer = page(request, "error.html", status=status, title=title, detail=detail)
    answer.headers.update(headers or {})
    return answer
