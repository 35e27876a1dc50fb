"""Saving stories: their pages' states, their articles, and everything found on them. Twice gives the same rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from newscrawl.dedup.exact import content_hash
from newscrawl.discover.schedule import Schedule
from newscrawl.extract.structure import marks_of
from newscrawl.items import Article as Read
from newscrawl.items import DateClaim, DateKind, Discovery, State, Story, Via
from newscrawl.store import downloads, pages, sightings
from newscrawl.store.findings import Found, add_findings, clear_findings
from newscrawl.store.models import Article, ArticleVersion
from newscrawl.store.names import publisher_of_site
from newscrawl.store.settling import Visit, settle
from newscrawl.store.tombstones import without_forgotten
from newscrawl.store.types import clean
from newscrawl.store.upsert import chunks, update_all, upsert
from newscrawl.store.versions import RULES, STATED, Outcome, compare, newest_versions
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


def save_stories(
    connection: Connection, run_id: int, stories: Sequence[Story], *, now: datetime, schedule: Schedule
) -> list[Done]:
    """Store everything that visits brought, one for each address: some twenty statements, however many they are.

    Raises what the database raises, and ValueError for a story that can't be stored; the caller holds the savepoint.
    """
    batch = _Batch(connection, run_id, without_forgotten(connection, stories), now, schedule)
    return batch.save()


def save_failure(
    connection: Connection, run_id: int, story: Story, error: str, *, now: datetime, schedule: Schedule
) -> None:
    """Keep what failed to be stored as a failed page, with its downloads."""
    bare = replace(
        story, state=State.FAILED, reason=error, article=None, credits=(), fingerprints=(), origins=(), alias_of=None
    )
    save_stories(connection, run_id, [bare], now=now, schedule=schedule)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Stories on their way into the tables, one after the other of which is filled for all of them."""

    connection: Connection
    run_id: int
    stories: Sequence[Story]
    now: datetime
    schedule: Schedule

    def save(self) -> list[Done]:
        page_ids = self._pages()
        own = {page_ids[story.url]: story for story in self.stories}
        fetches = {ident: story.fetches for ident, story in own.items()}
        downloads.add_fetches(self.connection, self.run_id, fetches)
        unchanged = [ident for ident, story in own.items() if story.unchanged]
        self._seen(unchanged)
        read = {i: s for i, s in own.items() if not s.unchanged and s.state is State.STORED and s.article}
        versions = self._articles(read) if read else {}
        visits = [
            Visit(
                page_id=ident,
                state=story.state,
                reason=story.reason,
                fetches=story.fetches,
                alias_of_id=page_ids[str(story.alias_of)] if story.state is State.ALIAS else None,
                unchanged=story.unchanged,
            )
            for ident, story in own.items()
        ]
        settle(self.connection, self.run_id, visits, now=self.now, schedule=self.schedule)
        return [self._done(ident, story, versions) for ident, story in own.items()]

    def _done(self, page_id: int, story: Story, versions: dict[int, tuple[int | None, Outcome]]) -> Done:
        if story.unchanged:
            return Done(state=story.state, outcome=Outcome.UNREAD)
        version_id, outcome = versions.get(page_id, (None, None))
        return Done(state=story.state, version_id=version_id, outcome=outcome)

    def _pages(self) -> dict[str, int]:
        """Ids of the pages and of those that aliases stand for, by address; made where they are missing."""
        wanted: dict[str, list[Discovery]] = {}
        for story in self.stories:
            named = [Discovery(url=story.url, via=story.via)]
            if story.state is State.ALIAS and not story.unchanged:
                if not story.alias_of or story.alias_of == story.url:
                    raise ValueError("an alias needs another address that it stands for")
                named.append(Discovery(url=story.alias_of, via=story.via))
            wanted.setdefault(story.site, []).extend(named)
        for site, found in wanted.items():
            pages.add_pages(self.connection, site, found, self.now)
        urls = [d.url for found in wanted.values() for d in found]
        ids = sightings.page_ids(self.connection, urls)
        if not ids.keys() >= set(urls):
            raise ValueError(f"the address is longer than {pages.MAX_URL} bytes")
        return ids

    def _seen(self, page_ids: Sequence[int]) -> None:
        """Note that articles were found as they were."""
        if not page_ids:
            return
        newest = newest_versions(self.connection, page_ids)
        if len(newest) < len(page_ids):
            raise ValueError("no article is stored that could be unchanged")
        update_all(self.connection, Article, [{"id": v.article_id, "last_seen_at": self.now} for v in newest.values()])
        update_all(self.connection, ArticleVersion, [{"id": v.id, "last_seen_at": self.now} for v in newest.values()])

    def _articles(self, read: dict[int, Story]) -> dict[int, tuple[int | None, Outcome]]:
        """Store what was read, by page: the version that holds it, where something of it is new, and what it was."""
        fetch_ids = downloads.body_fetches(self.connection, {page: story.fetches for page, story in read.items()})
        newest = newest_versions(self.connection, list(read))
        articles = self._rows(read)
        done: dict[int, tuple[int | None, Outcome]] = {}
        new: dict[int, dict[str, Any]] = {}
        again: list[dict[str, Any]] = []
        same: list[int] = []
        for page, story in read.items():
            assert story.article is not None
            fields, before = version_fields(story.article), newest.get(page)
            outcome = compare(self.connection, before, fields, story.article, story) if before else Outcome.FIRST
            fetch = {"fetch_id": fetch_ids[page]} if page in fetch_ids else {}
            if before and outcome is Outcome.SAME:
                # What was found keeps its places in the older download.
                same.append(int(before.id))
                done[page] = None, outcome
            elif before and outcome is Outcome.READ_ANEW:
                again.append({"id": int(before.id), **fields, "last_seen_at": self.now, **fetch})
                clear_findings(self.connection, int(before.id))
                done[page] = int(before.id), outcome
            else:
                number = before.number + 1 if before else 1
                seen = {"first_seen_at": self.now, "last_seen_at": self.now, "fetch_id": fetch_ids.get(page)}
                new[page] = fields | seen | {"article_id": articles[page], "number": number}
                done[page] = None, outcome
        update_all(self.connection, ArticleVersion, [{"id": ident, "last_seen_at": self.now} for ident in same])
        update_all(self.connection, ArticleVersion, again)
        for page, ident in self._versions(new).items():
            done[page] = ident, done[page][1]
        found = [
            Found(article_id=articles[p], version_id=v, fetch_id=fetch_ids.get(p), story=read[p], read=article)
            for p, (v, _) in done.items()
            if v is not None and (article := read[p].article) is not None
        ]
        add_findings(self.connection, found, self.now)
        return done

    def _versions(self, rows: dict[int, dict[str, Any]]) -> dict[int, int]:
        """Insert new versions; their ids by page."""
        if not rows:
            return {}
        columns = (ArticleVersion.article_id, ArticleVersion.id)
        made = self.connection.execute(insert(ArticleVersion).returning(*columns), list(rows.values()))
        ids: dict[int, int] = dict(made.all())
        return {page: ids[row["article_id"]] for page, row in rows.items()}

    def _rows(self, read: dict[int, Story]) -> dict[int, int]:
        """Insert or renew articles; their ids by page."""
        publishers = {site: publisher_of_site(self.connection, site) for site in {s.site for s in read.values()}}
        before: dict[int, datetime | None] = {}
        for part in chunks(list(read)):
            rows = self.connection.execute(
                select(Article.page_id, Article.published_at).where(Article.page_id.in_(part))
            )
            before.update((page, published) for page, published in rows)
        renewed: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
        for page, story in read.items():
            assert story.article is not None
            claimed = claimed_times(story, story.article)
            row = {"page_id": page, "url": story.url, "site": story.site, "publisher_id": publishers[story.site]}
            renewed[_is_believed(claimed, before.get(page))].append(
                row | claimed | {"first_seen_at": self.now, "last_seen_at": self.now}
            )
        for believed, rows_ in renewed.items():
            kept = ("page_id", "url", "first_seen_at")
            changed = [n for n in (rows_[0] if rows_ else ()) if n not in kept]
            if not believed:
                changed = [name for name in changed if not name.startswith("published_")]
            upsert(self.connection, Article, rows_, ["page_id"], replace=changed)
        ids: dict[int, int] = {}
        for part in chunks(list(read)):
            made = self.connection.execute(select(Article.page_id, Article.id).where(Article.page_id.in_(part)))
            ids.update((page, ident) for page, ident in made)
        return ids


def _is_believed(claimed: dict[str, Any], before: datetime | None) -> bool:
    """Whether a time of publication replaces the one that is stored: a theme that prints the date of the day would make
    an article younger with every visit."""
    at = claimed["published_at"]
    if not at or claimed["published_source"] in STATED:
        return True
    return before is None or before > at


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
