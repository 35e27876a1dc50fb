"""The ledger of addresses: what became of each one that was discovered, and whether it adds up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Engine, Select, and_, exists, func, or_, select

from newscrawl.errors import NewscrawlError
from newscrawl.items import PageKind, State
from newscrawl.store.models import Article, ArticleVersion, CrawlRun, Fetch, Page
from newscrawl.store.session import reading

# States that say everything by themselves.
_CLEAR = (State.PENDING, State.STORED, State.ALIAS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Addresses of one site, in one state, for one reason."""

    state: str
    reason: str | None
    addresses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Two counts that must be equal."""

    says: str
    expected: int
    found: int

    @property
    def holds(self) -> bool:
        return self.expected == self.found


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """A site's article addresses; with a run, those whose present state that run decided."""

    site: str
    addresses: int
    entries: tuple[Entry, ...]
    """By state, then the most frequent reason first."""
    reservations: dict[str, int]
    """Addresses whose downloads say something of text and data mining, by what they say."""
    checks: tuple[Check, ...]

    def states(self) -> dict[str, int]:
        """Addresses by state."""
        counted: dict[str, int] = {}
        for entry in self.entries:
            counted[entry.state] = counted.get(entry.state, 0) + entry.addresses
        return counted


def coverage(engine: Engine, site: str | None = None) -> dict[str, dict[str, int]]:
    """Article addresses by site and state. Raises StoreError."""
    query = select(Page.site, Page.state, func.count()).where(Page.kind == PageKind.ARTICLE)
    query = query.where(Page.site == site) if site else query
    found: dict[str, dict[str, int]] = {}
    with reading(engine) as connection:
        for name, state, number in connection.execute(query.group_by(Page.site, Page.state)):
            found.setdefault(name, {})[state] = number
    return {name: dict(sorted(found[name].items())) for name in sorted(found)}


def due(engine: Engine, sites: Sequence[str], now: datetime) -> dict[str, int]:
    """Addresses and sources of these sites that are to be fetched now. Raises StoreError."""
    query = select(Page.site, func.count()).where(Page.site.in_(sites)).group_by(Page.site)
    with reading(engine) as connection:
        found = connection.execute(query.where(or_(Page.state == State.PENDING, Page.due_at <= now)))
        return dict.fromkeys(sites, 0) | {row[0]: row[1] for row in found}


def ledgers(engine: Engine, site: str | None = None, run_id: int | None = None) -> list[Ledger]:
    """One ledger for each site, by name. Raises UnknownRun, StoreError."""
    with reading(engine) as connection:
        if run_id is not None and connection.scalar(select(CrawlRun.id).where(CrawlRun.id == run_id)) is None:
            raise UnknownRun(f"no run {run_id}: newscrawl runs lists them")
        sites = connection.scalars(_chosen(select(Page.site).distinct(), site, run_id).order_by(Page.site)).all()
        return [_ledger(connection, name, run_id) for name in sites]


class UnknownRun(NewscrawlError):
    """No crawl run has this number."""


def _chosen(query: Select[str], site: str | None, run_id: int | None) -> Select[str]:
    query = query.where(Page.kind == PageKind.ARTICLE)
    query = query.where(Page.site == site) if site else query
    return query.where(Page.run_id == run_id) if run_id is not None else query


def _ledger(connection: Connection, site: str, run_id: int | None) -> Ledger:
    mine = and_(Page.kind == PageKind.ARTICLE, Page.site == site)
    mine = and_(mine, Page.run_id == run_id) if run_id is not None else mine
    number = func.count()
    rows = connection.execute(
        select(Page.state, Page.reason, number)
        .where(mine)
        .group_by(Page.state, Page.reason)
        .order_by(Page.state, number.desc(), Page.reason)
    )
    entries = tuple(Entry(state=state, reason=reason, addresses=count) for state, reason, count in rows)
    total = connection.scalar(select(number).select_from(Page).where(mine)) or 0

    def counted(*where: object) -> int:
        return connection.scalar(select(number).select_from(Page).where(mine, *where)) or 0  # type: ignore[arg-type]

    return Ledger(
        site=site,
        addresses=total,
        entries=entries,
        reservations=_reservations(connection, mine),
        checks=tuple(_checks(counted, total, sum(entry.addresses for entry in entries))),
    )


def _reservations(connection: Connection, mine: ColumnElement[bool]) -> dict[str, int]:
    query = (
        select(Fetch.reservations, func.count(Fetch.page_id.distinct()))
        .join(Page, Page.id == Fetch.page_id)
        .where(mine, Fetch.reservations.is_not(None))
        .group_by(Fetch.reservations)
        .order_by(Fetch.reservations)
    )
    return {", ".join(said.splitlines()): count for said, count in connection.execute(query) if said}


def _checks(counted: Callable[..., int], total: int, summed: int) -> Iterator[Check]:
    stored = counted(Page.state == State.STORED)
    with_text = exists().where(Article.page_id == Page.id, ArticleVersion.article_id == Article.id)
    yield Check(says="each address is in one state", expected=total, found=summed)
    yield Check(says="each state is a known one", expected=total, found=counted(Page.state.in_(list(State))))
    yield Check(
        says="each stored address has an article with its text",
        expected=stored,
        found=counted(Page.state == State.STORED, with_text),
    )
    target = select(Page.id).where(Page.alias_of_id.is_(None), Page.state != State.ALIAS)
    yield Check(
        says="each alias leads to an address that is none",
        expected=counted(Page.state == State.ALIAS),
        found=counted(Page.state == State.ALIAS, Page.alias_of_id.in_(target)),
    )
    unclear = Page.state.not_in(_CLEAR)
    yield Check(
        says="each address that is not stored has a reason",
        expected=counted(unclear),
        found=counted(unclear, Page.reason.is_not(None)),
    )
