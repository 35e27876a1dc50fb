"""Keeping out what was forgotten: asked before anything is fetched, and before anything is stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Connection, bindparam, or_, select, update

from newscrawl.dedup.exact import content_hash
from newscrawl.items import State, Story
from newscrawl.store.models import Erasure, Page, Tombstone, TombstoneHash
from newscrawl.store.upsert import insert_missing

# Made once, as it is asked before each request.
_NAMED = select(Tombstone.reason).where(Tombstone.url.in_(bindparam("urls", expanding=True))).limit(1)


def kept_out(connection: Connection, site: str, urls: Iterable[str], hashes: Iterable[str] = ()) -> str | None:
    """Why an address or a content of the site must not be stored; None where it may."""
    found = connection.scalar(_NAMED, {"urls": list(urls)})
    if found is None and (known := list(hashes)):
        by_hash = select(TombstoneHash.tombstone_id).where(TombstoneHash.sha256.in_(known))
        again = (Tombstone.site == site) & Tombstone.id.in_(by_hash)
        found = connection.scalar(select(Tombstone.reason).where(again).limit(1))
    return None if found is None else f"forgotten: {found}"


def without_forgotten(connection: Connection, stories: Sequence[Story]) -> list[Story]:
    """The stories, each as it is to be stored."""
    urls = [url for story in stories for url in _addresses(story)]
    hashes = [sha256 for story in stories for sha256 in _hashes(story)]
    by_hash = select(TombstoneHash.tombstone_id).where(TombstoneHash.sha256.in_(hashes))
    named = select(Tombstone.id).where(or_(Tombstone.url.in_(urls), Tombstone.id.in_(by_hash))).limit(1)
    if connection.scalar(named) is None:
        return list(stories)
    return [_without_forgotten(connection, story) for story in stories]


def _addresses(story: Story) -> set[str]:
    return {story.url, story.alias_of or story.url, *(fetch.url for fetch in story.fetches)}


def _hashes(story: Story) -> set[str]:
    found = {fetch.sha256 for fetch in story.fetches if fetch.sha256}
    return found | ({content_hash(story.article.title, story.article.body)} if story.article is not None else set())


def _without_forgotten(connection: Connection, story: Story) -> Story:
    """The story; or without anything that was read, where its page is not to be stored. What was archived is erased."""
    reason = kept_out(connection, story.site, _addresses(story), _hashes(story))
    if reason is None:
        return story
    erase_later(connection, [(f.archive_file, f.archive_offset) for f in story.fetches])
    return replace(
        story,
        state=State.FORGOTTEN,
        reason=reason,
        unchanged=False,
        alias_of=None,
        article=None,
        page=None,
        credits=(),
        fingerprints=(),
        origins=(),
        discoveries=(),
        fetches=tuple(replace(fetch, archive_file=None, archive_offset=None) for fetch in story.fetches),
    )


def erase_later(connection: Connection, places: Iterable[tuple[str | None, int | None]]) -> None:
    """Note places of the archive, as file and offset, for erasing; the tombstones are then not done with."""
    rows = [
        {"archive_file": file, "archive_offset": offset} for file, offset in dict.fromkeys(places) if file is not None
    ]
    if rows:
        insert_missing(connection, Erasure, rows, ["archive_file", "archive_offset"])
        connection.execute(update(Tombstone).values(erased_at=None))


def forgotten_pages(connection: Connection, page_ids: Iterable[int]) -> set[int]:
    """Which of the pages are forgotten."""
    return set(connection.scalars(select(Page.id).where(Page.id.in_(list(page_ids)), Page.state == State.FORGOTTEN)))
