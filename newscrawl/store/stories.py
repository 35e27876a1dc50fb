"""Saving one story: its page's state, its article, and everything found on it. Twice gives the same rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from newscrawl.dedup.exact import content_hash
from newscrawl.discover.schedule import Schedule
from newscrawl.extract.structure import marks_of
from newscrawl.items import Article as Read
from newscrawl.items import DateClaim, DateKind, Discovery, State, Story, Via
from newscrawl.store import downloads, pages, sightings
from newscrawl.store.findings import add_findings, clear_findings
from newscrawl.store.models import Article, ArticleVersion
from newscrawl.store.names import publisher_of_site
from newscrawl.store.settling import settle, stays
from newscrawl.store.tombstones import without_forgotten
from newscrawl.store.types import clean
from newscrawl.store.upsert import upsert
from newscrawl.store.versions import RULES, STATED, Outcome, compare, newest_version
from newscrawl.trace import TRACER_VERSION

# A plain sitemap's time is the last change; a section page prints what its theme likes.
_TOLD = (Via.API, Via.NEWS_SITEMAP, Via.FEED, Via.SECTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What became of a story."""

    state: State
    """What the visit ended in; the page may be in another: a stored article stays so when a revisit fails."""
    version_id: int | None = None
    """The version that holds its text, where that or what was found with it is new."""
    outcome: Outcome | None = None
    """Where an article was read, or found unchanged."""


def save_story(connection: Connection, run_id: int, story: Story, *, now: datetime, schedule: Schedule) -> Done:
    """Store everything that a visit brought.

    Raises what the database raises; the caller holds the savepoint.
    """
    story = without_forgotten(connection, story)
    page_id = _page(connection, story, now)
    downloads.add_fetches(connection, run_id, page_id, story.fetches)
    if story.unchanged:
        _seen(connection, page_id, now)
        stays(connection, page_id, run_id, now=now, schedule=schedule)
        return Done(state=story.state, outcome=Outcome.UNREAD)
    target = _alias_target(connection, story, now) if story.state is State.ALIAS else None
    version_id, outcome = None, None
    if story.state is State.STORED and story.article is not None:
        version_id, outcome = _store(connection, page_id, story, story.article, now)
    settle(
        connection,
        page_id,
        run_id,
        story.state,
        story.reason,
        story.fetches,
        now=now,
        schedule=schedule,
        alias_of_id=target,
    )
    return Done(state=story.state, version_id=version_id, outcome=outcome)


def save_failure(
    connection: Connection, run_id: int, story: Story, error: str, *, now: datetime, schedule: Schedule
) -> None:
    """Keep what failed to be stored as a failed page, with its downloads."""
    bare = replace(
        story, state=State.FAILED, reason=error, article=None, credits=(), fingerprints=(), origins=(), alias_of=None
    )
    save_story(connection, run_id, bare, now=now, schedule=schedule)


def _page(connection: Connection, story: Story, now: datetime) -> int:
    found = [Discovery(url=story.url, via=story.via)]
    pages.add_pages(connection, story.site, found, now)
    ids = sightings.page_ids(connection, [story.url])
    if story.url not in ids:
        raise ValueError(f"the address is longer than {pages.MAX_URL} bytes")
    return ids[story.url]


def _alias_target(connection: Connection, story: Story, now: datetime) -> int:
    if not story.alias_of or story.alias_of == story.url:
        raise ValueError("an alias needs another address that it stands for")
    return _page(connection, replace(story, url=story.alias_of), now)


def _store(connection: Connection, page_id: int, story: Story, read: Read, now: datetime) -> tuple[int | None, Outcome]:
    fetch_id = downloads.body_fetch(connection, page_id, story.fetches)
    article_id = _article(connection, page_id, story, read, now)
    newest, fields = newest_version(connection, article_id), version_fields(read)
    outcome = compare(connection, newest, fields, read, story) if newest else Outcome.FIRST
    if newest and outcome is Outcome.SAME:
        # What was found keeps its places in the older download.
        connection.execute(update(ArticleVersion).where(ArticleVersion.id == newest.id).values(last_seen_at=now))
        return None, outcome
    fields |= {"last_seen_at": now} | ({"fetch_id": fetch_id} if fetch_id is not None else {})
    if newest and outcome is Outcome.READ_ANEW:
        version_id = int(newest.id)
        connection.execute(update(ArticleVersion).where(ArticleVersion.id == version_id).values(fields))
        clear_findings(connection, version_id)
    else:
        number = newest.number + 1 if newest else 1
        row = fields | {"article_id": article_id, "number": number, "first_seen_at": now}
        version_id = connection.execute(insert(ArticleVersion).values(row).returning(ArticleVersion.id)).scalar_one()
    add_findings(connection, article_id, version_id, fetch_id, story, read, now)
    return version_id, outcome


def _seen(connection: Connection, page_id: int, now: datetime) -> None:
    article_id = connection.scalar(select(Article.id).where(Article.page_id == page_id))
    if article_id is None or (newest := newest_version(connection, article_id)) is None:
        raise ValueError("no article is stored that could be unchanged")
    connection.execute(update(Article).where(Article.id == article_id).values(last_seen_at=now))
    connection.execute(update(ArticleVersion).where(ArticleVersion.id == newest.id).values(last_seen_at=now))


def _article(connection: Connection, page_id: int, story: Story, read: Read, now: datetime) -> int:
    claimed = claimed_times(story, read)
    published_at = claimed["published_at"]
    row = {
        "page_id": page_id,
        "url": story.url,
        "site": story.site,
        "publisher_id": publisher_of_site(connection, story.site),
        **claimed,
        "first_seen_at": now,
        "last_seen_at": now,
    }
    kept = ["page_id", "url", "first_seen_at"]
    if published_at and claimed["published_source"] not in STATED:
        # A theme that prints the date of the day would make an article younger with every visit.
        before = connection.scalar(select(Article.published_at).where(Article.page_id == page_id))
        kept += [name for name in row if before and before <= published_at and name.startswith("published_")]
    changed = [name for name in row if name not in kept]
    upsert(connection, Article, [row], ["page_id"], replace=changed)
    ident: int = connection.execute(select(Article.id).where(Article.page_id == page_id)).scalar_one()
    return ident


def claimed_times(story: Story, read: Read) -> dict[str, Any]:
    """The times that page or listings claim, as the article's row holds them."""
    published, modified = read.published or _named_time(story), read.modified
    return {
        "published_at": utc(published),
        "published_source": published.source if published else None,
        "published_precision": published.precision if published else None,
        "published_zoned": published.value.tzinfo is not None if published else None,
        "modified_at": utc(modified),
        "modified_source": modified.source if modified else None,
    }


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


def version_fields(read: Read) -> dict[str, Any]:
    """What of an article stands in its version's row."""
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
        "details": _details(read) | {RULES: TRACER_VERSION},
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
