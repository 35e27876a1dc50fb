"""The JSON API on articles. Its types are the query functions', so that its description can't differ from answers."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request

from newscrawl import query
from newscrawl.items import State
from newscrawl.query.dossier import Dossier
from newscrawl.query.search import RANKED
from newscrawl.web.api_parts import Listing, api_router, following, listing, place
from newscrawl.web.asked import Narrowed
from newscrawl.web.inputs import Address, Limit, Offset
from newscrawl.web.state import Reader

router = api_router()


class Answers(Listing[query.Hit]):
    """A part of what was found, the best first."""

    is_ranked: bool
    """False where only the newest answers are ranked and listed."""


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
    return Answers(items=list(found.hits.items), next=after, is_ranked=found.is_ranked, **place(found.hits, limit))


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
