"""Stories: all stored copies of a text, also translated, over time; who was first, and how many really wrote it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, and_, func, select

from newscrawl.plaintext import counted
from newscrawl.query.firsts import earliest, in_time
from newscrawl.query.lookup import find_page
from newscrawl.query.narrowing import ORIGINALS
from newscrawl.query.paging import Slice
from newscrawl.query.planning import without
from newscrawl.query.story_texts import MEMBERS, StoryText, texts_of_families
from newscrawl.query.views import PAGE
from newscrawl.store.models import Article, ClusterMember, OriginLink
from newscrawl.store.session import reading
from newscrawl.store.upsert import chunks

UNKNOWN_ORIGIN = "unknown"
LISTED = 200
"""Texts of a story that a list reads."""
# Where a site or time is asked for: so many of its newest articles are looked at.
_LOOKED_AT = 3_000
# Families that are sorted beside those that are asked for, as two may turn out to be one.
_SPARE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRow:
    url: str
    """The text that claims the earliest time, else the first one stored."""
    title: str | None
    first_site: str | None
    """None where no text claims a time."""
    first_at: datetime | None
    is_sure: bool
    """Whether that claim stands before all others even where zones and hours are missing."""
    last_at: datetime | None
    articles: int
    sites: int
    languages: tuple[str, ...]
    origins: tuple[str, ...]
    """Names of those that wrote it independently as far as is known; `unknown` for one that nothing tells of."""
    is_whole: bool
    """False where there are more texts than were read."""

    @property
    def answer(self) -> str:
        """As "12 sites, 1 origin"."""
        return f"{counted(self.sites, 'site')}, {counted(len(self.origins), 'origin')}"


def stories(
    engine: Engine,
    *,
    site: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 20,
    offset: int = 0,
) -> Slice[StoryRow]:
    """Stories with two texts or more, those with most copies first.

    site, since, until: one of the texts stands there, or claims such a time; the story is told with all of its texts.
    Counted are families of copies, of which one story may have several: it is shown with its largest, so that a page
    may hold fewer than `limit`. Raises StoreError.
    """
    wanted = offset + limit
    with reading(engine) as connection:
        if site or since or until:
            sizes, is_all = _sizes_among(connection, site, since, until)
        else:
            sizes, is_all = _sizes(connection, 2 * wanted + _SPARE)
        order = sorted(sizes, key=lambda key: (-sizes[key], -key))
        rows = []
        for key, texts in texts_of_families(connection, order[offset:wanted], LISTED).items():
            families = {text.group for text in texts} & sizes.keys()
            if len(texts) > 1 and key == min(families, key=lambda f: (-sizes[f], -f), default=key):
                rows.append(_told(texts, LISTED))
    return Slice(items=tuple(rows), offset=offset, total=len(order), is_exact=is_all)


def story(engine: Engine, address: str) -> tuple[StoryRow, tuple[StoryText, ...]] | None:
    """The story that an article belongs to, and its texts by claimed time; None where that page holds no article.

    A story may be the article alone. Raises UnknownAddress where no page is meant clearly, StoreError.
    """
    with reading(engine) as connection:
        url = find_page(connection, address)
        target = connection.scalar(select(PAGE.c.alias_of).where(PAGE.c.url == url))
        own = connection.scalar(select(Article.newest_version_id).where(Article.url == (target or url)))
        if own is None:
            return None
        cluster = select(ClusterMember.cluster_id).where(ClusterMember.article_version_id == own)
        key = connection.scalar(cluster) or own
        texts = texts_of_families(connection, [key])[key]
    return _told(texts, MEMBERS), in_time(texts)


def _sizes(connection: Connection, most: int) -> tuple[dict[int, int], bool]:
    """How many texts the largest families and their derived texts have, and whether these are all.

    A family is named by the smallest version id of its cluster, a single text by its own: the two never meet.
    """
    copies = _most_frequent(connection, ClusterMember.cluster_id, most)
    derived = _most_frequent(connection, OriginLink.origin_version_id, most)
    sizes = Counter(copies)
    for key, texts in families_of(connection, derived).items():
        sizes[key] += texts
    return dict(sizes), len(copies) < most and len(derived) < most


def _most_frequent(connection: Connection, column: Any, most: int) -> dict[int, int]:
    """The most frequent values of a column, and how often each is there."""
    number = func.count()
    query = select(column, number).where(column.is_not(None)).group_by(column)
    query = query.order_by(number.desc(), column.desc()).limit(most)
    # An index has the values in order: to count them so is quicker than by a table of them.
    with without(connection, "hashagg"):
        # Nearly all are there once or twice, and sorting those takes as long as counting all.
        found = connection.execute(query.having(number > 2)).all()
        return dict(found if len(found) == most else connection.execute(query).all())


def families_of(connection: Connection, texts: dict[int, int]) -> dict[int, int]:
    """Counts by version, summed by family."""
    clusters: dict[int, int] = {}
    for part in chunks(list(texts)):
        query = select(ClusterMember.article_version_id, ClusterMember.cluster_id)
        clusters |= dict(connection.execute(query.where(ClusterMember.article_version_id.in_(part))).all())
    found: Counter[int] = Counter()
    for version, number in texts.items():
        found[clusters.get(version, version)] += number
    return dict(found)


def _sizes_among(
    connection: Connection, site: str | None, since: datetime | None, until: datetime | None
) -> tuple[dict[int, int], bool]:
    """The same, counting texts of a site or time alone."""
    query = select(Article.newest_version_id).where(Article.newest_version_id.is_not(None))
    query = query.where(Article.site == site) if site else query
    query = query.where(Article.listed_at >= since) if since else query
    query = query.where(Article.listed_at < until) if until else query
    newest = query.order_by(Article.listed_at.desc()).limit(_LOOKED_AT).subquery()
    copies = select(ClusterMember.cluster_id, func.count()).join(
        newest, newest.c.newest_version_id == ClusterMember.article_version_id
    )
    made = select(OriginLink.origin_version_id, func.count()).join(
        newest, and_(newest.c.newest_version_id == OriginLink.article_version_id, OriginLink.rank == 1)
    )
    made = made.where(OriginLink.origin_version_id.is_not(None)).group_by(OriginLink.origin_version_id)
    originals: Any = connection.execute(made).all()
    sizes = Counter(dict(connection.execute(copies.group_by(ClusterMember.cluster_id)).all()))
    for key, texts in families_of(connection, dict(originals)).items():
        sizes[key] += texts
    looked_at = connection.scalar(select(func.count()).select_from(newest)) or 0
    return dict(sizes), looked_at < _LOOKED_AT


def _told(texts: Sequence[StoryText], most: int) -> StoryRow:
    first, is_sure = earliest(texts)
    ordered = in_time(texts)
    shown = first or ordered[0]
    times = [text.published_at for text in texts if text.published_at]
    return StoryRow(
        url=shown.url,
        title=shown.title,
        first_site=first.site if first else None,
        first_at=first.published_at if first else None,
        is_sure=is_sure,
        last_at=max(times, default=None),
        articles=len(texts),
        sites=len({text.site for text in texts}),
        languages=tuple(sorted({text.language for text in texts if text.language})),
        origins=independent_origins(ordered),
        is_whole=len(texts) < most,
    )


def independent_origins(texts: Sequence[StoryText]) -> tuple[str, ...]:
    """Names of those that wrote the texts independently of each other, in the order of the texts.

    Texts with the same words have one origin, and a text that was made from another of the story has that one's.
    """
    groups: dict[int, list[StoryText]] = {}
    for text in texts:
        groups.setdefault(text.group, []).append(text)
    of_article = {text.article_id: text.group for text in texts}
    of_publisher = {text.publisher: text.group for text in texts if text.publisher}
    found: dict[str, None] = {}
    for group, members in groups.items():
        named, is_derived = [], False
        for text in members:
            made_from = of_article.get(text.original_id or 0, of_publisher.get(text.origin) if text.origin else None)
            is_derived = is_derived or made_from not in (None, group)
            named += [text.origin_name] if text.origin_name and made_from is None else []
        if not is_derived:
            found |= dict.fromkeys(named or [_writer(members)])
    return tuple(found) or (_writer(list(texts)),)


def _writer(texts: Sequence[StoryText]) -> str:
    """Whose text it is where nobody else is named."""
    own = (t.publisher_name for t in texts if t.origin is None and t.publisher_kind in ORIGINALS and t.publisher_name)
    return next(own, UNKNOWN_ORIGIN)
