"""Storing what today's rules read on a page that was archived before, in the place of what older rules had read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from newscrawl.items import Article as Read
from newscrawl.items import Story
from newscrawl.store import stories
from newscrawl.store.findings import Found, add_findings, clear_findings, replace_credits
from newscrawl.store.models import Anchor, Article, ArticleVersion, Embedding, OriginLink
from newscrawl.store.tracing import make_due
from newscrawl.store.versions import RULES
from newscrawl.trace import TRACER_VERSION


def store_text(connection: Connection, article_id: int, version_id: int, story: Story, now: datetime) -> bool:
    """Renew a version's text and everything found on its page; whether title or text changed.

    It stays the same version, seen when it was: the site changed nothing.
    """
    read = story.article
    assert read is not None
    before = connection.execute(
        select(ArticleVersion.content_hash, ArticleVersion.fetch_id).where(ArticleVersion.id == version_id)
    ).one()
    fields = stories.version_fields(read)
    connection.execute(update(ArticleVersion).where(ArticleVersion.id == version_id).values(fields))
    _date(connection, article_id, story, read)
    clear_findings(connection, version_id)
    found = Found(article_id=article_id, version_id=version_id, fetch_id=before.fetch_id, story=story, read=read)
    add_findings(connection, [found], now)
    changed = bool(before.content_hash != fields["content_hash"])
    if changed:
        _unlearn(connection, version_id)
    return changed


def store_credits(connection: Connection, article_id: int, version_id: int, story: Story, _now: datetime) -> bool:
    """Renew a version's credits; its text stays."""
    read = story.article
    assert read is not None
    columns = select(ArticleVersion.fetch_id, ArticleVersion.details).where(ArticleVersion.id == version_id)
    before = connection.execute(columns).one()
    details = (before.details or {}) | {RULES: TRACER_VERSION}
    connection.execute(update(ArticleVersion).where(ArticleVersion.id == version_id).values(details=details))
    found = Found(article_id=article_id, version_id=version_id, fetch_id=before.fetch_id, story=story, read=read)
    replace_credits(connection, found)
    return False


def _date(connection: Connection, article_id: int, story: Story, read: Read) -> None:
    """The article's times, which are those of its newest version."""
    connection.execute(update(Article).where(Article.id == article_id).values(stories.claimed_times(story, read)))


def _unlearn(connection: Connection, version_id: int) -> None:
    """Take away what was derived from the text, and have texts that were found to come from it traced again."""
    for model in (Embedding, Anchor):
        connection.execute(delete(model).where(model.article_version_id == version_id))
    copies = select(OriginLink.article_version_id).where(OriginLink.origin_version_id == version_id)
    make_due(connection, list(connection.scalars(copies)))
