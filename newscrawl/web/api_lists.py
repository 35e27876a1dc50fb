"""The JSON API on sites, stories, agencies and who copies whom."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Query, Request
from pydantic import BaseModel

from newscrawl import query
from newscrawl.items import Relation
from newscrawl.web.api_parts import Listing, api_router, listing
from newscrawl.web.inputs import Address, Day, Limit, Offset, SiteName, Word, given, utc
from newscrawl.web.state import Reader

router = api_router()


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
    """Texts that stand in several places, those with most copies first.

    Limit, offset and total count families of copies. A story that has several is listed with its largest, so that a
    part may hold fewer items than its limit.
    """
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
