"""Which sites broke: each compared with its own past, day by day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, Engine, exists, select

from newscrawl.items import PageKind, State
from newscrawl.query.breaks import Fall, fall, has_past, rise
from newscrawl.query.days import DAY, PAST_DAYS, SiteDays, load_days
from newscrawl.store.models import Article, ArticleVersion, Credit, Page
from newscrawl.store.session import reading

# A crawl that is late by more than the longest pause so far and this is one that cron forgot.
_LEAST_PAUSE = timedelta(days=2)
_SHOWN = 2
KINDS = ("not-crawled", "silent", "nothing-stored", "fewer", "blocked", "empty", "undated", "uncredited", "feed-gap")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """An address by which the break can be seen."""

    url: str
    state: str
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """Something that a site does otherwise than in its own past."""

    kind: str
    """`not-crawled`, `silent` (no new address), `nothing-stored`, `fewer`, `blocked`, `empty`, `undated`,
    `uncredited`, `feed-gap` (feeds hold hardly anything that was known: what came between two reads is missed)."""
    since: datetime
    says: str
    """In words, with the figures."""
    chance: float | None
    """Of the like, were the site as in its past; None where none was computed."""
    samples: tuple[Sample, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteHealth:
    site: str
    days: int
    """Days with downloads among the last PAST_DAYS."""
    compared: bool
    """False for a site without enough of a past."""
    breaks: tuple[Break, ...]
    last_read_at: datetime
    last_article_at: datetime | None
    articles_a_day: float
    """In the window, over days with downloads."""
    shares: dict[str, float]
    """In the window: `blocked`, `empty`, `undated`, `uncredited`, `feed-gap`; those that can be told."""

    @property
    def healthy(self) -> bool:
        return not self.breaks


def health(engine: Engine, *, now: datetime, window: int = 14, site: str | None = None) -> list[SiteHealth]:
    """Each site of which sources are read, by name; breaks that began within `window` days, and silence however old.

    Raises StoreError.
    """
    with reading(engine) as connection:
        return [_judged(connection, days, now, window) for days in load_days(connection, now, site)]


def _judged(connection: Connection, days: SiteDays, now: datetime, window: int) -> SiteHealth:
    compared = has_past(len(days.read) - 1) or days.last_read_at <= now - PAST_DAYS * DAY
    breaks = _breaks(days, now, window) if compared else ()
    inside = [day for day in days.read if day < window]
    shares = {kind: (sum(bad[d] for d in inside), sum(all_[d] for d in inside)) for kind, bad, all_, _ in _shares(days)}
    return SiteHealth(
        site=days.site,
        days=len(days.read),
        compared=compared,
        breaks=tuple(replace(b, samples=_samples(connection, days.site, b)) for b in breaks),
        last_read_at=days.last_read_at,
        last_article_at=days.last_article_at,
        articles_a_day=round(sum(days.articles[d] for d in inside) / max(len(inside), 1), 3),
        shares={kind: round(bad / pages, 4) for kind, (bad, pages) in shares.items() if pages},
    )


def _breaks(days: SiteDays, now: datetime, window: int) -> Iterator[Break]:
    if late := _late(days, now):
        yield late
        return
    risen = [found for shares in _shares(days) if (found := _risen(days, now, window, *shares))]
    yield from risen
    silent = _fallen(days, now, window, "silent", "new addresses", days.by_day(days.addresses), days.last_address_at)
    if silent is None and not {"blocked", "empty"} & {found.kind for found in risen}:
        counts = days.by_day(days.articles)
        silent = _fallen(days, now, window, "nothing-stored", "articles", counts, days.last_article_at)
    if silent:
        yield silent


def _late(days: SiteDays, now: datetime) -> Break | None:
    pauses = [(older - newer) * DAY for newer, older in pairwise(sorted(days.read))]
    late = now - days.last_read_at
    if late <= max([*pauses, _LEAST_PAUSE]):
        return None
    longest = f"; the longest pause before was {max(pauses).days} days" if pauses else ""
    says = f"nothing was read for {late.days} days{longest}"
    return Break(kind="not-crawled", since=days.last_read_at, says=says, chance=None)


def _fallen(
    days: SiteDays, now: datetime, window: int, kind: str, what: str, counts: list[int], last: datetime | None
) -> Break | None:
    if last is not None and last <= now - PAST_DAYS * DAY:
        return Break(kind=kind, since=last, says=f"no {what} in {PAST_DAYS} days", chance=None)
    found = fall(counts, window=window)
    if found is None:
        return None
    if not found.found and last is not None:
        says = f"no {what} in {_days(found)}; about {found.expected:.1f} were to be expected"
        return Break(kind=kind, since=last, says=says, chance=found.chance)
    says = f"{found.found} {what} in {_days(found)}; about {found.expected:.1f} were to be expected"
    return Break(kind="fewer", since=_begin(days, now, found.days), says=says, chance=found.chance)


def _shares(days: SiteDays) -> Iterator[tuple[str, Any, Any, str]]:
    """Kind, bad ones, all, and how it is said."""
    yield "blocked", days.blocked, days.pages, "of the pages are blocked"
    yield "empty", days.empty, days.pages, "of the pages have no text"
    yield "undated", days.undated, days.articles, "of the articles have no date"
    yield "uncredited", days.uncredited, days.articles, "of the articles have no credit"
    yield "feed-gap", days.new, days.listed, "of the feeds' entries are new: what came between two reads is missed"


def _risen(days: SiteDays, now: datetime, window: int, kind: str, bad: Any, pages: Any, words: str) -> Break | None:
    found = rise(days.by_day(bad), days.by_day(pages), window=window)
    # Feeds that turn over quickly miss nothing as long as something known is left.
    if found is None or (kind == "feed-gap" and found.bad < found.pages):
        return None
    says = f"{found.bad} of {found.pages} ({found.share:.0%}) {words}; before it were {found.before:.0%}"
    return Break(kind=kind, since=_begin(days, now, found.days), says=says, chance=found.chance)


def _days(found: Fall) -> str:
    return "a day" if found.days == 1 else f"{found.days} days"


def _begin(days: SiteDays, now: datetime, number: int) -> datetime:
    """The beginning of the oldest of so many newest days with downloads."""
    return now - (sorted(days.read)[number - 1] + 1) * DAY


def _samples(connection: Connection, site: str, found: Break) -> tuple[Sample, ...]:
    rows = connection.execute(_examples(site, found).limit(_SHOWN))
    return tuple(Sample(url=row.url, state=row.state, reason=row.reason) for row in rows)


def _examples(site: str, found: Break) -> Any:
    query = select(Page.url, Page.state, Page.reason).where(Page.site == site)
    if found.kind in ("blocked", "empty"):
        return query.where(Page.kind == PageKind.ARTICLE, Page.state == found.kind).order_by(Page.id.desc())
    if found.kind in ("undated", "uncredited"):
        query = query.join(Article, Article.page_id == Page.id).where(Article.first_seen_at > found.since)
        credited = exists().where(
            ArticleVersion.article_id == Article.id, Credit.article_version_id == ArticleVersion.id
        )
        lacking = Article.published_at.is_(None) if found.kind == "undated" else ~credited
        return query.where(lacking).order_by(Article.first_seen_at.desc(), Page.id.desc())
    # Its sources, those that can't be read first.
    sources = query.where(Page.kind != PageKind.ARTICLE)
    return sources.order_by(Page.state == State.NOT_ARTICLE, Page.depth, Page.id)
