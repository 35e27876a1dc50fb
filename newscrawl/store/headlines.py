"""Headlines that feeds and sitemaps gave, with their vectors: what is known of articles that are not stored."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import Connection, Engine, func, select

from newscrawl.items import PageKind, State, Via
from newscrawl.store.embeddings import encoder_id
from newscrawl.store.models import Article, ArticleVersion, Discovery, Headline, Page
from newscrawl.store.session import reading, writing
from newscrawl.store.texts import newest
from newscrawl.store.upsert import chunks, upsert
from newscrawl.trace.encoder import Encoder, Vectors
from newscrawl.trace.headlines import LONGEST, words_of

logger = logging.getLogger(__name__)

_BATCH = 500
MOST = 50_000
"""Headlines of one comparison, the last named first: 25 MB of vectors. As many are encoded in one go, in a minute."""
_ASIDE = (State.NOT_ARTICLE, State.SPONSORED, State.ALIAS, State.FORGOTTEN)
# Whose word on a headline is taken, where several give one.
_TOLD = (Via.NEWS_SITEMAP, Via.FEED, Via.API, Via.SECTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredHeadline:
    """An address that a publisher's sources name, and what they say of it."""

    page_id: int
    url: str
    site: str
    state: State
    reason: str | None
    access: str | None
    """Of the stored article, as its page says; None where none is stored."""
    title: str
    """The headline, or the words of the address."""
    quote: str
    """What the source says verbatim: its headline, else the address."""
    locator: str
    source_url: str | None
    published_at: datetime | None
    first_seen_at: datetime


def refresh(engine: Engine, encoder: Encoder, sites: Sequence[str]) -> int:
    """Encode the headlines of these sites that have no vector yet; how many.

    Stopped anywhere, the next call goes on.
    """
    with reading(engine) as connection:
        there = select(Headline.page_id).where(Headline.encoder == encoder_id(encoder))
        query = _pages(sites).where(Page.id.not_in(there)).order_by(Page.id.desc()).limit(MOST)
        missing = [(row.id, row.url) for row in connection.execute(query)]
        titles = _told(connection, [ident for ident, _ in missing])
    wanted = [(ident, title) for ident, url in missing if (title := _title(titles.get(ident), url))]
    for part in chunks(wanted, _BATCH):
        vectors = encoder.encode([title for _, title in part])
        rows = [
            {"encoder": encoder_id(encoder), "page_id": ident, "title": title, "vector": vector.tobytes()}
            for (ident, title), vector in zip(part, vectors, strict=True)
        ]
        with writing(engine) as connection:
            upsert(connection, Headline, rows, ["encoder", "page_id"], replace=("title", "vector"))
    if wanted:
        logger.info("%d headlines encoded", len(wanted))
    return len(wanted)


def load(connection: Connection, encoder: Encoder, sites: Sequence[str]) -> tuple[list[StoredHeadline], Vectors]:
    """The sites' headlines that have vectors, at most MOST, and these, one row each."""
    mine = Headline.encoder == encoder_id(encoder)
    query = _pages(sites).add_columns(Headline.title, Headline.vector, ArticleVersion.access)
    query = query.join(Headline, Headline.page_id == Page.id).where(mine)
    query = query.outerjoin(Article, Article.page_id == Page.id)
    query = query.outerjoin(ArticleVersion, (ArticleVersion.article_id == Article.id) & ArticleVersion.id.in_(newest()))
    rows = connection.execute(query.order_by(Page.id.desc()).limit(MOST)).all()
    told = _told(connection, [row.id for row in rows])
    found = [_headline(row, told.get(row.id)) for row in rows]
    data = b"".join(row.vector for row in rows)
    if not data:
        return found, np.zeros((len(found), encoder.dimensions), np.int8)
    return found, np.frombuffer(data, np.int8).reshape(len(rows), encoder.dimensions)


def newest_of(connection: Connection, sites: Sequence[str]) -> dict[str, datetime]:
    """When an address of each site was last named that had not been named before."""
    last = func.max(Page.first_seen_at)
    query = select(Page.site, last).where(Page.site.in_(sites), Page.kind == PageKind.ARTICLE).group_by(Page.site)
    return dict(connection.execute(query).all())


def _pages(sites: Sequence[str]):  # type: ignore[no-untyped-def]
    columns = (Page.id, Page.url, Page.site, Page.state, Page.reason, Page.first_seen_at)
    return select(*columns).where(Page.site.in_(sites), Page.kind == PageKind.ARTICLE, Page.state.not_in(_ASIDE))


@dataclass(frozen=True, slots=True)
class _Told:
    title: str | None
    published_at: datetime | None
    locator: str
    found_on: str | None


def _told(connection: Connection, page_ids: Sequence[int]) -> dict[int, _Told]:
    """What the most telling source says of each page."""
    ranked: dict[int, tuple[tuple[bool, int, str], _Told]] = {}
    columns = ("page_id", "via", "found_on", "title", "published_at", "modified_at", "locator")
    for part in chunks(page_ids):
        query = select(*(getattr(Discovery, name) for name in columns)).where(Discovery.page_id.in_(part))
        for row in connection.execute(query):
            trust = _TOLD.index(row.via) if row.via in _TOLD else len(_TOLD)
            place = (row.title is None, trust, row.found_on)
            told = _Told(row.title, row.published_at or row.modified_at, row.locator or "", row.found_on or None)
            if row.page_id not in ranked or place < ranked[row.page_id][0]:
                ranked[row.page_id] = place, told
    return {ident: told for ident, (_, told) in ranked.items()}


def _title(told: _Told | None, url: str) -> str | None:
    title = " ".join((told.title or "").split()) if told else ""
    return title[:LONGEST] or words_of(url)


def _headline(row, told: _Told | None) -> StoredHeadline:  # type: ignore[no-untyped-def]
    told = told or _Told(None, None, "", None)
    return StoredHeadline(
        page_id=row.id,
        url=row.url,
        site=row.site,
        state=State(row.state),
        reason=row.reason,
        access=row.access,
        title=row.title,
        quote=told.title or row.url,
        locator=told.locator,
        source_url=told.found_on,
        published_at=told.published_at,
        first_seen_at=row.first_seen_at,
    )


def states(connection: Connection, urls: Sequence[str]) -> dict[str, tuple[State, str | None, str | None]]:
    """State, reason and (of stored articles) access of those of the addresses that have a page."""
    found = {}
    for part in chunks(list(dict.fromkeys(urls))):
        query = select(Page.url, Page.state, Page.reason, ArticleVersion.access).where(Page.url.in_(part))
        query = query.outerjoin(Article, Article.page_id == Page.id)
        query = query.outerjoin(
            ArticleVersion, (ArticleVersion.article_id == Article.id) & ArticleVersion.id.in_(newest())
        )
        for url, state, reason, access in connection.execute(query):
            found[url] = State(state), reason, access
    return found
