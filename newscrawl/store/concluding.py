"""One stored text: what it is compared with, and what follows for its origins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from newscrawl.items import Credit, Evidence, Origin, Passage, Relation
from newscrawl.sites import Site, SiteRole
from newscrawl.store.backgrounds import Usual
from newscrawl.store.candidates import Candidates, Found
from newscrawl.store.embeddings import encoder_id
from newscrawl.store.models import TraceState
from newscrawl.store.origins import Places, add_origins, clear_origins, feeds_of
from newscrawl.store.pictures import pictures_of
from newscrawl.store.ready import Ready, Texts
from newscrawl.store.reviewed import reviewed_of, reviews_of
from newscrawl.store.searches import named_by_headline
from newscrawl.store.texts import (
    StoredText,
    as_article,
    credits_of,
    held_since,
    origins_of,
    party,
    reviewed,
    side,
    stored_texts,
)
from newscrawl.store.upsert import upsert
from newscrawl.trace import judge
from newscrawl.trace.combine import COMBINER, TextMatch, combine
from newscrawl.trace.decision import version
from newscrawl.trace.direction import direction
from newscrawl.trace.encoder import Encoder
from newscrawl.trace.headlines import Named, name_by_headline
from newscrawl.trace.pictures import shared
from newscrawl.trace.pool import Pool
from newscrawl.trace.prepared import Prepared
from newscrawl.trace.relation import Relation as TextRelation
from newscrawl.trace.reviews import InForce, in_force
from newscrawl.trace.spans import spans
from newscrawl.trace.tracing import Match, Matcher
from newscrawl.trace.verdict import TRACER_VERSION

# Share of a merged copy that its second original must answer.
_SECOND = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """A text that was traced, with its origins before and after."""

    version_id: int
    url: str
    before: tuple[Origin, ...]
    after: tuple[Origin, ...]

    @property
    def changed(self) -> bool:
        """Whether another verdict came of it; a confidence that moved a little is none."""
        return self.change is not None

    @property
    def change(self) -> str | None:
        """`found` or `lost`: an origin where there was none, or none any more; `other origin`: another one ranks first;
        `other details`; None: the same verdict."""
        before, after = _verdict(self.before), _verdict(self.after)
        if before == after:
            return None
        if not before or not after:
            return "lost" if before else "found"
        return "other details" if before[0][0] == after[0][0] else "other origin"


def _verdict(origins: Sequence[Origin]) -> tuple[tuple[str, str, str, str | None], ...]:
    return tuple((o.publisher, o.role, o.relation, o.url) for o in origins)


class Conclude:
    """Concludes where texts come from, with all that is stored as what they may come from."""

    def __init__(
        self, encoder: Encoder, sites: Mapping[str, Site], candidates: Candidates, texts: Texts, known: Usual
    ) -> None:
        self.encoder = encoder
        self.sites = dict(sites)
        self.candidates = candidates
        self.texts = texts
        self.known = known

    def all(self, connection: Connection, versions: Sequence[int], now: datetime) -> Iterator[Traced]:
        """Each version in turn, with its origins concluded anew and stored."""
        texts = stored_texts(connection, versions)
        found = self.candidates.of(connection, texts)
        known = _known(connection, texts)
        for ident in versions:
            yield _One(connection, self, texts[ident], found[ident], known[ident]).trace(now)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is stored of a text's origin, before it is concluded anew."""

    origins: tuple[Origin, ...]
    credits: tuple[Credit, ...]
    decided: InForce
    headlines: Sequence[tuple[Named, int | None]]
    feeds: dict[str, int | None]


def _known(connection: Connection, texts: Mapping[int, StoredText]) -> dict[int, _Known]:
    """Of many texts at once: asked one by one it would take longer than all comparing."""
    versions = list(texts)
    origins, credits = origins_of(connection, versions), credits_of(connection, versions)
    headlines, reviewed = named_by_headline(connection, versions), reviewed_of(connection, versions)
    feeds = feeds_of(connection, [text.page_id for text in texts.values()])
    return {
        version: _Known(
            origins=origins.get(version, ()),
            credits=credits.get(version, ()),
            decided=in_force(reviews_of(connection, version) if version in reviewed else ()),
            headlines=headlines.get(version, ()),
            feeds=feeds[text.page_id],
        )
        for version, text in texts.items()
    }


class _One:
    """A text beside those that it may come from."""

    def __init__(
        self, connection: Connection, conclude: Conclude, text: StoredText, found: Found, stored: _Known
    ) -> None:
        self.connection = connection
        self.stored = stored
        self.known = conclude.known
        self.encoder = conclude.encoder
        self.sites = conclude.sites
        self.texts = conclude.texts
        self.text = text
        self.found = found
        self.tracer = tracer_of(self.encoder)

    def trace(self, now: datetime) -> Traced:
        """Conclude the text's origins anew, from its credits and its sentences."""
        ident = self.text.version_id
        before, decided, headlines = self.stored.origins, self.stored.decided, self.stored.headlines
        named = tuple(origin for origin in self._named() if not decided.bars(origin))
        matches = tuple(self._matches(named, decided))
        after = name_by_headline(combine(named, matches, self.tracer), [h for h, _ in headlines], self.tracer)
        if before:
            clear_origins(self.connection, ident)
        feeds = {**self.stored.feeds, **{h.source_url: fetch_id for h, fetch_id in headlines if h.source_url}}
        places = Places(self.text.fetch_id, feeds)
        after = add_origins(self.connection, ident, after, places)
        row = {
            "article_version_id": ident,
            "tracer": self.tracer,
            "background": self.known.number,
            "candidates": len(self.found.originals) + len(self.found.copies),
            "traced_at": now,
            "is_due": False,
        }
        changed = ("tracer", "background", "candidates", "traced_at", "is_due")
        upsert(self.connection, TraceState, [row], ["article_version_id"], replace=changed)
        return Traced(version_id=ident, url=self.text.url, before=before, after=after)

    def _named(self) -> tuple[Origin, ...]:
        """What the page says, judged from the credits that were read."""
        site = self.sites.get(self.text.site)
        return judge(as_article(self.text), self.stored.credits, site=site, url=self.text.url, sites=self.sites or None)

    def _matches(self, named: Sequence[Origin], decided: InForce) -> Iterator[TextMatch]:
        if not self.found.originals and not self.found.copies:
            return
        mine = self.texts.of(self.connection, [self.text.version_id]).get(self.text.version_id)
        if mine is None:
            return
        copy = mine.measured.original
        # Aggregators that took the same text look more alike than its original does: they are asked for last.
        for versions in (self.found.originals, self.found.copies):
            ready = self.texts.of(self.connection, versions).values()
            allowed = (one for one in ready if not decided.bars(party(one.text)))
            # Of originals that are alike the first one is named: by address, as ids tell only what came first.
            others = sorted(allowed, key=lambda one: one.text.url)
            pool = Pool([one.measured for one in others], self.known.background, self.known.rarity)
            matcher = Matcher(pool, self.encoder)
            found = matcher.match(copy)
            if found.attributed is None:
                continue
            merged = found.relation is TextRelation.MERGED
            yield self._match(copy, found, others[found.attributed], named, decided, merged=merged)
            if merged:
                second = matcher.match(copy, {found.attributed})
                if second.ranked and second.coverage.copy_any >= _SECOND:
                    yield self._match(copy, second, others[second.ranked[0][0]], named, decided, merged=True)
            return

    def _match(
        self,
        copy: Prepared,
        found: Match,
        ready: Ready,
        named: Sequence[Origin],
        decided: InForce,
        *,
        merged: bool,
    ) -> TextMatch:
        text, other = self.text, ready.text
        theirs = origins_of(self.connection, [other.version_id]).get(other.version_id, ())
        passages = _passages(text, other, copy, ready.measured.original, found)
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
            verdict=direction(
                side(self._since(text), named, decided.believes()), side(self._since(other), theirs, reviewed(theirs))
            ),
            pictures=self._pictures(other),
            origins=theirs,
        )

    def _since(self, text: StoredText) -> StoredText:
        return replace(text, first_seen_at=held_since(self.connection, text))

    def _pictures(self, other: StoredText) -> tuple[Evidence, ...]:
        mine, theirs = self.text.version_id, other.version_id
        found = pictures_of(self.connection, [mine, theirs])
        return shared(found.get(mine, ()), found.get(theirs, ()), other.url)


def tracer_of(encoder: Encoder) -> str:
    """The versions of everything that a verdict rests on, in one word; stored with it."""
    return f"{TRACER_VERSION}/match-{version()}/{encoder_id(encoder)}/{COMBINER}"


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
