"""Files of pictures: which are to be fetched, and what they say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, or_, select

from newscrawl.items import PictureRead
from newscrawl.store.credits import renew_metadata_credits
from newscrawl.store.models import Article, ArticleVersion, Image, ImageFile, VersionImage
from newscrawl.store.texts import newest
from newscrawl.store.tracing import make_due
from newscrawl.store.upsert import upsert


@dataclass(frozen=True, slots=True)
class DuePicture:
    id: int
    url: str
    site: str
    """Of one of the articles that show it."""


def due(
    connection: Connection,
    *,
    site: str | None,
    per_article: int,
    max_tries: int,
    before: datetime,
    limit: int,
    after: int,
) -> list[DuePicture]:
    """Pictures of newest versions that were never read, or in vain before this run, with an id above `after`."""
    waits = or_(
        ImageFile.image_id.is_(None),
        ImageFile.error.is_not(None) & (ImageFile.tries < max_tries) & (ImageFile.fetched_at < before),
    )
    query = (
        select(Image.id, Image.url, func.min(Article.site))
        .join(VersionImage, VersionImage.image_id == Image.id)
        .join(ArticleVersion, ArticleVersion.id == VersionImage.article_version_id)
        .join(Article, Article.id == ArticleVersion.article_id)
        .outerjoin(ImageFile, ImageFile.image_id == Image.id)
        .where(waits, ArticleVersion.id.in_(newest()), VersionImage.position < per_article, Image.id > after)
        .where(Image.url.startswith("http"))
        .group_by(Image.id, Image.url)
        .order_by(Image.id)
        .limit(limit)
    )
    query = query.where(Article.site == site) if site else query
    return [DuePicture(*row) for row in connection.execute(query)]


def save(connection: Connection, read: PictureRead, now: datetime) -> None:
    """Note what a picture says; the texts beside it are traced again where it says something."""
    fetch = read.fetch
    row = {
        "image_id": read.image_id,
        "fetched_at": fetch.fetched_at if fetch else now,
        "sha256": fetch.sha256 if fetch else None,
        "phash": read.phash,
        "width": read.width,
        "height": read.height,
        "metadata": dict(read.fields) or None,
        "error": read.error,
        "size": fetch.size if fetch else None,
        "content_type": fetch.content_type if fetch else None,
        "archive_file": fetch.archive_file if fetch else None,
        "archive_offset": fetch.archive_offset if fetch else None,
        "tries": (connection.scalar(select(ImageFile.tries).where(ImageFile.image_id == read.image_id)) or 0) + 1,
    }
    upsert(connection, ImageFile, [row], ["image_id"], replace=[name for name in row if name != "image_id"])
    if read.phash is None and not read.fields:
        return
    shown = select(VersionImage.article_version_id).where(VersionImage.image_id == read.image_id).distinct()
    versions = list(connection.scalars(shown))
    for version in versions if read.fields else ():
        renew_metadata_credits(connection, version)
    make_due(connection, versions)
