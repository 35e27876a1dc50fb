"""Agencies: whose texts and pictures are credited where, and how often."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, ScalarSelect, Select, func, select

from newscrawl.query.narrowing import agency_id, are_few, listed
from newscrawl.query.paging import Slice, sliced
from newscrawl.store.models import Agency, AgencyTally, Article, ArticleAgency
from newscrawl.store.session import reading

TEXT, PICTURE = ("text",), ("photo", "picture")
"""Kinds of credits; `picture` is what a picture's address tells of where it is from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencySite:
    """What of an agency is credited on one site."""

    site: str
    texts: int
    """Articles that credit it for text."""
    pictures: int
    """Articles that credit it for a picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyRow:
    slug: str
    name: str
    country: str | None
    texts: int
    pictures: int
    sites: tuple[AgencySite, ...]
    """Those with most articles first."""


def agencies(
    engine: Engine,
    *,
    agency: str | None = None,
    site: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int | None = 50,
    offset: int = 0,
) -> Slice[AgencyRow]:
    """Agencies that newest versions credit, those with most articles first; who is only cited is not among them.

    agency: gazetteer id or name. Raises StoreError.
    """
    with reading(engine) as connection:
        query = _counts(connection, agency, since, until) if since or until else _tallied(agency)
        known = {row.id: row for row in connection.execute(select(Agency.id, Agency.slug, Agency.name, Agency.country))}
        found: dict[int, dict[str, list[int]]] = {}
        for ident, kind, where, articles in connection.execute(query):
            if site in (None, where):
                # An article whose pictures are credited in two ways is counted by the larger of the two.
                numbers, which = found.setdefault(ident, {}).setdefault(where, [0, 0]), kind not in TEXT
                numbers[which] = max(numbers[which], articles)
    made = (_row(known[ident], by_site) for ident, by_site in found.items())
    return sliced(sorted(made, key=lambda a: (-a.texts - a.pictures, a.slug)), limit=limit, offset=offset)


def _tallied(agency: str | None) -> Select[int, str, str, int]:
    query = select(AgencyTally.agency_id, AgencyTally.kind, AgencyTally.site, AgencyTally.articles)
    query = query.where(AgencyTally.agency_id == _id(agency)) if agency else query
    return query.where(AgencyTally.kind.in_((*TEXT, *PICTURE)), AgencyTally.articles > 0)


def _counts(
    connection: Connection, agency: str | None, since: datetime | None, until: datetime | None
) -> Select[int, str, str, int]:
    """The same within a time."""
    key = (ArticleAgency.agency_id, ArticleAgency.kind, ArticleAgency.site)
    query = select(*key, func.count().label("articles"))
    query = query.where(ArticleAgency.agency_id == _id(agency)) if agency else query
    times = [Article.listed_at >= since] if since else []
    times += [Article.listed_at < until] if until else []
    of_time = select(Article.id).where(*times)
    if connection.dialect.name == "postgresql" and are_few(connection, of_time):
        query = query.where(ArticleAgency.article_id == listed(of_time))
    else:
        query = query.join(Article, Article.id == ArticleAgency.article_id).where(*times)
    return query.where(ArticleAgency.kind.in_((*TEXT, *PICTURE))).group_by(*key)


def _id(agency: str) -> ScalarSelect[int]:
    # Joined, the agency would be looked up for each article of the time.
    return agency_id(agency).scalar_subquery()


def _row(agency: Any, by_site: dict[str, list[int]]) -> AgencyRow:
    sites = [AgencySite(site=site, texts=texts, pictures=pictures) for site, (texts, pictures) in by_site.items()]
    return AgencyRow(
        slug=agency.slug,
        name=agency.name,
        country=agency.country,
        texts=sum(s.texts for s in sites),
        pictures=sum(s.pictures for s in sites),
        sites=tuple(sorted(sites, key=lambda s: (-s.texts - s.pictures, s.site))),
    )
