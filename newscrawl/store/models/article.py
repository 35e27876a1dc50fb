"""What was read from pages: texts in their versions, dates, pictures, credits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Computed, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from newscrawl.store.models.base import Base, Id


class Article(Base):
    """An article under its one address; its dates are those of the newest version.

    What lists filter and order by stands here too, from `newest_version_id` on: triggers keep it in step with the
    newest version and its likeliest origin.
    """

    __tablename__ = "article"
    __table_args__ = (
        Index(None, "publisher_id", "published_at"),
        Index(None, "site", "published_at"),
        Index(None, "site", "first_seen_at"),
        Index(None, "site", "listed_at", "origin_id", "relation", "basis"),
        Index(None, "language", "listed_at"),
        Index(None, "origin_id", "listed_at"),
        Index(None, "relation", "listed_at"),
        Index(None, "site", "origin_id", "relation"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), unique=True)
    url: Mapped[str] = mapped_column(unique=True)
    site: Mapped[str]
    publisher_id: Mapped[int | None] = mapped_column(ForeignKey("publisher.id"))
    """Whose site it stands on; not who wrote it."""
    published_at: Mapped[datetime | None]
    published_source: Mapped[str | None]
    published_precision: Mapped[str | None]
    published_zoned: Mapped[bool | None]
    """False where the page gave a wall clock without a zone, which was read as UTC."""
    modified_at: Mapped[datetime | None]
    modified_source: Mapped[str | None]
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    newest_version_id: Mapped[int | None] = mapped_column(Id, index=True, unique=True)
    """No foreign key, as versions point here; NULL only while an article has no version."""
    language: Mapped[str | None]
    origin_id: Mapped[int | None] = mapped_column(Id)
    """The publisher that is the likeliest origin."""
    relation: Mapped[str | None]
    confidence: Mapped[float | None]
    basis: Mapped[str | None]
    listed_at: Mapped[datetime | None] = mapped_column(Computed("coalesce(published_at, first_seen_at)"), index=True)
    """What lists are ordered by: the claimed time, or when it was first seen."""


class ArticleAgency(Base):
    """That the newest version of an article credits an agency; triggers keep it in step with `credit_name`."""

    __tablename__ = "article_agency"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    """Of the credit."""
    site: Mapped[str] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), primary_key=True, index=True)


class ArticleTally(Base):
    """How many articles a site has of one origin in a month; triggers count them. Rows may have come to 0."""

    __tablename__ = "article_tally"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    site: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(primary_key=True)
    """Of `article.listed_at`, as 2026-06, UTC."""
    origin_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """The publisher that is the likeliest origin; 0 for none."""
    relation: Mapped[str] = mapped_column(primary_key=True)
    """Empty for none."""
    basis: Mapped[str] = mapped_column(primary_key=True)
    articles: Mapped[int]


class AgencyTally(Base):
    """How many articles of a site credit an agency; triggers count them. Rows may have come to 0."""

    __tablename__ = "agency_tally"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    site: Mapped[str] = mapped_column(primary_key=True)
    articles: Mapped[int]


class ArticleVersion(Base):
    """An article as it once was; a new one only where title, body, authors, credits or stated date changed."""

    __tablename__ = "article_version"
    __table_args__ = (UniqueConstraint("article_id", "number"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    number: Mapped[int]
    """1 for the first one."""
    fetch_id: Mapped[int | None] = mapped_column(ForeignKey("fetch.id"), index=True)
    """The newest download that it was read from; locators point into its bytes."""
    content_hash: Mapped[str] = mapped_column(index=True)
    title: Mapped[str | None]
    lead: Mapped[str | None]
    body: Mapped[str]
    authors: Mapped[str]
    """As written, one a line."""
    language: Mapped[str | None]
    language_declared: Mapped[str | None]
    language_detected: Mapped[str | None]
    language_score: Mapped[float | None]
    canonical: Mapped[str | None]
    """As the page declares it; on another host it is evidence, never identity."""
    site_name: Mapped[str | None]
    og_type: Mapped[str | None]
    structure: Mapped[str | None]
    """What each line of the body is, one a line, as `heading 2`; NULL where it was stored before this was read."""
    page_type: Mapped[str | None]
    access: Mapped[str | None]
    details: Mapped[dict[str, Any] | None]
    """Labels, films, other forms of the page, the signs for type and access, and by which rules credits were read."""
    extractor: Mapped[str]
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]


class Fingerprint(Base):
    __tablename__ = "fingerprint"

    method: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    article_version_id: Mapped[int] = mapped_column(ForeignKey("article_version.id"), primary_key=True, index=True)


class Image(Base):
    """A picture's address, shared by all articles that show it."""

    __tablename__ = "image"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    url_sha256: Mapped[str] = mapped_column(unique=True)
    """Picture addresses outgrow what PostgreSQL can index."""
    url: Mapped[str]


class VersionImage(Base):
    __tablename__ = "version_image"

    article_version_id: Mapped[int] = mapped_column(ForeignKey("article_version.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    image_id: Mapped[int | None] = mapped_column(ForeignKey("image.id"), index=True)
    caption: Mapped[str | None]
    caption_locator: Mapped[str | None]
    credit: Mapped[str | None]
    credit_locator: Mapped[str | None]
    alt: Mapped[str | None]


class DateClaim(Base):
    """A time that something claims for the version, chosen or not."""

    __tablename__ = "date_claim"

    article_version_id: Mapped[int] = mapped_column(ForeignKey("article_version.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    value: Mapped[datetime]
    zoned: Mapped[bool]
    """False for a wall clock without a zone, which is held as if it were UTC."""
    precision: Mapped[str]
    source: Mapped[str]
    raw: Mapped[str]
    locator: Mapped[str | None]
    chosen: Mapped[bool]


class Credit(Base):
    """A credit as read on the page, at its place, by a rule."""

    __tablename__ = "credit"
    __table_args__ = (UniqueConstraint("article_version_id", "ordinal"), Index(None, "kind"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    article_version_id: Mapped[int] = mapped_column(ForeignKey("article_version.id"))
    ordinal: Mapped[int]
    kind: Mapped[str]
    quote: Mapped[str]
    locator: Mapped[str]
    position: Mapped[str]
    rule: Mapped[str]
    url: Mapped[str | None]
    image_position: Mapped[int | None]
    source_url: Mapped[str | None]
    """Address of the document the locator points into, where that is not the page."""
    fetch_id: Mapped[int | None] = mapped_column(ForeignKey("fetch.id"), index=True)
    """The download whose bytes hold the quote at the locator."""


class CreditName(Base):
    """One name of a credit chain; `ordinal` is the page's order."""

    __tablename__ = "credit_name"

    credit_id: Mapped[int] = mapped_column(ForeignKey("credit.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    role: Mapped[str]
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    publisher_id: Mapped[int | None] = mapped_column(ForeignKey("publisher.id"), index=True)
