"""The start page, lists of articles, and sites."""

from __future__ import annotations

from datetime import UTC, datetime
from math import ceil
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy import Engine

from newscrawl.items import Relation, State
from newscrawl.query import (
    OWN,
    UNKNOWN,
    ArticleRow,
    Filters,
    Found,
    NoWords,
    Slice,
    articles,
    coverage,
    health,
    ledgers,
    runs,
    search,
    site_profile,
    unheard,
)
from newscrawl.query.search import RANKED
from newscrawl.web.asked import Typed
from newscrawl.web.charts import bars
from newscrawl.web.inputs import PageNumber, SiteName, given
from newscrawl.web.render import page
from newscrawl.web.signing import may_read
from newscrawl.web.state import Reader, Shared

router = APIRouter(include_in_schema=False, dependencies=[Depends(may_read)])
_ROWS = 25
_RUNS = 8


@router.get("/")
def overview(request: Request, engine: Reader, state: Shared) -> Response:
    counts, made_at = state.remembered.get("overview", lambda: _counts(engine))
    states, made_at = state.remembered.get("coverage", lambda: coverage(engine))
    sick, _ = state.remembered.get("health", lambda: health(engine, now=datetime.now(UTC)))
    return page(
        request,
        "overview.html",
        counts=counts,
        states=states,
        health=sick,
        runs=runs(engine, limit=_RUNS),
        made_at=made_at,
    )


def _counts(engine: Engine) -> dict[str, Slice[ArticleRow]]:
    asked = {"articles": Filters(), "unknown": Filters(origin=UNKNOWN), "own": Filters(origin=OWN)}
    return {name: articles(engine, filters, limit=0) for name, filters in asked.items()}


@router.get("/search")
def find(request: Request, engine: Reader, asked: Annotated[Typed, Depends()], number: PageNumber = 1) -> Response:
    filters, offset, wrong = asked.narrowed(), (number - 1) * _ROWS, ""
    found: Found | None = None
    if given(asked.q) and not filters.state:
        try:
            found = search(engine, asked.q or "", filters, limit=_ROWS, offset=offset)
        except NoWords as err:
            wrong = str(err)
    rows = found.hits if found else articles(engine, filters, limit=0 if wrong else _ROWS, offset=offset)
    return page(
        request,
        "search.html",
        rows=rows,
        hits=found is not None,
        ranked=RANKED,
        is_ranked=found is None or found.is_ranked,
        wrong=wrong,
        unheard=() if wrong or rows.total else unheard(engine, filters),
        number=number,
        pages=max(1, ceil(min(rows.total, RANKED if found else rows.total) / _ROWS)),
        asked=asked.fields(),
        relations=list(Relation),
        states=list(State),
    )


@router.get("/sites")
def sites(request: Request, engine: Reader, state: Shared) -> Response:
    states, made_at = state.remembered.get("coverage", lambda: coverage(engine))
    sick, _ = state.remembered.get("health", lambda: health(engine, now=datetime.now(UTC)))
    return page(request, "sites.html", states=states, health={one.site: one for one in sick}, made_at=made_at)


@router.get("/sites/{name}")
def site(request: Request, state: Shared, name: SiteName) -> Response:
    now = datetime.now(UTC)
    profile, made_at = state.remembered.get(("site", name), lambda: site_profile(state.reader, name, now=now))
    found, _ = state.remembered.get(("ledger", name), lambda: ledgers(state.reader, name))
    return page(
        request,
        "site.html",
        name=name,
        profile=profile,
        bars=bars(profile.months),
        ledger=found[0] if found else None,
        health=profile.health,
        runs=runs(state.reader, site=name, limit=_RUNS),
        made_at=made_at,
    )
