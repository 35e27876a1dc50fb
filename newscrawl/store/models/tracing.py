"""What tracing remembers: vectors and anchors of texts, backgrounds, alignments, searches, reviews, picture files."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from newscrawl.store.models.base import Base, Id


class Embedding(Base):
    """A version's sentence vectors by one encoder: the title's first, then one a sentence."""

    __tablename__ = "embedding"
    # Whose vectors are there is asked without reading them, which are ten times as long as all else.
    __table_args__ = (Index(None, "encoder", "splitter", "article_version_id"),)

    encoder: Mapped[str] = mapped_column(primary_key=True)
    """Name and version of the encoder; vectors of two are never compared."""
    article_version_id: Mapped[int] = mapped_column(ForeignKey("article_version.id"), primary_key=True, index=True)
    vectors: Mapped[bytes] = mapped_column(LargeBinary)
    """int8, row after row."""
    mean: Mapped[bytes] = mapped_column(LargeBinary)
    """Direction of the whole text, int8: what candidates are found by."""
    lead: Mapped[bytes] = mapped_column(LargeBinary)
    """Direction of title and beginning, int8."""
    sentences: Mapped[int]
    splitter: Mapped[str]
    """Version of the division into sentences."""


class Anchor(Base):
    """A number, name or word of a text that is the same in every language; how texts are found without an encoder.

    No foreign keys, as with `sketch`.
    """

    __tablename__ = "anchor"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    value: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """Signed 64-bit hash."""
    article_version_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class TraceBackground(Base):
    """What a sentence usually scores against unrelated ones, and how rare names are: a numbered snapshot, so that a
    verdict can be repeated."""

    __tablename__ = "trace_background"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    encoder: Mapped[str]
    vectors: Mapped[bytes] = mapped_column(LargeBinary)
    size: Mapped[int]
    rarity: Mapped[bytes | None]
    """How many of the texts hold a name or number, compressed; NULL where it was learned before this was kept."""
    documents: Mapped[int]
    """Texts it was sampled from."""
    learned_at: Mapped[datetime]
    is_current: Mapped[bool]


class TraceState(Base):
    """Whether a version's text has been traced, and with what. A version without row waits for it."""

    __tablename__ = "trace_state"

    article_version_id: Mapped[int] = mapped_column(ForeignKey("article_version.id"), primary_key=True)
    tracer: Mapped[str]
    background: Mapped[int | None] = mapped_column(ForeignKey("trace_background.number"))
    candidates: Mapped[int]
    """Stored texts that it was aligned with."""
    traced_at: Mapped[datetime]
    is_due: Mapped[bool] = mapped_column(index=True)
    """Something arrived or changed that may change the verdict."""


class Alignment(Base):
    """A passage of a copy beside the passage of the original that it answers to."""

    __tablename__ = "alignment"

    origin_link_id: Mapped[int] = mapped_column(ForeignKey("origin_link.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    copy_start: Mapped[int]
    """Characters of the copy's body."""
    copy_end: Mapped[int]
    original_start: Mapped[int]
    original_end: Mapped[int]
    score: Mapped[float]
    kind: Mapped[str]
    """`in-order`, or `moved`."""


class Search(Base):
    """One attempt to find an original that is not stored, and what came of it."""

    __tablename__ = "search"
    __table_args__ = (Index(None, "article_version_id", "searched_at"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    article_version_id: Mapped[int] = mapped_column(ForeignKey("article_version.id"))
    publisher_id: Mapped[int | None] = mapped_column(ForeignKey("publisher.id"), index=True)
    """Whose original was looked for; NULL where nothing names anybody and all declared originals were."""
    searched_at: Mapped[datetime]
    outcome: Mapped[str]
    """`found`, `headline-match`, `none-matched`, `could-not-look`."""
    places: Mapped[dict[str, Any]]
    """What was looked through: harvested headlines, archives and sitemaps, with counts."""
    addresses: Mapped[int]
    """Addresses compared."""
    fetched: Mapped[int]
    reason: Mapped[str | None]
    page_id: Mapped[int | None] = mapped_column(ForeignKey("page.id"), index=True)
    """The page that was found."""


class Headline(Base):
    """The vector of a headline that a feed or sitemap gave, whether or not its article is ever fetched."""

    __tablename__ = "headline"

    encoder: Mapped[str] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), primary_key=True, index=True)
    title: Mapped[str]
    vector: Mapped[bytes] = mapped_column(LargeBinary)


class Review(Base):
    """What a person decided about an article's origin. Added to, never changed."""

    __tablename__ = "review"
    __table_args__ = (Index(None, "article_id", "reviewed_at"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    article_version_id: Mapped[int] = mapped_column(ForeignKey("article_version.id"), index=True)
    """The version that was looked at."""
    decision: Mapped[str]
    """`confirm`, `correct`, `reject`, `withdraw`."""
    publisher_id: Mapped[int | None] = mapped_column(ForeignKey("publisher.id"), index=True)
    """Whom the decision is about; for `correct`, who it is instead."""
    url: Mapped[str | None]
    """The original's address, where the reviewer gave one."""
    reviewer: Mapped[str]
    note: Mapped[str | None]
    verdict: Mapped[dict[str, Any]]
    """The origin as it was shown: publisher, address, relation, the machine's confidence, evidence; empty where it
    was unknown."""
    reviewed_at: Mapped[datetime]


class ImageFile(Base):
    """What a picture's own bytes say: perceptual hash, size, embedded credit. Downloaded only where asked for."""

    __tablename__ = "image_file"

    image_id: Mapped[int] = mapped_column(ForeignKey("image.id"), primary_key=True)
    fetched_at: Mapped[datetime]
    sha256: Mapped[str | None] = mapped_column(index=True)
    phash: Mapped[int | None] = mapped_column(BigInteger, index=True)
    """64-bit perceptual hash, signed."""
    width: Mapped[int | None]
    height: Mapped[int | None]
    metadata_: Mapped[dict[str, Any] | None] = mapped_column("metadata")
    """Embedded fields that credit somebody, as written, by where they stand: `iptc:2:110`, `xmp:photoshop:Credit`."""
    error: Mapped[str | None]
    """Why it could not be read."""
    tries: Mapped[int] = mapped_column(server_default="1")
    size: Mapped[int | None]
    content_type: Mapped[str | None]
    archive_file: Mapped[str | None]
    archive_offset: Mapped[int | None] = mapped_column(BigInteger)
