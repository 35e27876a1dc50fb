"""Texts compared with all others that are stored, and what follows for their origins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection, Engine, or_, select, update
from threadpoolctl import threadpool_limits

from newscrawl.items import Article, Evidence, Origin, Passage, Polarity, Relation
from newscrawl.sites import Site, SiteRole
from newscrawl.store import embeddings
from newscrawl.store.findings import Places, add_origins, clear_origins, feeds_of
from newscrawl.store.models import Article as Stored
from newscrawl.store.models import ArticleVersion, OriginLink, Page, TraceState
from newscrawl.store.pictures import pictures_of
from newscrawl.store.relations import one_at_a_time
from newscrawl.store.reviewed import reviews_of
from newscrawl.store.searches import named_by_headline
from newscrawl.store.session import reading, writing
from newscrawl.store.texts import StoredText, credits_of, newest, origins_of, stored_texts
from newscrawl.store.upsert import chunks, upsert
from newscrawl.store.vectors import TextIndex, open_index
from newscrawl.trace import judge
from newscrawl.trace.background import Background
from newscrawl.trace.combine import COMBINER, TextMatch, combine
from newscrawl.trace.direction import Side, direction
from newscrawl.trace.encoder import Encoder
from newscrawl.trace.headlines import name_by_headline
from newscrawl.trace.pictures import shared
from newscrawl.trace.prepared import Prepared
from newscrawl.trace.relation import Relation as TextRelation
from newscrawl.trace.reviews import InForce, Party, in_force
from newscrawl.trace.spans import spans
from newscrawl.trace.tracing import Match, Matcher
from newscrawl.trace.verdict import TRACER_VERSION

Progress = Callable[[str, int, int], None]
"""What is being done, how much of it is done, how much there is."""

# Texts encoded, and texts traced, in one transaction.
_BATCH = 50
# Texts nearest to one of a batch by direction and by beginning, which are compared with it in full.
_NEAREST, _BY_LEAD = 40, 15
# Names and numbers are judged by how rare they are, so that a pool must not be small where the corpus is not.
_LEAST = 1_000
# A stored text this near to a new one may have been made from it, and is traced again; so many of the nearest.
_NEAR, _AGAIN = 0.45, 10
# Share of a merged copy that its second original must answer.
_SECOND = 0.2
# What is found out of one text may tell of another that was made from it: links of a chain that are followed.
_ROUNDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """A text that was traced, with its origins before and after."""

    url: str
    before: tuple[Origin, ...]
    after: tuple[Origin, ...]

    @property
    def changed(self) -> bool:
        """Whether another verdict came of it; a confidence that moved a little is none."""
        return _verdict(self.before) != _verdict(self.after)


def _verdict(origins: Sequence[Origin]) -> tuple[tuple[str, str, str, str | None], ...]:
    return tuple((o.publisher, o.role, o.relation, o.url) for o in origins)


def due(connection: Connection) -> list[int]:
    """Newest versions whose text waits to be traced."""
    done = select(TraceState.article_version_id).where(TraceState.is_due.is_(False))
    return list(connection.scalars(newest().where(ArticleVersion.id.not_in(done)).order_by(ArticleVersion.id)))


def make_due(connection: Connection, version_ids: Sequence[int]) -> None:
    """Have versions traced again."""
    for part in chunks(version_ids):
        connection.execute(update(TraceState).where(TraceState.article_version_id.in_(part)).values(is_due=True))


def select_versions(
    connection: Connection, *, url: str | None = None, site: str | None = None, since: datetime | None = None
) -> list[int]:
    """Newest versions of the articles that fit all of what is given."""
    query = newest().join(Stored, Stored.id == ArticleVersion.article_id)
    query = query.where(Stored.url == url) if url else query
    query = query.where(Stored.site == site) if site else query
    query = query.where(Stored.first_seen_at >= since) if since else query
    return list(connection.scalars(query))


class TextTracing:
    """Traces what is due. Raises StoreError; what was traced before stays, and the next call goes on from there."""

    def __init__(
        self, engine: Engine, encoder: Encoder, sites: Mapping[str, Site], index_folder: Path | None = None
    ) -> None:
        """index_folder: where `store.vectors` keeps its file if not beside the database."""
        self.engine = engine
        self.encoder = encoder
        self.sites = dict(sites)
        self.index_folder = index_folder

    def run(self, now: datetime, progress: Progress = lambda *_: None) -> Iterator[Traced]:
        """Every text that is due, then those whose originals turned out to have an origin themselves."""
        # The tables of one text are small: a second thread costs more than it brings.
        with threadpool_limits(limits=1):
            self._encode(progress)
            for _ in range(_ROUNDS):
                with reading(self.engine) as connection:
                    waiting = due(connection)
                if not waiting:
                    return
                yield from self._trace(waiting, now, progress)

    def _encode(self, progress: Progress) -> None:
        with writing(self.engine) as connection:
            divider = embeddings.Divider(connection)
            waiting = embeddings.missing(connection, self.encoder, divider)
        for done, part in enumerate(chunks(waiting, _BATCH), 1):
            with writing(self.engine) as connection:
                embeddings.add(connection, self.encoder, divider, part)
            progress("encoding", min(done * _BATCH, len(waiting)), len(waiting))
        if waiting:
            # Stored texts that may have been made from one of the new ones.
            made_from = self._index(divider, progress).alike(waiting, _AGAIN, _NEAR)
            with writing(self.engine) as connection:
                make_due(connection, sorted(made_from))

    def _index(self, divider: embeddings.Divider, progress: Progress) -> TextIndex:
        with reading(self.engine) as connection:
            return open_index(connection, self.encoder, divider.version, self.index_folder, progress)

    def _trace(self, waiting: Sequence[int], now: datetime, progress: Progress) -> Iterator[Traced]:
        with writing(self.engine) as connection:
            divider = embeddings.Divider(connection)
            number, background = embeddings.background(connection, self.encoder, divider, now)
        index = self._index(divider, progress)
        for done, part in enumerate(chunks(waiting, _BATCH)):
            with writing(self.engine) as connection:
                one_at_a_time(connection)
                batch = _Batch(connection, self.encoder, divider, self.sites, index, part, background)
                traced = [batch.trace(version, number, now) for version in part]
            progress("tracing", min((done + 1) * _BATCH, len(waiting)), len(waiting))
            yield from traced


def _pool(index: TextIndex, versions: Sequence[int]) -> list[int]:
    """The texts nearest to any of the versions, themselves included, and others up to a fair number."""
    chosen = index.nearest(versions, _NEAREST, _BY_LEAD)
    others = (ident for ident in map(int, index.ids) if ident not in chosen)
    chosen.update(islice(others, max(0, _LEAST - len(chosen))))
    return sorted(chosen)


class _Batch:
    """Texts traced in one transaction, beside the pool of those that any of them may come from."""

    def __init__(
        self,
        connection: Connection,
        encoder: Encoder,
        divider: embeddings.Divider,
        sites: dict[str, Site],
        index: TextIndex,
        versions: Sequence[int],
        background: Background,
    ) -> None:
        self.connection = connection
        self.sites = sites
        pool = _pool(index, versions)
        self.texts = stored_texts(connection, {*pool, *versions})
        self.prepared = embeddings.prepared(connection, encoder, divider, {*pool, *versions})
        # Of originals that are alike the first one is named: by address, as ids tell only what came first.
        self.ids = sorted((i for i in pool if i in self.prepared), key=lambda i: self.texts[i].url)
        self.matcher = Matcher([self.prepared[ident] for ident in self.ids], encoder, background)
        self.tracer = f"{TRACER_VERSION}/match-{self.matcher.version}/{embeddings.encoder_id(encoder)}/{COMBINER}"

    def trace(self, version: int, background: int, now: datetime) -> Traced:
        """Conclude a version's origins anew, from its credits and its text."""
        text = self.texts[version]
        before = origins_of(self.connection, [version]).get(version, ())
        decided = in_force(reviews_of(self.connection, version))
        named = tuple(origin for origin in self._named(text) if not decided.bars(origin))
        matches = tuple(self._matches(text, named, decided))
        headlines = named_by_headline(self.connection, version)
        after = name_by_headline(combine(named, matches, self.tracer), [h for h, _ in headlines], self.tracer)
        clear_origins(self.connection, version)
        places = self._places(text)
        places.feeds.update((h.source_url, fetch_id) for h, fetch_id in headlines if h.source_url)
        after = add_origins(self.connection, version, after, places)
        row = {
            "article_version_id": version,
            "tracer": self.tracer,
            "background": background,
            "candidates": len(self.ids),
            "traced_at": now,
            "is_due": False,
        }
        changed = ("tracer", "background", "candidates", "traced_at", "is_due")
        upsert(self.connection, TraceState, [row], ["article_version_id"], replace=changed)
        traced = Traced(url=text.url, before=before, after=after)
        if traced.changed:
            self._pass_on(version)
        return traced

    def _pass_on(self, version: int) -> None:
        """What was made from this text has its origins from it too."""
        copies = select(OriginLink.article_version_id).where(OriginLink.origin_version_id == version)
        make_due(self.connection, list(self.connection.scalars(copies)))

    def _named(self, text: StoredText) -> tuple[Origin, ...]:
        """What the page says, judged from the credits that were read."""
        site = self.sites.get(text.site)
        credits = credits_of(self.connection, text.version_id)
        return judge(_article(text), credits, site=site, url=text.url, sites=self.sites or None)

    def _matches(self, text: StoredText, named: Sequence[Origin], decided: InForce) -> Iterator[TextMatch]:
        copy = self.prepared[text.version_id]
        own = {
            n
            for n, ident in enumerate(self.ids)
            if self.texts[ident].site == text.site or decided.bars(_party(self.texts[ident]))
        }
        aggregators = {n for n, ident in enumerate(self.ids) if self.texts[ident].kind == SiteRole.AGGREGATOR}
        # Aggregators that took the same text look more alike than its original does: they are asked for last.
        found = self.matcher.match(copy, own | aggregators)
        if found.attributed is None:
            found = self.matcher.match(copy, own | (set(range(len(self.ids))) - aggregators))
        if found.attributed is None:
            return
        merged = found.relation is TextRelation.MERGED
        yield self._match(text, copy, found, found.attributed, named, decided, merged=merged)
        if merged:
            second = self.matcher.match(copy, own | aggregators | {found.attributed})
            if second.ranked and second.coverage.copy_any >= _SECOND:
                yield self._match(text, copy, second, second.ranked[0][0], named, decided, merged=True)

    def _match(
        self,
        text: StoredText,
        copy: Prepared,
        found: Match,
        place: int,
        named: Sequence[Origin],
        decided: InForce,
        *,
        merged: bool,
    ) -> TextMatch:
        other = self.texts[self.ids[place]]
        theirs = origins_of(self.connection, [other.version_id]).get(other.version_id, ())
        passages = _passages(text, other, copy, self.matcher.pool.originals[place], found)
        # Of passages that are alike but for the last bits, which depend on what else was compared, always the same one.
        best = max(passages, key=lambda p: (round(p.score, 3), p.copy))
        return TextMatch(
            publisher=other.publisher_name or other.site,
            publisher_id=other.publisher or other.site,
            is_agency=other.kind == SiteRole.AGENCY,
            url=other.url,
            version_id=other.version_id,
            confidence=found.confidence,
            relation=Relation.MERGED if merged else Relation(found.relation or Relation.PARAPHRASED),
            copy_coverage=round(found.coverage.copy_any, 4),
            original_coverage=round(found.coverage.original, 4),
            lines=_lines(text.body, passages) if merged else None,
            passages=passages,
            quote=" ".join(text.body[slice(*best.copy)].split()),
            locator=f"text:{best.copy[0]}-{best.copy[1]}",
            verdict=direction(_side(text, named, decided.believes()), _side(other, theirs, _reviewed(theirs))),
            pictures=self._pictures(text, other),
            origins=theirs,
        )

    def _pictures(self, text: StoredText, other: StoredText) -> tuple[Evidence, ...]:
        found = pictures_of(self.connection, [text.version_id, other.version_id])
        return shared(found.get(text.version_id, ()), found.get(other.version_id, ()), other.url)

    def _places(self, text: StoredText) -> Places:
        aliases = select(Page.id).where(or_(Page.id == text.page_id, Page.alias_of_id == text.page_id))
        return Places(text.fetch_id, feeds_of(self.connection, list(self.connection.scalars(aliases))))


def _party(text: StoredText) -> Party:
    return Party(publisher=text.publisher_name or text.site, publisher_id=text.publisher or text.site, url=text.url)


def _reviewed(origins: Iterable[Origin]) -> frozenset[str]:
    """Whom a person named as the origin."""
    return frozenset(
        origin.publisher_id or origin.publisher
        for origin in origins
        if any(e.kind == "review" and e.polarity is Polarity.SUPPORTS for e in origin.evidence)
    )


def _side(text: StoredText, origins: Iterable[Origin], reviewed: frozenset[str]) -> Side:
    # What was concluded by comparing texts is no credit.
    names = {o.publisher_id for o in origins if o.publisher_id and o.basis.startswith("page")}
    return Side(
        publisher=text.publisher or text.site,
        name=text.publisher_name or "",
        kind=text.kind,
        names=frozenset(names),
        reviewed=reviewed,
        published_at=text.published_at,
        precision=text.precision,
        zoned=text.zoned,
        first_seen_at=text.first_seen_at,
    )


def _passages(
    text: StoredText, other: StoredText, copy: Prepared, original: Prepared, found: Match
) -> tuple[Passage, ...]:
    mine, theirs = spans(text.body, copy.sentences), spans(other.body, original.sentences)
    return tuple(
        Passage(
            copy=(mine[pair.copy][0], mine[pair.copy + pair.copies - 1][1]),
            original=(theirs[pair.original][0], theirs[pair.original + pair.originals - 1][1]),
            score=round(pair.gain, 4),
            moved=pair.moved,
        )
        for pair in found.pairs
    )


def _lines(body: str, passages: Sequence[Passage]) -> tuple[int, int]:
    """First and last line of the body that a passage stands in."""
    return (
        body.count("\n", 0, min(p.copy[0] for p in passages)),
        body.count("\n", 0, max(p.copy[1] for p in passages)),
    )


def _article(text: StoredText) -> Article:
    """What judging asks of an article: whose it is, and its language."""
    return Article(
        url=text.url,
        title=text.title,
        lead=None,
        body="",
        language=text.language,
        language_declared=None,
        language_detected=None,
        language_score=None,
        published=None,
        modified=None,
        dates=(),
        authors=(),
        images=(),
        canonical=None,
        site_name=text.site_name,
        og_type=None,
        is_article=True,
        extractor="",
    )
