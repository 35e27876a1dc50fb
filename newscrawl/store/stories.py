"""Saving one story: its page's state, its article, and everything found on it. Twice gives the same rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select, update

from newscrawl.dedup.exact import content_hash
from newscrawl.extract.structure import marks_of
from newscrawl.items import Article as Read
from newscrawl.items import DateClaim, DateKind, Discovery, State, Story, Via
from newscrawl.store import pages
from newscrawl.store.findings import replace_findings
from newscrawl.store.models import Article, ArticleVersion
from newscrawl.store.names import publisher_of_site
from newscrawl.store.tombstones import without_forgotten
from newscrawl.store.types import clean
from newscrawl.store.upsert import upsert

# A plain sitemap's time is the last change; a section page prints what its theme likes.
_TOLD = (Via.API, Via.NEWS_SITEMAP, Via.FEED, Via.SECTION)


def save_story(connection: Connection, run_id: int, story: Story, *, now: datetime, max_tries: int) -> int | None:
    """The id of the version that holds the story's text, None where none was stored.

    Raises what the database raises; the caller holds the savepoint.
    """
    story = without_forgotten(connection, story)
    page_id = _page(connection, story, now)
    pages.add_fetches(connection, run_id, page_id, story.fetches)
    target = _alias_target(connection, story, now) if story.state is State.ALIAS else None
    version_id = None
    if story.state is State.STORED and story.article is not None:
        version_id = _store(connection, page_id, story, story.article, now)
    pages.settle(
        connection,
        page_id,
        run_id,
        story.state,
        story.reason,
        story.fetches,
        now=now,
        max_tries=max_tries,
        alias_of_id=target,
    )
    return version_id


def save_failure(
    connection: Connection, run_id: int, story: Story, error: str, *, now: datetime, max_tries: int
) -> None:
    """Keep what failed to be stored as a failed page, with its downloads."""
    bare = replace(
        story, state=State.FAILED, reason=error, article=None, credits=(), fingerprints=(), origins=(), alias_of=None
    )
    save_story(connection, run_id, bare, now=now, max_tries=max_tries)


def _page(connection: Connection, story: Story, now: datetime) -> int:
    found = [Discovery(url=story.url, via=story.via)]
    pages.add_pages(connection, story.site, found, now)
    ids = pages.page_ids(connection, [story.url])
    if story.url not in ids:
        raise ValueError(f"the address is longer than {pages.MAX_URL} bytes")
    return ids[story.url]


def _alias_target(connection: Connection, story: Story, now: datetime) -> int:
    if not story.alias_of or story.alias_of == story.url:
        raise ValueError("an alias needs another address that it stands for")
    return _page(connection, replace(story, url=story.alias_of), now)


def _store(connection: Connection, page_id: int, story: Story, read: Read, now: datetime) -> int:
    fetch_id = pages.body_fetch(connection, page_id, story.fetches)
    article_id = _article(connection, page_id, story, read, now)
    version_id = _version(connection, article_id, fetch_id, read, now)
    replace_findings(connection, article_id, version_id, fetch_id, story, read, now)
    return version_id


def _article(connection: Connection, page_id: int, story: Story, read: Read, now: datetime) -> int:
    published, modified = read.published or _named_time(story), read.modified
    row = {
        "page_id": page_id,
        "url": story.url,
        "site": story.site,
        "publisher_id": publisher_of_site(connection, story.site),
        "published_at": utc(published),
        "published_source": published.source if published else None,
        "published_precision": published.precision if published else None,
        "published_zoned": published.value.tzinfo is not None if published else None,
        "modified_at": utc(modified),
        "modified_source": modified.source if modified else None,
        "first_seen_at": now,
        "last_seen_at": now,
    }
    changed = [name for name in row if name not in ("page_id", "url", "first_seen_at")]
    upsert(connection, Article, [row], ["page_id"], replace=changed)
    ident: int = connection.execute(select(Article.id).where(Article.page_id == page_id)).scalar_one()
    return ident


def _named_time(story: Story) -> DateClaim | None:
    """The time that listings give, where the page claims none: the most telling listing, then the earliest."""
    told = [(_TOLD.index(d.via), d.published_at, d) for d in story.discoveries if d.published_at and d.via in _TOLD]
    if not told:
        return None
    _, value, said = min(told, key=lambda t: t[:2])
    return DateClaim(
        kind=DateKind.PUBLISHED,
        value=value,
        precision="second",
        source=said.via,
        raw=value.isoformat(),
        locator=said.locator,
    )


def _version(connection: Connection, article_id: int, fetch_id: int | None, read: Read, now: datetime) -> int:
    """The newest version where its text is the same, else a new one."""
    newest = connection.execute(
        select(ArticleVersion.id, ArticleVersion.number, ArticleVersion.content_hash)
        .where(ArticleVersion.article_id == article_id)
        .order_by(ArticleVersion.number.desc())
        .limit(1)
    ).one_or_none()
    fields = _fields(read) | {"last_seen_at": now}
    if fetch_id is not None:
        fields["fetch_id"] = fetch_id
    if newest is not None and newest.content_hash == fields["content_hash"]:
        connection.execute(update(ArticleVersion).where(ArticleVersion.id == newest.id).values(fields))
        return int(newest.id)
    number = newest.number + 1 if newest is not None else 1
    row = fields | {"article_id": article_id, "number": number, "first_seen_at": now}
    ident: int = connection.execute(insert(ArticleVersion).values(row).returning(ArticleVersion.id)).scalar_one()
    return ident


def _fields(read: Read) -> dict[str, object]:
    return {
        "content_hash": content_hash(read.title, read.body),
        "title": read.title,
        "lead": read.lead,
        "body": read.body,
        "authors": "\n".join(read.authors),
        "language": read.language,
        "language_declared": read.language_declared,
        "language_detected": read.language_detected,
        "language_score": read.language_score,
        "canonical": read.canonical,
        "site_name": read.site_name,
        "og_type": read.og_type,
        "structure": marks_of(read.blocks) if read.blocks else None,
        "page_type": read.page_type,
        "access": read.access,
        "details": _details(read),
        "extractor": read.extractor,
    }


def _details(read: Read) -> dict[str, object]:
    """What the page says beside its text, as JSON holds it on every database."""
    names = ("writers", "labels", "videos", "twins", "page_type_signs", "access_signs", "layout_signs")
    return {
        name: [
            {key: clean(value) if value is not None else None for key, value in asdict(item).items()} for item in items
        ]
        for name in names
        if (items := getattr(read, name))
    }


def utc(claim: DateClaim | None) -> datetime | None:
    """The claimed time; a wall clock without a zone is held as if it were UTC, and the row says so."""
    if claim is None:
        return None
    return claim.value if claim.value.tzinfo is not None else claim.value.replace(tzinfo=UTC)


def last_of_each(stories: Sequence[Story]) -> list[Story]:
    """One story for each address: its last one, with the downloads and hints of all, in order of first sight."""
    found: dict[str, Story] = {}
    for story in stories:
        earlier = found.get(story.url)
        if earlier is not None:
            fetches = tuple(dict.fromkeys((*earlier.fetches, *story.fetches)))
            story = replace(story, fetches=fetches)
        found[story.url] = story
    return list(found.values())
