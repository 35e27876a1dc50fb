"""Conclusions of older rules, kept when today's come to others."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from newscrawl.store.models.base import Base, Id


class Superseded(Base):
    """What one stage said of a version until it was repeated. Added to, never changed."""

    __tablename__ = "superseded"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    article_version_id: Mapped[int] = mapped_column(ForeignKey("article_version.id"), index=True)
    stage: Mapped[str]
    """`extract`, `credits`, `dedup`, `trace`."""
    detector: Mapped[str]
    """Version of the rules that said so."""
    replaced_by: Mapped[str]
    """Version of the rules that say otherwise."""
    replaced_at: Mapped[datetime]
    content: Mapped[dict[str, Any]]
    """As the stage's tables held it."""
