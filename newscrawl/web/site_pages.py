"""The start page, lists of articles, and sites."""

from __future__ import annotations

from datetime import UTC, datetime
from math import ceil

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import Response
from sqlalchemy import Engine

from newscrawl.items import Relation, State
from newscrawl.query import Filters, articles, count, coverage, health, ledgers, runs
from newscrawl.web.inputs import Day, PageNumber, Word, given, utc
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


def _counts(engine: Engine) -> dict[str, int]:
    total = count(engine, Filters())
    unknown, own = (count(engine, Filters(origin=which)) for which in ("unknown", "own"))
    return {"articles": total, "unknown": unknown, "own": own, "copied": total - unknown - own}


@router.get("/search")
def search(
    request: Request,
    engine: Reader,
    site: Word = None,
    origin: Word = None,
    agency: Word = None,
    language: Word = None,
    relation: Word = None,
    state: Word = None,
    since: Day = None,
    until: Day = None,
    number: PageNumber = 1,
) -> Response:
    filters = Filters(
        site=given(site),
        origin=given(origin),
        agency=given(agency),
        language=given(language),
        relation=given(relation),
        state=given(state),
        since=utc(since),
        until=utc(until),
    )
    rows = articles(engine, filters, limit=_ROWS, offset=(number - 1) * _ROWS)
    total = count(engine, filters)
    asked = {
        "site": site, "origin": origin, "agency": agency, "language": language, "relation": relation,
        "state": state, "since": since, "until": until,
    }  # fmt: skip
    return page(
        request,
        "search.html",
        rows=rows,
        total=total,
        number=number,
        pages=max(1, ceil(total / _ROWS)),
        first=(number - 1) * _ROWS + 1,
        asked={key: value or "" for key, value in asked.items()},
        relations=list(Relation),
        states=list(State),
    )


@router.get("/sites")
def sites(request: Request, engine: Reader, state: Shared) -> Response:
    states, made_at = state.remembered.get("coverage", lambda: coverage(engine))
    sick, _ = state.remembered.get("health", lambda: health(engine, now=datetime.now(UTC)))
    return page(request, "sites.html", states=states, health={one.site: one for one in sick}, made_at=made_at)


@router.get("/sites/{name}")
def site(request: Request, engine: Reader, name: str) -> Response:
    found = ledgers(engine, name)
    if not found:
        raise HTTPException(404, f"No address of a site named {name} is stored.")
    judged = health(engine, now=datetime.now(UTC), site=name)
    return page(
        request,
        "site.html",
        name=name,
        ledger=found[0],
        health=judged[0] if judged else None,
        runs=runs(engine, site=name, limit=_RUNS),
    )
