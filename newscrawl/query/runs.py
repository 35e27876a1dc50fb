"""Crawl runs and how they ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, select

from newscrawl.query.views import RUN
from newscrawl.store.models import CrawlRun
from newscrawl.store.session import reading


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


def runs(engine: Engine, *, site: str | None = None, limit: int | None = 20) -> list[RunRow]:
    """Runs, newest first. Raises StoreError."""
    query = select(*RUN.c).order_by(RUN.c.started_at.desc(), RUN.c.run_id.desc()).limit(limit)
    query = query.where(RUN.c.site == site) if site else query
    with reading(engine) as connection:
        return [RunRow(**row) for row in connection.execute(query).mappings()]


def statistics_of_last(engine: Engine, *, spider: str) -> dict[str, Any]:
    """What a spider's newest run counted; nothing where it has not ended. Raises StoreError."""
    query = select(CrawlRun.statistics).where(CrawlRun.spider == spider).order_by(CrawlRun.id.desc()).limit(1)
    with reading(engine) as connection:
        return connection.scalar(query) or {}
