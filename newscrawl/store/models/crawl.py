"""Who publishes, what was crawled when, and every address that was seen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from newscrawl.store.models.base import Base, Id


class Publisher(Base):
    """An outlet, aggregator or agency: a declared site, a gazetteer entry, or a name read on a page."""

    __tablename__ = "publisher"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    """Gazetteer id, else the site's name, else `named:` and the name."""
    name: Mapped[str]
    kind: Mapped[str]
    """`aggregator`, `outlet`, `agency`; `publisher` where only a name is known."""
    country: Mapped[str | None]
    site: Mapped[str | None] = mapped_column(index=True)
    """Name of the declared site, where it is one."""


class PublisherDomain(Base):
    __tablename__ = "publisher_domain"

    domain: Mapped[str] = mapped_column(primary_key=True)
    publisher_id: Mapped[int] = mapped_column(ForeignKey("publisher.id"), index=True)


class Agency(Base):
    """The gazetteer's agencies as stored data, so that queries can name them."""

    __tablename__ = "agency"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str]
    country: Mapped[str | None]


class AgencyAlias(Base):
    """One alias may belong to several agencies."""

    __tablename__ = "agency_alias"

    alias: Mapped[str] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)


class CrawlRun(Base):
    """One start of one spider. A run without `finished_at` is under way or was killed."""

    __tablename__ = "crawl_run"
    __table_args__ = (Index(None, "spider", "started_at"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    site: Mapped[str]
    spider: Mapped[str]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    exit_code: Mapped[int | None]
    code_version: Mapped[str]
    settings: Mapped[dict[str, Any]]
    statistics: Mapped[dict[str, Any] | None]


_FEW_ALIASES = text("alias_of_id IS NOT NULL")


class Page(Base):
    """An address and its one state; the queue of every crawl."""

    __tablename__ = "page"
    __table_args__ = (
        Index(None, "site", "state"),
        Index(None, "site", "kind", "state"),
        Index(None, "site", "kind", "first_seen_at", postgresql_include=["id", "state"]),
        Index(None, "alias_of_id", sqlite_where=_FEW_ALIASES, postgresql_where=_FEW_ALIASES),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    url: Mapped[str] = mapped_column(unique=True)
    site: Mapped[str]
    kind: Mapped[str]
    via: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str | None]
    alias_of_id: Mapped[int | None] = mapped_column(ForeignKey("page.id"))
    listing: Mapped[str | None]
    """For sources: the declared listing they belong to."""
    depth: Mapped[int]
    tries: Mapped[int]
    """Failed attempts in a row."""
    first_seen_at: Mapped[datetime]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("crawl_run.id"), index=True)
    """The run that decided the state."""


class Discovery(Base):
    """One sighting of an address: what that feed, sitemap, section or API said of it."""

    __tablename__ = "discovery"
    __table_args__ = (UniqueConstraint("page_id", "found_on"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"))
    found_on: Mapped[str] = mapped_column(index=True)
    """Empty where an operator named the address: NULLs would not count as equal."""
    via: Mapped[str]
    listing: Mapped[str | None] = mapped_column(index=True)
    depth: Mapped[int]
    locator: Mapped[str | None]
    title: Mapped[str | None]
    language: Mapped[str | None]
    published_at: Mapped[datetime | None]
    modified_at: Mapped[datetime | None]
    author: Mapped[str | None]
    guid: Mapped[str | None]
    rights: Mapped[str | None]
    source_name: Mapped[str | None]
    source_url: Mapped[str | None]
    publication: Mapped[str | None]
    fetch_id: Mapped[int | None] = mapped_column(ForeignKey("fetch.id"), index=True)
    """The download of `found_on` that the locator points into."""
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]


class Fetch(Base):
    """One download, and the place of its bytes in the archive."""

    __tablename__ = "fetch"
    __table_args__ = (
        UniqueConstraint("page_id", "fetched_at", "url"),
        Index(None, "fetched_at"),
        Index(
            "ix_fetch_reservations",
            "reservations",
            "page_id",
            sqlite_where=text("reservations IS NOT NULL"),
            postgresql_where=text("reservations IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("crawl_run.id"), index=True)
    url: Mapped[str]
    fetched_at: Mapped[datetime]
    status: Mapped[int | None]
    sha256: Mapped[str | None]
    size: Mapped[int]
    content_type: Mapped[str | None]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    archive_file: Mapped[str | None]
    archive_offset: Mapped[int | None] = mapped_column(Id)
    error: Mapped[str | None]
    reservations: Mapped[str | None]
    """What the answer says of text and data mining, one statement a line."""
