"""What changed in an article since it was first seen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

from sqlalchemy import Connection, Engine, select

from newscrawl.query.lookup import find_page
from newscrawl.query.views import PAGE
from newscrawl.store.models import Article, ArticleVersion, Credit, DateClaim, Fetch, OriginLink, VersionImage
from newscrawl.store.session import reading

_WORD = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that a version says otherwise than the one before it."""

    what: str
    """`headline`, `text`, `author`, `date`, `modified`, `credit`, `picture`, `origin`, `access`."""
    removed: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of text of a word by word comparison."""

    kind: str
    """`same`, `removed`, `added`."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    number: int
    title: str | None
    words: int
    extractor: str
    first_seen_at: datetime
    last_seen_at: datetime
    archive_file: str | None
    archive_offset: int | None
    changes: tuple[Change, ...]
    """Against the version before; none for the first."""
    difference: tuple[Passage, ...]
    """Of the body, word by word, against the version before; none for the first and where it is the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    url: str
    state: str
    versions: tuple[VersionRow, ...]
    """Oldest first; none where no article is stored."""


def history(engine: Engine, address: str) -> History:
    """The versions of an article and what each changed.

    Raises UnknownAddress where no page is meant clearly, StoreError.
    """
    with reading(engine) as connection:
        url = find_page(connection, address)
        row = connection.execute(select(PAGE.c.state, PAGE.c.alias_of).where(PAGE.c.url == url)).one()
        url = row.alias_of or url
        state = connection.scalar(select(PAGE.c.state).where(PAGE.c.url == url)) or row.state
        return History(url=url, state=state, versions=tuple(_versions(connection, url)))


def difference(before: str, after: str) -> tuple[Passage, ...]:
    """Two texts word by word; their `same` and `removed` passages are the first text, `same` and `added` the second.

    Lines are compared first and words only where lines differ, so that long texts stay cheap.
    """
    old, new = before.split("\n"), after.split("\n")
    found: list[Passage] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        one, two = "\n".join(old[a:b]), "\n".join(new[c:d])
        # The line break belongs to the passage that it ends.
        one, two = one + "\n" * (b < len(old) and b > a), two + "\n" * (d < len(new) and d > c)
        found += [Passage(kind="same", text=one)] if tag == "equal" and one == two else _words(one, two)
    return tuple(_joined(found))


def _words(before: str, after: str) -> Iterable[Passage]:
    old, new = _WORD.findall(before), _WORD.findall(after)
    for _tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if old[a:b] == new[c:d]:
            yield Passage(kind="same", text="".join(old[a:b]))
            continue
        yield Passage(kind="removed", text="".join(old[a:b]))
        yield Passage(kind="added", text="".join(new[c:d]))


def _joined(passages: Iterable[Passage]) -> Iterable[Passage]:
    """Neighbours of one kind as one passage; empty ones left out."""
    held: Passage | None = None
    for passage in passages:
        if not passage.text:
            continue
        if held and held.kind == passage.kind:
            held = Passage(kind=held.kind, text=held.text + passage.text)
            continue
        if held:
            yield held
        held = passage
    if held:
        yield held


def _versions(connection: Connection, url: str) -> Iterable[VersionRow]:
    query = (
        select(*ArticleVersion.__table__.c, Fetch.archive_file, Fetch.archive_offset)
        .join(Article, Article.id == ArticleVersion.article_id)
        .outerjoin(Fetch, Fetch.id == ArticleVersion.fetch_id)
        .where(Article.url == url)
        .order_by(ArticleVersion.number)
    )
    before: Any = None
    for row in connection.execute(query).all():
        yield VersionRow(
            number=row.number,
            title=row.title,
            words=len(row.body.split()),
            extractor=row.extractor,
            first_seen_at=row.first_seen_at,
            last_seen_at=row.last_seen_at,
            archive_file=row.archive_file,
            archive_offset=row.archive_offset,
            changes=tuple(_changes(connection, before, row)) if before else (),
            difference=difference(before.body, row.body) if before and before.body != row.body else (),
        )
        before = row


def _changes(connection: Connection, before: Any, after: Any) -> Iterable[Change]:
    old, new = _facts(connection, before), _facts(connection, after)
    for what in old:
        removed = tuple(fact for fact in old[what] if fact not in new[what])
        added = tuple(fact for fact in new[what] if fact not in old[what])
        if removed or added:
            yield Change(what=what, removed=removed, added=added)


def _facts(connection: Connection, version: Any) -> dict[str, Sequence[str]]:
    """What a version says beside its text, as words that can be compared."""
    dates = connection.execute(
        select(DateClaim.kind, DateClaim.value)
        .where(DateClaim.article_version_id == version.id, DateClaim.chosen)
        .order_by(DateClaim.ordinal)
    ).all()
    of_it = {kind: [value.isoformat() for k, value in dates if k == kind] for kind in ("published", "modified")}
    credits = select(Credit.kind, Credit.quote).where(Credit.article_version_id == version.id)
    pictures = select(VersionImage.caption, VersionImage.credit).where(VersionImage.article_version_id == version.id)
    origins = select(OriginLink.publisher_name).where(OriginLink.article_version_id == version.id, OriginLink.rank == 1)
    return {
        "headline": [version.title] if version.title else [],
        "author": [line for line in version.authors.split("\n") if line],
        "date": of_it["published"],
        "modified": of_it["modified"],
        "credit": [f"{kind}: {quote}" for kind, quote in connection.execute(credits.order_by(Credit.ordinal))],
        "picture": [
            " · ".join(part for part in row if part)
            for row in connection.execute(pictures.order_by(VersionImage.position))
            if any(row)
        ],
        "origin": list(connection.scalars(origins)),
        "access": [version.access] if version.access else [],
    }
