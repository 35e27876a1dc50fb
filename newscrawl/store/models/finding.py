"""What was concluded: how texts are related, and origins with their evidence."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from newscrawl.store.models.base import Base, Id


class DuplicatePair(Base):
    """What a version's text is to that of another article's version; no statement about who copied."""

    __tablename__ = "duplicate_pair"
    __table_args__ = (CheckConstraint("a_id < b_id", name="order"),)

    a_id: Mapped[int] = mapped_column(ForeignKey("article_version.id"), primary_key=True)
    b_id: Mapped[int] = mapped_column(ForeignKey("article_version.id"), primary_key=True, index=True)
    method: Mapped[str] = mapped_column(primary_key=True)
    """`exact`: equal fingerprints; `shingles`: compared word by word."""
    score: Mapped[float]
    detector: Mapped[str]
    found_at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(server_default="exact")
    """Read "a is … b": `exact`, `near`, `contains`, `part-of`, `merged-from`, `merged-into`, `update-of`,
    `updated-by`, `template-of`, `same-event`."""
    joins: Mapped[bool] = mapped_column(server_default=false())
    """Whether the two may stand in one cluster."""
    snapshot: Mapped[int | None]
    """What was known of the corpus; None where nothing of it was used."""
    scores: Mapped[dict[str, Any] | None]
    """The measures of the comparison, `a_…` measured on `a`."""
    alone: Mapped[str | None]
    """`kind` by the two texts alone, before all others are considered."""
    a_shared: Mapped[str | None]
    """Which passages of `a` may come from `b`: hexadecimal, bit n for the nth 24 words."""
    b_shared: Mapped[str | None]
    a_part: Mapped[bool | None]
    """Where `a` was put together from several texts: whether `b` holds its main part, or another one."""
    b_part: Mapped[bool | None]


class OriginLink(Base):
    """Where a version's text comes from; ranked, never without evidence."""

    __tablename__ = "origin_link"
    # Addresses on pages may be longer than an ordered index of PostgreSQL takes.
    __table_args__ = (UniqueConstraint("article_version_id", "rank"), Index(None, "url", postgresql_using="hash"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    article_version_id: Mapped[int] = mapped_column(ForeignKey("article_version.id"))
    rank: Mapped[int]
    """1 for the likeliest."""
    publisher_id: Mapped[int] = mapped_column(ForeignKey("publisher.id"), index=True)
    publisher_name: Mapped[str]
    """As the gazetteer or the page spells it."""
    is_agency: Mapped[bool]
    role: Mapped[str]
    relation: Mapped[str]
    confidence: Mapped[float]
    concluded: Mapped[float | None]
    """The machine's own confidence, where a review changed it."""
    url: Mapped[str | None]
    """The original's address as the page gives it; whether it is stored is asked when querying."""
    tracer: Mapped[str]
    basis: Mapped[str] = mapped_column(server_default="page")
    """What the conclusion rests on: `page` (what the page says), `text` (its text compared), `page+text`,
    `headline`, `review`."""
    origin_version_id: Mapped[int | None] = mapped_column(Id, index=True)
    """The `article_version` that it was made from. No foreign key: SQLite can't add one to a table."""
    copy_coverage: Mapped[float | None]
    """Share of this text's sentences that stand in the original, 0 to 1."""
    original_coverage: Mapped[float | None]
    """Share of the original's sentences that stand in this text."""
    first_line: Mapped[int | None]
    """Lines of the body that come from this origin, where it is not all of it; counted from 0, both included."""
    last_line: Mapped[int | None]
    direction: Mapped[str | None]
    """What says who copied whom: `earlier`, `credited`, `publisher-kind`, `reviewed`, `undecidable`; NULL where no
    text was compared."""


class Evidence(Base):
    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("origin_link_id", "ordinal"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    origin_link_id: Mapped[int] = mapped_column(ForeignKey("origin_link.id"))
    ordinal: Mapped[int]
    kind: Mapped[str]
    quote: Mapped[str]
    locator: Mapped[str]
    weight: Mapped[float]
    polarity: Mapped[str]
    rule: Mapped[str]
    source_url: Mapped[str | None]
    fetch_id: Mapped[int | None] = mapped_column(ForeignKey("fetch.id"), index=True)
    """The download whose bytes hold the quote at the locator."""
