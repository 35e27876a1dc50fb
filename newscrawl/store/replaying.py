"""What a replay asks of the database before it stores an archived visit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, select

from newscrawl.store import pages
from newscrawl.store.models import Fetch, Page
from newscrawl.store.pages import PendingPage
from newscrawl.store.session import reading


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPage:
    """A page and its newest download."""

    page: PendingPage
    fetched_at: datetime | None


def known_pages(engine: Engine, urls: Sequence[str]) -> dict[str, KnownPage]:
    """Those of the addresses that have a page. Raises StoreError."""
    with reading(engine) as connection:
        found = {page.url: page for page in pages.pages_at(connection, urls)}
        newest = select(Page.url, func.max(Fetch.fetched_at)).join(Fetch, Fetch.page_id == Page.id)
        times = dict(connection.execute(newest.where(Page.url.in_(found)).group_by(Page.url)).all())
    return {url: KnownPage(page=page, fetched_at=times.get(url)) for url, page in found.items()}


def noted(engine: Engine, fetched: Sequence[tuple[str, datetime]]) -> dict[tuple[str, datetime], str]:
    """Addresses of the pages that these downloads, by address and time, are noted for. Raises StoreError."""
    query = (
        select(Fetch.url, Fetch.fetched_at, Page.url)
        .join(Page, Page.id == Fetch.page_id)
        .where(Fetch.fetched_at.in_({when for _, when in fetched}))
    )
    wanted = set(fetched)
    with reading(engine) as connection:
        rows = connection.execute(query).all()
    return {(url, when): page for url, when, page in rows if (url, when) in wanted}
