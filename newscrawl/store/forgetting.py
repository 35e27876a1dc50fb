"""Forgetting an article: what is to go, and its going, in one transaction; then the archive, file by file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, delete, or_, select, update

from newscrawl.fetch.archive import Place
from newscrawl.items import State, Via
from newscrawl.store import families
from newscrawl.store.models import (
    Alignment,
    Article,
    ArticleVersion,
    Base,
    Discovery,
    DuplicatePair,
    Evidence,
    Fetch,
    Headline,
    Image,
    ImageFile,
    OriginLink,
    Page,
    Tombstone,
    TombstoneHash,
    TraceState,
    VersionImage,
)
from newscrawl.store.pairs import pairs_of
from newscrawl.store.relations import one_at_a_time
from newscrawl.store.tombstones import erase_later
from newscrawl.store.upsert import chunks, insert_missing

# A listing's entries are noted some moments after its download.
_MOMENTS = timedelta(hours=1)
# Tables without foreign keys that hold something of a version.
_LOOSE = ("sketch", "anchor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The archived answer of a feed, section or API that may hold the article's headline or text."""

    fetch_id: int
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Doomed:
    """Everything that goes with an article."""

    url: str
    site: str
    state: str
    page_ids: tuple[int, ...]
    urls: tuple[str, ...]
    """The article's address and those that stand for it."""
    title: str | None
    versions: tuple[int, ...]
    article_ids: tuple[int, ...]
    hashes: tuple[str, ...]
    downloads: tuple[Place, ...]
    image_urls: tuple[str, ...]
    """Of pictures that no other article shows."""
    listings: tuple[Listing, ...]
    """Candidates: whether they name the article is seen in the archive."""
    concluded: tuple[str, ...]
    """Addresses of articles whose origin was found by this text; they are traced again."""
    same_text: tuple[str, ...]
    """Addresses of other articles with the same words, which stay."""


def doomed(connection: Connection, url: str) -> Doomed:
    """What there is of the page with this address; an alias means the page that it stands for."""
    row = connection.execute(select(Page.id, Page.alias_of_id).where(Page.url == url)).one()
    page_id = row.alias_of_id or row.id
    page = connection.execute(select(*Page.__table__.c).where(Page.id == page_id)).one()
    rows = connection.execute(
        select(Page.id, Page.url).where(or_(Page.id == page_id, Page.alias_of_id == page_id))
    ).all()
    page_ids, urls = tuple(r.id for r in rows), tuple(r.url for r in rows)
    articles = tuple(connection.scalars(select(Article.id).where(Article.page_id.in_(page_ids))))
    versions = connection.execute(
        select(ArticleVersion.id, ArticleVersion.title, ArticleVersion.content_hash, ArticleVersion.fetch_id)
        .where(ArticleVersion.article_id.in_(articles))
        .order_by(ArticleVersion.number)
    ).all()
    ids = tuple(v.id for v in versions)
    fetches = connection.execute(select(*Fetch.__table__.c).where(_downloads(page_ids, urls))).all()
    # Of the pages alone that a text was read from: an error page looks the same at every address.
    read = {v.fetch_id for v in versions}
    bodies = {f.sha256 for f in fetches if f.sha256 and f.id in read}
    return Doomed(
        url=page.url,
        site=page.site,
        state=page.state,
        page_ids=page_ids,
        urls=urls,
        title=versions[-1].title if versions else None,
        versions=ids,
        article_ids=articles,
        hashes=tuple(sorted(bodies | {v.content_hash for v in versions})),
        downloads=tuple(Place(f.archive_file, f.archive_offset) for f in fetches if f.archive_file is not None),
        image_urls=_own_images(connection, ids),
        listings=tuple(_listings(connection, page_ids)),
        concluded=tuple(sorted(set(connection.scalars(_concluded(ids).with_only_columns(Article.url))))),
        same_text=_same_text(connection, ids),
    )


def forget(
    connection: Connection,
    going: Doomed,
    listings: Sequence[Listing],
    *,
    reason: str,
    requested_by: str,
    now: datetime,
) -> None:
    """Take it out of the database, leave tombstones, and note what is to be erased from the archive.

    The caller commits; from then on it is neither fetched nor stored. Done again, it adds what came since then.
    """
    one_at_a_time(connection)
    _bury(connection, going, reason, requested_by, now)
    pictures = select(Fetch.id, Fetch.archive_file, Fetch.archive_offset).where(Fetch.url.in_(going.image_urls))
    shown = connection.execute(pictures.where(Fetch.archive_file.is_not(None))).all()
    places = [*going.downloads, *(found.place for found in listings)]
    files = select(ImageFile.archive_file, ImageFile.archive_offset).join(Image, Image.id == ImageFile.image_id)
    files = files.where(Image.url.in_(going.image_urls), ImageFile.archive_file.is_not(None))
    erase_later(
        connection,
        [(p.file, p.offset) for p in places]
        + [(f.archive_file, f.archive_offset) for f in shown]
        + [(f.archive_file, f.archive_offset) for f in connection.execute(files).all()],
    )
    _without_places(connection, _downloads(going.page_ids, going.urls))
    for part in chunks([found.fetch_id for found in listings] + [f.id for f in shown]):
        _without_places(connection, Fetch.id.in_(part))
    _unlink_concluded(connection, going.versions)
    before = pairs_of(connection, going.versions)
    for name in _LOOSE:
        _delete(connection, Base.metadata.tables[name], "article_version_id", going.versions)
    images_before = set(connection.scalars(_images_of(going.versions)))
    _cascade(connection, Base.metadata.tables["article"], going.article_ids)
    _drop_images(connection, images_before)
    for model in (Discovery, Headline):
        connection.execute(delete(model).where(model.page_id.in_(going.page_ids)))
    families.settle(connection, (), before)
    settled = {"state": State.FORGOTTEN, "reason": f"forgotten: {reason}", "due_at": None, "alias_of_id": None}
    nothing = {"tries": 0, "etag": None, "last_modified": None}
    connection.execute(update(Page).where(Page.id.in_(going.page_ids)).values(settled | nothing))


def _bury(connection: Connection, going: Doomed, reason: str, requested_by: str, now: datetime) -> None:
    common = {"site": going.site, "reason": reason, "requested_by": requested_by, "forgotten_at": now}
    insert_missing(connection, Tombstone, [{"url": url, "erased_at": None, **common} for url in going.urls], ["url"])
    connection.execute(update(Tombstone).where(Tombstone.url.in_(going.urls)).values(erased_at=None))
    ident = connection.scalar(select(Tombstone.id).where(Tombstone.url == going.url))
    rows = [{"tombstone_id": ident, "sha256": value} for value in going.hashes]
    insert_missing(connection, TombstoneHash, rows, ["tombstone_id", "sha256"])


def _downloads(page_ids: Sequence[int], urls: Sequence[str]) -> Any:
    """Those of the pages, and those that other pages redirected to."""
    return or_(Fetch.page_id.in_(page_ids), Fetch.url.in_(urls))


def _without_places(connection: Connection, which: Any) -> None:
    connection.execute(update(Fetch).where(which).values(archive_file=None, archive_offset=None))


def _listings(connection: Connection, page_ids: Sequence[int]) -> Iterable[Listing]:
    """Archived answers of documents that named the article while they did; plain sitemaps hold addresses alone."""
    named = select(Discovery.found_on, Discovery.first_seen_at, Discovery.last_seen_at).where(
        Discovery.page_id.in_(page_ids), Discovery.found_on != "", Discovery.via != Via.SITEMAP
    )
    found: dict[int, Listing] = {}
    for row in connection.execute(named).all():
        query = select(Fetch.id, Fetch.archive_file, Fetch.archive_offset).where(
            Fetch.url == row.found_on,
            Fetch.archive_file.is_not(None),
            Fetch.fetched_at.between(row.first_seen_at - _MOMENTS, row.last_seen_at),
        )
        for ident, file, offset in connection.execute(query):
            found[ident] = Listing(fetch_id=ident, place=Place(str(file), int(offset or 0)))
    return found.values()


def _images_of(versions: Collection[int]) -> Any:
    return select(VersionImage.image_id).where(
        VersionImage.article_version_id.in_(versions), VersionImage.image_id.is_not(None)
    )


def _own_images(connection: Connection, versions: Collection[int]) -> tuple[str, ...]:
    elsewhere = select(VersionImage.image_id).where(
        VersionImage.article_version_id.not_in(versions), VersionImage.image_id.is_not(None)
    )
    own = select(Image.url).where(Image.id.in_(_images_of(versions)), Image.id.not_in(elsewhere))
    return tuple(connection.scalars(own.order_by(Image.url)))


def _drop_images(connection: Connection, candidates: Collection[int]) -> None:
    shown = select(VersionImage.image_id).where(VersionImage.image_id.in_(candidates))
    gone = set(candidates) - set(connection.scalars(shown))
    _cascade(connection, Base.metadata.tables["image"], tuple(gone))


def _concluded(versions: Collection[int]) -> Any:
    """Origins of other articles that were found by comparing with these versions."""
    query = select(OriginLink).join(ArticleVersion, ArticleVersion.id == OriginLink.article_version_id)
    query = query.join(Article, Article.id == ArticleVersion.article_id)
    return query.where(OriginLink.origin_version_id.in_(versions), OriginLink.article_version_id.not_in(versions))


def _unlink_concluded(connection: Connection, versions: Collection[int]) -> None:
    """Take away what other articles owe to these texts, evidence included, and have them traced again."""
    links = connection.execute(
        _concluded(versions).with_only_columns(OriginLink.id, OriginLink.article_version_id)
    ).all()
    ids, copies = [link.id for link in links], {link.article_version_id for link in links}
    for model in (Alignment, Evidence):
        connection.execute(delete(model).where(model.origin_link_id.in_(ids)))
    connection.execute(delete(OriginLink).where(OriginLink.id.in_(ids)))
    for copy in copies:
        left = select(OriginLink.id).where(OriginLink.article_version_id == copy).order_by(OriginLink.rank)
        for rank, ident in enumerate(connection.scalars(left).all(), 1):
            connection.execute(update(OriginLink).where(OriginLink.id == ident).values(rank=rank))
    connection.execute(update(TraceState).where(TraceState.article_version_id.in_(copies)).values(is_due=True))


def _same_text(connection: Connection, versions: Collection[int]) -> tuple[str, ...]:
    found: set[str] = set()
    for one, other in ((DuplicatePair.a_id, DuplicatePair.b_id), (DuplicatePair.b_id, DuplicatePair.a_id)):
        query = select(Article.url).join(ArticleVersion, ArticleVersion.article_id == Article.id)
        query = query.join(DuplicatePair, other == ArticleVersion.id)
        found.update(connection.scalars(query.where(one.in_(versions), other.not_in(versions), DuplicatePair.joins)))
    return tuple(sorted(found))


def _cascade(connection: Connection, table: Table, ids: Collection[int]) -> None:
    """Delete rows with everything that points to them, whatever tables there are by then."""
    for other in Base.metadata.sorted_tables[::-1]:
        for column in other.columns:
            if not any(key.column.table is table for key in column.foreign_keys):
                continue
            if other.primary_key.columns.keys() == ["id"]:
                for part in chunks(list(ids)):
                    below = connection.scalars(select(other.c.id).where(column.in_(part))).all()
                    if below:
                        _cascade(connection, other, below)
            else:
                _delete(connection, other, column.name, ids)
    _delete(connection, table, "id", ids)


def _delete(connection: Connection, table: Table, column: str, ids: Collection[int]) -> None:
    for part in chunks(list(ids)):
        connection.execute(delete(table).where(table.c[column].in_(part)))
