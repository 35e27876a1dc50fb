"""What all parts of the JSON API share: lists, and how they are refused."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from newscrawl import query
from newscrawl.web.inputs import DEEPEST
from newscrawl.web.signing import may_ask

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


def api_router() -> APIRouter:
    """A router whose refusals are described."""
    return APIRouter(
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
    return Listing[T](items=list(rows.items), next=following(request, rows, limit), **place(rows, limit))


def following(request: Request, rows: query.Slice[T], limit: int) -> str | None:
    """Address of the part that comes after this one."""
    # Rows that turned out to be one are fewer than were read, so that these are counted by the limit.
    after = rows.offset + limit
    is_more = after < rows.total or (not rows.is_exact and bool(rows.items))
    if not is_more or after > DEEPEST:
        return None
    return str(request.url.include_query_params(limit=limit, offset=after))


def place(rows: query.Slice[T], limit: int) -> dict[str, Any]:
    return {"total": rows.total, "is_exact": rows.is_exact, "limit": limit, "offset": rows.offset}
