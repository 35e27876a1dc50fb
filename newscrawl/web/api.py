"""The JSON API. Its types are those of the query functions, so that its description can't differ from its answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel

from newscrawl import query
from newscrawl.items import Relation, State
from newscrawl.query.article import Dossier
from newscrawl.query.search import RANKED
from newscrawl.web.asked import Narrowed
from newscrawl.web.inputs import DEEPEST, Address, Day, Limit, Offset, SiteName, Word, given, utc
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
    is_exact: bool
    """False where there are more than `total`."""
    limit: int
    offset: int
    next: str | None
    """Address of the part that follows; null at the end."""


class Answers(Listing[query.Hit]):
    """A part of what was found, the best first."""

    is_ranked: bool
    """False where only the newest answers are ranked and listed."""


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


def listing(request: Request, rows: query.Slice[T], limit: int) -> Listing[T]:
    """A part of a list with the address of the next one."""
    return Listing[T](items=list(rows.items), next=following(request, rows, limit), **_place(rows, limit))


def following(request: Request, rows: query.Slice[T], limit: int) -> str | None:
    """Address of the part that comes after this one."""
    if not (rows.has_more and rows.items and rows.offset + limit <= DEEPEST):
        return None
    return str(request.url.include_query_params(limit=limit, offset=rows.offset + limit))


def _place(rows: query.Slice[T], limit: int) -> dict[str, Any]:
    return {"total": rows.total, "is_exact": rows.is_exact, "limit": limit, "offset": rows.offset}


@router.get("/articles")
def articles(
    request: Request,
    engine: Reader,
    asked: Annotated[Narrowed, Depends()],
    state: Annotated[State | None, Query()] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Listing[query.ArticleRow]:
    """Articles with their origins, newest first; with a state, addresses."""
    return listing(request, query.articles(engine, asked.filters(state), limit=limit, offset=offset), limit)


@router.get("/search")
def search(
    request: Request,
    engine: Reader,
    typed: Annotated[str, Query(alias="q", min_length=1, max_length=200, pattern=r"^[^\x00]*$")],
    asked: Annotated[Narrowed, Depends()],
    limit: Limit = 20,
    offset: Annotated[int, Query(ge=0, le=RANKED)] = 0,
) -> Answers:
    """Articles that hold all that was asked for: words, "phrases", begin*, -without."""
    found = query.search(engine, typed, asked.filters(), limit=limit, offset=offset)
    after = following(request, found.hits, limit) if offset + limit <= RANKED else None
    return Answers(items=list(found.hits.items), next=after, is_ranked=found.is_ranked, **_place(found.hits, limit))


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


class Story(BaseModel):
    """All stored copies of a text."""

    story: query.StoryRow
    texts: list[query.StoryText]
    """By claimed time."""


class SiteRow(BaseModel):
    """A site, and what became of its addresses."""

    site: str
    states: dict[str, int]


@router.get("/stories")
def stories(
    request: Request,
    engine: Reader,
    site: Word = None,
    since: Day = None,
    until: Day = None,
    limit: Limit = 20,
    offset: Offset = 0,
) -> Listing[query.StoryRow]:
    """Texts that stand in several places, those with most copies first."""
    found = query.stories(engine, site=given(site), since=utc(since), until=utc(until), limit=limit, offset=offset)
    return listing(request, found, limit)


@router.get("/story")
def story(engine: Reader, address: Address) -> Story | None:
    """The story that an article belongs to; null where no article is stored at the address."""
    found = query.story(engine, address)
    return Story(story=found[0], texts=list(found[1])) if found else None


@router.get("/agencies")
def agencies(
    request: Request,
    engine: Reader,
    agency: Word = None,
    site: Word = None,
    since: Day = None,
    until: Day = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Listing[query.AgencyRow]:
    """Agencies that are credited for texts or pictures, and where."""
    found = query.agencies(
        engine,
        agency=given(agency),
        site=given(site),
        since=utc(since),
        until=utc(until),
        limit=limit,
        offset=offset,
    )
    return listing(request, found, limit)


@router.get("/sites")
def sites(engine: Reader) -> list[SiteRow]:
    """All sites with addresses."""
    return [SiteRow(site=name, states=states) for name, states in query.coverage(engine).items()]


@router.get("/sites/{site}")
def site_profile(engine: Reader, site: SiteName) -> query.SiteProfile:
    """What share of a site is copied, from whom and how fast, with the coverage behind it."""
    return query.site_profile(engine, site, now=datetime.now(UTC))


@router.get("/network")
def network(
    request: Request,
    engine: Reader,
    site: Word = None,
    origin: Word = None,
    relation: Annotated[Relation | None, Query()] = None,
    since: Day = None,
    until: Day = None,
    least: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    limit: Limit = 200,
    offset: Offset = 0,
) -> Listing[query.Edge]:
    """Who copies whom: sites, and the publishers that their articles come from."""
    found = query.network(
        engine,
        site=given(site),
        origin=given(origin),
        relation=relation,
        since=utc(since),
        until=utc(until),
        least=least,
        limit=limit,
        offset=offset,
    )
    return listing(request, found, limit)
