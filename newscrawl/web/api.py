"""The JSON API. Its types are those of the query functions, so that its description can't differ from its answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Generic, TypeVar

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel

from newscrawl import query
from newscrawl.items import Relation, State
from newscrawl.query.article import Dossier
from newscrawl.web.inputs import Address, Day, Limit, Offset, Word, given, utc
from newscrawl.web.signing import may_ask
from newscrawl.web.state import Reader

T = TypeVar("T")


class Problem(BaseModel):
    """Why there is no answer."""

    detail: str


class Listing(BaseModel, Generic[T]):
    """A part of a list."""

    items: list[T]
    total: int
    limit: int
    offset: int
    next: str | None
    """Address of the part that follows; null at the end."""


router = APIRouter(
    prefix="/api/v1",
    dependencies=[Depends(may_ask)],
    responses={
        304: {"description": "As it was when If-None-Match's tag was given"},
        401: {"model": Problem, "description": "The token is needed"},
        404: {"model": Problem, "description": "Nothing is stored there"},
        422: {"model": Problem, "description": "The request can't be read"},
        503: {"model": Problem, "description": "The database can't be read"},
    },
)


def listing(request: Request, items: list[T], total: int, limit: int, offset: int) -> Listing[T]:
    """A part of a list with the address of the next one."""
    more = offset + len(items) < total and items
    address = str(request.url.include_query_params(limit=limit, offset=offset + limit)) if more else None
    return Listing[T](items=items, total=total, limit=limit, offset=offset, next=address)


@router.get("/articles")
def articles(
    request: Request,
    engine: Reader,
    site: Word = None,
    origin: Word = None,
    agency: Word = None,
    language: Word = None,
    relation: Annotated[Relation | None, Query()] = None,
    state: Annotated[State | None, Query()] = None,
    since: Day = None,
    until: Day = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Listing[query.ArticleRow]:
    """Articles with their origins, newest first; with a state, addresses."""
    filters = query.Filters(
        site=given(site),
        origin=given(origin),
        agency=given(agency),
        language=given(language),
        relation=relation,
        state=state,
        since=utc(since),
        until=utc(until),
    )
    rows = query.articles(engine, filters, limit=limit, offset=offset)
    return listing(request, rows, query.count(engine, filters), limit, offset)


@router.get("/article")
def article(engine: Reader, address: Address) -> Dossier:
    """Everything known of an address."""
    return query.article(engine, address)


@router.get("/why")
def why(engine: Reader, address: Address) -> query.Why:
    """Who wrote an article first, and how we know."""
    return query.why(engine, address)


@router.get("/copies")
def copies(engine: Reader, address: Address) -> query.Family | None:
    """Every copy of an article, and what only looks alike; null where no article is stored at the address."""
    return query.copies(engine, address)


@router.get("/side-by-side")
def side_by_side(engine: Reader, address: Address) -> query.SideBySide:
    """An article beside its stored originals, sentence by sentence."""
    return query.side_by_side(engine, address)


@router.get("/history")
def history(engine: Reader, address: Address) -> query.History:
    """What changed in an article since it was first seen."""
    return query.history(engine, address)


@router.get("/runs")
def runs(engine: Reader, site: Word = None, limit: Limit = 50) -> list[query.RunRow]:
    """Crawl runs, newest first."""
    return query.runs(engine, site=given(site), limit=limit)


@router.get("/coverage")
def coverage(engine: Reader, site: Word = None) -> list[query.Ledger]:
    """What became of every address that was discovered, by site."""
    return query.ledgers(engine, given(site))


@router.get("/health")
def health(
    engine: Reader, site: Word = None, window: Annotated[int, Query(ge=1, le=365)] = 14
) -> list[query.SiteHealth]:
    """Each site compared with its own past."""
    return query.health(engine, now=datetime.now(UTC), window=window, site=given(site))
