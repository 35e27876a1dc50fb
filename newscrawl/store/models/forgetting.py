"""What was forgotten on request, and what of it is still to be erased from the archive."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from newscrawl.store.models.base import Base, Id


class Tombstone(Base):
    """An address that is neither fetched nor stored again, with why, by whom and when."""

    __tablename__ = "tombstone"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    url: Mapped[str] = mapped_column(unique=True)
    site: Mapped[str]
    reason: Mapped[str]
    requested_by: Mapped[str]
    forgotten_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]
    """When nothing of it was left in the archive and in free space of the database; NULL until then."""


class TombstoneHash(Base):
    """What was forgotten, so that it is known again under another address of the site."""

    __tablename__ = "tombstone_hash"

    tombstone_id: Mapped[int] = mapped_column(ForeignKey("tombstone.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True, index=True)
    """Of a download's body, or of a version's headline and text (`content_hash`)."""


class Erasure(Base):
    """A place of the archive that is still to be erased."""

    __tablename__ = "erasure"
    __table_args__ = (UniqueConstraint("archive_file", "archive_offset"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    archive_file: Mapped[str]
    archive_offset: Mapped[int] = mapped_column(Id)
    """Of the record; -1 for the whole file, whose other records stand in a new one."""
