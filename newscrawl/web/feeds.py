"""Saved searches as Atom and JSON feeds."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Path, Request
from fastapi.responses import Response

from newscrawl.export.feeds import atom, json_feed
from newscrawl.query import Watch, load_watches, new_in
from newscrawl.web.render import page
from newscrawl.web.signing import may_read_feeds
from newscrawl.web.state import Shared, State

router = APIRouter(include_in_schema=False, dependencies=[Depends(may_read_feeds)])
_ENTRIES = 50
_SHOWN = 5
Name = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,61}$")]


@router.get("/feeds")
def listed(request: Request, state: Shared) -> Response:
    watches = [(watch, new_in(state.reader, watch, limit=_SHOWN)) for watch in _watches(state)]
    return page(request, "feeds.html", watches=watches)


@router.get("/feeds/{name}.atom")
def as_atom(request: Request, state: Shared, name: Name) -> Response:
    watch = _named(state, name)
    made = atom(watch, new_in(state.reader, watch, limit=_ENTRIES), address=_address(request))
    return Response(made, media_type="application/atom+xml")


@router.get("/feeds/{name}.json")
def as_json(request: Request, state: Shared, name: Name) -> Response:
    watch = _named(state, name)
    made = json_feed(watch, new_in(state.reader, watch, limit=_ENTRIES), address=_address(request))
    return Response(made, media_type="application/feed+json")


def _address(request: Request) -> str:
    return str(request.url.replace(query=""))


def _watches(state: State) -> tuple[Watch, ...]:
    return load_watches(state.watches) if state.watches else ()


def _named(state: State, name: str) -> Watch:
    found = next((watch for watch in _watches(state) if watch.name == name), None)
    if found is None:
        raise HTTPException(404, f"No search is saved as {name}.")
    return found
