"""Whether what was read of an article differs from its newest version, and in what.

A new version is a change that readers could see and that matters for who wrote the text: headline, text, authors, the
time of publication, or a credit. What the page around them does, counters of visitors or a time of modification that
each request renews, is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, select

from newscrawl import trace
from newscrawl.items import Article as Read
from newscrawl.items import CreditKind, DateClaim, Story
from newscrawl.store.models import Article, ArticleVersion, Credit, CreditName, VersionImage
from newscrawl.store.models import DateClaim as StoredClaim
from newscrawl.store.types import clean
from newscrawl.store.upsert import chunks

# A printed time may be the theme's of the day, which changes with every visit.
STATED = frozenset({"site", "jsonld", "meta"})
# Key of `details`: the rules that the version's credits were read by.
RULES = "credit_rules"


class Outcome(StrEnum):
    """What a visit made of an article."""

    FIRST = "first"
    CHANGED = "changed"
    """A new version."""
    READ_ANEW = "read_anew"
    """The same version; what was found on the page is replaced, as rules, pictures or hints are others."""
    SAME = "same"
    UNREAD = "unread"
    """Not modified, or the same bytes."""


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a version says beside its text."""

    authors: frozenset[str]
    published: datetime | None
    credits: frozenset[tuple[str, ...]]
    """Kind and names: a quote may hold the year of a copyright notice."""
    found: frozenset[tuple[str | None, ...]]
    """Credits with rule, place and wording."""
    pictures: frozenset[tuple[str | None, ...]]


def newest_versions(connection: Connection, page_ids: Sequence[int]) -> dict[int, Row[Any]]:
    """The rows of the newest versions of articles, by page."""
    found: dict[int, Row[Any]] = {}
    query = select(Article.page_id, *ArticleVersion.__table__.c).join(Article, Article.id == ArticleVersion.article_id)
    for part in chunks(page_ids):
        # A later one takes the place of an earlier one.
        rows = connection.execute(query.where(Article.page_id.in_(part)).order_by(ArticleVersion.number))
        found.update((row.page_id, row) for row in rows)
    return found


def compare(connection: Connection, newest: Row[Any], fields: dict[str, Any], read: Read, story: Story) -> Outcome:
    """What the columns `fields` and the credits of a story are to the newest version.

    Where extractor or credit rules have changed meanwhile, only headline and text are compared: the other differences
    are ours, not the page's.
    """
    if newest.content_hash != fields["content_hash"]:
        return Outcome.CHANGED
    if newest.extractor != fields["extractor"] or (newest.details or {}).get(RULES) != trace.TRACER_VERSION:
        return Outcome.READ_ANEW
    before, after = _stored(connection, newest), _facts(read, story)
    moved = before.published and after.published and before.published != after.published
    if moved or (before.authors, before.credits) != (after.authors, after.credits):
        return Outcome.CHANGED
    told = ("structure", "page_type", "access", "canonical", "details")
    same = before == after and all(getattr(newest, name) == fields[name] for name in told)
    return Outcome.SAME if same else Outcome.READ_ANEW


def _facts(read: Read, story: Story) -> _Facts:
    credits = tuple(story.credits)
    return _Facts(
        authors=frozenset(_lines("\n".join(read.authors))),
        published=_stated(read.published),
        credits=frozenset(
            _credit(c.kind, [n.name for n in c.names], c.url, c.quote) for c in credits if c.source_url is None
        )
        - {()},
        found=frozenset(_cleaned(c.kind, c.quote, c.rule, c.position, c.url, c.source_url) for c in credits),
        pictures=frozenset(_cleaned(i.caption, i.credit, i.alt) for i in read.images),
    )


def _stored(connection: Connection, version: Row[Any]) -> _Facts:
    # What pictures' files say is no part of the page.
    own = (Credit.article_version_id == version.id, Credit.position != "image_metadata")
    rows = connection.execute(select(*Credit.__table__.c).where(*own)).all()
    names: dict[int, list[str]] = {}
    chains = (
        select(CreditName.credit_id, CreditName.name)
        .join(Credit, Credit.id == CreditName.credit_id)
        .where(Credit.article_version_id == version.id)
        .order_by(CreditName.credit_id, CreditName.ordinal)
    )
    for credit_id, name in connection.execute(chains):
        names.setdefault(credit_id, []).append(name)
    claims = select(StoredClaim.value).where(
        StoredClaim.article_version_id == version.id,
        StoredClaim.kind == "published",
        StoredClaim.chosen,
        StoredClaim.source.in_(STATED),
    )
    pictures = select(VersionImage.caption, VersionImage.credit, VersionImage.alt)
    return _Facts(
        authors=frozenset(_lines(version.authors)),
        published=connection.scalar(claims.order_by(StoredClaim.ordinal).limit(1)),
        credits=frozenset(
            _credit(row.kind, names.get(row.id, []), row.url, row.quote) for row in rows if row.source_url is None
        )
        - {()},
        found=frozenset((row.kind, row.quote, row.rule, row.position, row.url, row.source_url) for row in rows),
        pictures=frozenset(
            tuple(row) for row in connection.execute(pictures.where(VersionImage.article_version_id == version.id))
        ),
    )


def _credit(kind: str, names: Iterable[str], url: str | None, quote: str) -> tuple[str, ...]:
    """What of a credit counts as a change; nothing of a source that the text cites, as the text itself is
    compared, nor of what a picture's address tells."""
    if kind in (CreditKind.CITED, CreditKind.PICTURE):
        return ()
    said = [clean(name) for name in names] or [clean(url or quote)]
    return (str(kind), *said)


def _stated(claim: DateClaim | None) -> datetime | None:
    if claim is None or claim.source not in STATED:
        return None
    return claim.value if claim.value.tzinfo else claim.value.replace(tzinfo=UTC)


def _lines(text: str) -> Iterable[str]:
    return [line for line in clean(text).split("\n") if line.strip()]


def _cleaned(*values: str | None) -> tuple[str | None, ...]:
    return tuple(None if value is None else clean(str(value)) for value in values)
