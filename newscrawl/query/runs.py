"""Crawl runs and how they ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, select

from newscrawl.query.views import RUN
from newscrawl.store.models import CrawlRun
from newscrawl.store.session import reading
from newscrawl.store.versions import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    run_id: int
    site: str
    spider: str
    started_at: datetime
    finished_at: datetime | None
    """None while it is under way, and for ever where it was killed."""
    seconds: float | None
    reason: str | None
    exit_code: int | None
    code_version: str
    fetches: int
    pages: int
    """Addresses whose present state this run decided."""
    new: int | None
    """Articles that were stored first by this run; this and the next two are None until it has ended."""
    changed: int | None
    """Articles that had changed: a new version each."""
    not_modified: int | None
    """Feeds, sitemaps, sections and articles that the server answered with 304."""


def runs(engine: Engine, *, site: str | None = None, limit: int | None = 20) -> list[RunRow]:
    """Runs, newest first. Raises StoreError."""
    query = (
        select(*RUN.c, CrawlRun.statistics)
        .join(CrawlRun, CrawlRun.id == RUN.c.run_id)
        .order_by(RUN.c.started_at.desc(), RUN.c.run_id.desc())
        .limit(limit)
    )
    query = query.where(RUN.c.site == site) if site else query
    with reading(engine) as connection:
        return [_row(**row) for row in connection.execute(query).mappings()]


def _row(*, statistics: dict[str, Any] | None, **columns: Any) -> RunRow:
    counted = statistics or {}
    ended = columns["finished_at"] is not None
    unmodified = sum(number for key, number in counted.items() if key.startswith("newscrawl/not_modified/"))
    return RunRow(
        **columns,
        new=counted.get(f"newscrawl/version/{Outcome.FIRST}", 0) if ended else None,
        changed=counted.get(f"newscrawl/version/{Outcome.CHANGED}", 0) if ended else None,
        not_modified=unmodified if ended else None,
    )


def statistics_of_last(engine: Engine, *, spider: str) -> dict[str, Any]:
    """What a spider's newest run counted; nothing where it has not ended. Raises StoreError."""
    query = select(CrawlRun.statistics).where(CrawlRun.spider == spider).order_by(CrawlRun.id.desc()).limit(1)
    with reading(engine) as connection:
        return connection.scalar(query) or {}
