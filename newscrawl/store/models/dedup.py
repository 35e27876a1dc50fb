"""By what similar texts are found again, and the families they form."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from newscrawl.store.models.base import Base


class DedupSnapshot(Base):
    """What was learned from the corpus at one time, and the versions of what used it."""

    __tablename__ = "dedup_snapshot"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    """0 has learned nothing."""
    state: Mapped[str]
    """`building`, `current` (one row), `retired`."""
    sketch: Mapped[str]
    """Version of the sketch's parameters."""
    detector: Mapped[str]
    """Version of the comparison."""
    documents: Mapped[int]
    """Texts it was learned from."""
    learned_at: Mapped[datetime]


class Boilerplate(Base):
    """A paragraph that a site's articles share, which comparing sets aside."""

    __tablename__ = "boilerplate"

    snapshot: Mapped[int] = mapped_column(ForeignKey("dedup_snapshot.number"), primary_key=True)
    site: Mapped[str] = mapped_column(primary_key=True)
    """Empty: whatever the site."""
    key: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    """Of the paragraph's words in order, signed 64-bit."""
    articles: Mapped[int]
    """How many showed it."""
    example: Mapped[str]
    """The paragraph as one of them shows it."""


class StopValue(Base):
    """A sketch value too common to lead to candidates."""

    __tablename__ = "stop_value"

    snapshot: Mapped[int] = mapped_column(ForeignKey("dedup_snapshot.number"), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    holders: Mapped[int]
    """Texts that held it."""


class Sketch(Base):
    """One sampled shingle of a version. Rows of two snapshots are never compared.

    No foreign keys: at some 50 rows a text their checks cost more than the insertion, and versions are never deleted.
    """

    __tablename__ = "sketch"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    snapshot: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    value: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "postgresql"), primary_key=True, autoincrement=False
    )
    article_version_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class VersionSketch(Base):
    """That a version has its sketch in a snapshot: what a reindexing that was broken off goes on from."""

    __tablename__ = "version_sketch"

    snapshot: Mapped[int] = mapped_column(ForeignKey("dedup_snapshot.number"), primary_key=True)
    article_version_id: Mapped[int] = mapped_column(ForeignKey("article_version.id"), primary_key=True)
    size: Mapped[int]
    """Values of the sketch; 0 for texts too short to prove anything."""
    compared: Mapped[bool]
    """False while reindexing has not compared it."""


class ClusterMember(Base):
    """Versions that hold one text, derived from `duplicate_pair.joins`; single versions have no row."""

    __tablename__ = "cluster_member"

    article_version_id: Mapped[int] = mapped_column(ForeignKey("article_version.id"), primary_key=True)
    cluster_id: Mapped[int] = mapped_column(BigInteger, index=True)
    """The smallest version id of the cluster."""
