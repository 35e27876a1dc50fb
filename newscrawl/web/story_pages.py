"""Pages about more than one site: stories, agencies, and who copies whom."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import Response

from newscrawl.items import Relation
from newscrawl.query import agencies, coverage, network, stories, story
from newscrawl.query.paging import Slice
from newscrawl.web.charts import flow, timeline
from newscrawl.web.inputs import Address, Day, PageNumber, Word, given, utc
from newscrawl.web.render import page
from newscrawl.web.signing import may_read
from newscrawl.web.state import Reader, Shared, State

router = APIRouter(include_in_schema=False, dependencies=[Depends(may_read)])
_ROWS = 20
_AGENCIES = 50
_EDGES = 60


@router.get("/stories")
def listed(
    request: Request, state: Shared, site: Word = None, since: Day = None, until: Day = None, number: PageNumber = 1
) -> Response:
    return _listing(request, state, stories, _ROWS, {"site": site, "since": since, "until": until}, number)


@router.get("/story")
def told(request: Request, engine: Reader, address: Address) -> Response:
    found = story(engine, address)
    if found is None:
        raise HTTPException(404, "That page holds no article, so that it belongs to no story.")
    row, texts = found
    return page(request, "story.html", row=row, texts=texts, drawn=timeline(texts, row.url if row.first_at else None))


@router.get("/agencies")
def credited(
    request: Request, state: Shared, site: Word = None, since: Day = None, until: Day = None, number: PageNumber = 1
) -> Response:
    return _listing(request, state, agencies, _AGENCIES, {"site": site, "since": since, "until": until}, number)


@router.get("/network")
def copied(
    request: Request,
    state: Shared,
    site: Word = None,
    origin: Word = None,
    relation: Annotated[str | None, Query(pattern=rf"^({'|'.join(Relation)}|)$")] = None,
    since: Day = None,
    until: Day = None,
    least: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Response:
    key = ("network", given(site), given(origin), given(relation), utc(since), utc(until), least)
    edges, made_at = state.remembered.get(
        key,
        lambda: network(
            state.reader,
            site=key[1],
            origin=key[2],
            relation=key[3],
            since=key[4],
            until=key[5],
            least=least,
            limit=_EDGES,
        ),
    )
    states, _ = state.remembered.get("coverage", lambda: coverage(state.reader))
    return page(
        request,
        "network.html",
        edges=edges,
        drawn=flow(edges.items),
        stored={name: counts.get("stored", 0) for name, counts in states.items()},
        made_at=made_at,
        relations=list(Relation),
        asked={
            "site": site or "",
            "origin": origin or "",
            "relation": relation or "",
            "since": since or "",
            "until": until or "",
            "least": least if least > 1 else "",
        },
    )


def _listing(
    request: Request,
    state: State,
    question: Callable[..., Slice[Any]],
    most: int,
    narrow: dict[str, str | None],
    number: int,
) -> Response:
    """One page of a remembered list of at most `most` rows; the template is named as the question is."""
    asked = {name: value or "" for name, value in narrow.items()}
    site, since, until = given(asked["site"]), utc(asked["since"]), utc(asked["until"])
    rows, made_at = state.remembered.get(
        (question.__name__, site, since, until, number),
        lambda: question(state.reader, site=site, since=since, until=until, limit=most, offset=(number - 1) * most),
    )
    pages = max(1, ceil(rows.total / most))
    template = f"{question.__name__}.html"
    return page(request, template, rows=rows, made_at=made_at, number=number, pages=pages, asked=asked)
