"""Pictures as tracing sees them: what articles show, how it looks, and how many show it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, ScalarSelect, func, or_, select
from sqlalchemy.orm import aliased

from newscrawl.store.models import Article, ArticleVersion, Credit, CreditName, Image, ImageFile, VersionImage
from newscrawl.store.upsert import chunks
from newscrawl.trace.pictures import Shown


def pictures_of(connection: Connection, version_ids: Iterable[int]) -> dict[int, tuple[Shown, ...]]:
    """Pictures by version, in the page's order."""
    found: dict[int, list[Shown]] = {}
    for part in chunks(list(version_ids)):
        query = (
            select(
                VersionImage.article_version_id,
                VersionImage.position,
                Image.url,
                ImageFile.phash,
                _sites(),
                _is_credited(),
            )
            .join(Image, Image.id == VersionImage.image_id)
            .outerjoin(ImageFile, ImageFile.image_id == Image.id)
            .where(VersionImage.article_version_id.in_(part))
            .order_by(VersionImage.article_version_id, VersionImage.position)
        )
        for version, position, url, phash, sites, credited in connection.execute(query):
            found.setdefault(version, []).append(
                Shown(url=url, position=position, phash=phash, sites=sites, by_agency=bool(credited))
            )
    return {version: tuple(pictures) for version, pictures in found.items()}


def _sites() -> ScalarSelect[int]:
    """How many sites show a picture that looks like it."""
    file, shown, version, article = (
        aliased(ImageFile),
        aliased(VersionImage),
        aliased(ArticleVersion),
        aliased(Article),
    )
    return (
        select(func.count(article.site.distinct()))
        .select_from(file)
        .join(shown, shown.image_id == file.image_id)
        .join(version, version.id == shown.article_version_id)
        .join(article, article.id == version.article_id)
        .where(file.phash == ImageFile.phash)
        .scalar_subquery()
    )


def _is_credited() -> ScalarSelect[int]:
    """Whether an agency is credited with it, or with some picture where the page does not say which."""
    return (
        select(func.count())
        .select_from(Credit)
        .join(CreditName, CreditName.credit_id == Credit.id)
        .where(Credit.article_version_id == VersionImage.article_version_id, CreditName.agency_id.is_not(None))
        .where(Credit.kind.in_(("photo", "picture")))
        .where(or_(Credit.image_position.is_(None), Credit.image_position == VersionImage.position))
        .scalar_subquery()
    )
