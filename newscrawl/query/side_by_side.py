"""A copy beside its original, sentence by sentence: what was kept, put otherwise, dropped, added, and which credits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, select

from newscrawl.query.article import article
from newscrawl.query.dossier import Credit, Dossier
from newscrawl.store.models import Article, OriginLink
from newscrawl.store.session import reading
from newscrawl.store.texts import StoredText, stored_texts
from newscrawl.trace.caveats import Caveat, caveat

if TYPE_CHECKING:
    from newscrawl.store.embeddings import Divider

Span = tuple[int, int]
# Neither says who made the text or its pictures.
_NO_CREDIT = frozenset({"cited", "original_link"})


class RowKind(StrEnum):
    KEPT = "kept"
    """The same words."""
    REWORDED = "reworded"
    """The same language, other words."""
    TRANSLATED = "translated"
    DROPPED = "dropped"
    """Stands in the original alone."""
    ADDED = "added"
    """Stands in the copy alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One sentence or two that answer each other, or one that stands alone."""

    kind: RowKind
    copy: str | None
    original: str | None
    moved: bool
    """Whether it stands elsewhere in the order of sentences."""
    score: float | None
    """How far the similarity rises above the usual one."""
    copy_span: Span | None
    """Characters of the stored body."""
    original_span: Span | None
    caveat: Caveat | None
    """What limits the original's sentence and was left out: with the sentence, or where it was put otherwise in its
    language. What a translation says is not judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The copy beside one of its originals."""

    origin_name: str
    original_url: str
    original_title: str | None
    original_language: str | None
    relation: str
    confidence: float
    direction: str | None
    """By what it is told who copied whom; `undecidable` where nothing tells."""
    copy_coverage: float | None
    """Share of the copy's sentences that the original answers."""
    original_coverage: float | None
    rows: tuple[Row, ...]
    """In the copy's order; what was dropped stands where it was."""
    credits_cut: tuple[str, ...]
    """Credits of the original's page, verbatim, none of whose names the copy's page credits."""
    credits_kept: tuple[str, ...]

    def count(self, kind: RowKind) -> int:
        return sum(row.kind is kind for row in self.rows)

    @property
    def caveats_cut(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.caveat)


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    url: str
    title: str | None
    language: str | None
    comparisons: tuple[Comparison, ...]
    """The likeliest original first; none where no stored article was found that the text was made from."""
    copies: tuple[str, ...]
    """Articles that were made from this one."""


def side_by_side(engine: Engine, address: str) -> SideBySide:
    """An article beside the stored originals that its text was made from, as they were aligned when it was traced.

    Raises UnknownAddress where no page is meant clearly, StoreError.
    """
    found = article(engine, address)
    originals = {o.original_url for o in found.origins if o.alignment and o.original_url}
    pages = {url: article(engine, url) for url in sorted(originals)}
    with reading(engine) as connection:
        comparisons = tuple(_comparisons(connection, found, pages))
    return SideBySide(
        url=found.page.url,
        title=found.text.title if found.text else None,
        language=found.text.language if found.text else None,
        comparisons=comparisons,
        copies=tuple(derived.url for derived in found.derived),
    )


def _comparisons(connection: Connection, found: Dossier, pages: dict[str, Dossier]) -> Iterator[Comparison]:
    query = (
        select(OriginLink.rank, OriginLink.article_version_id, OriginLink.origin_version_id)
        .join(Article, Article.newest_version_id == OriginLink.article_version_id)
        .where(Article.url == found.page.url)
    )
    versions = {rank: (copy, original) for rank, copy, original in connection.execute(query) if original is not None}
    texts = stored_texts(connection, {version for pair in versions.values() for version in pair})
    # Brings numpy, which the other questions do without.
    from newscrawl.store.embeddings import Divider

    divider = Divider(connection)
    for origin in found.origins:
        if not origin.alignment or origin.original_url is None or origin.rank not in versions:
            continue
        copy, original = (texts[version] for version in versions[origin.rank])
        pairs = [
            ((pair.copy_start, pair.copy_end), (pair.original_start, pair.original_end), pair.score, pair.kind)
            for pair in origin.alignment
        ]
        cut, kept = _credits(pages[origin.original_url].credits, found.credits)
        yield Comparison(
            origin_name=origin.origin_name,
            original_url=origin.original_url,
            original_title=original.title,
            original_language=original.language,
            relation=origin.relation,
            confidence=origin.confidence,
            direction=origin.direction,
            copy_coverage=origin.copy_coverage,
            original_coverage=origin.original_coverage,
            rows=tuple(_rows(copy, original, pairs, divider)),
            credits_cut=cut,
            credits_kept=kept,
        )


Pair = tuple[Span, Span, float, str]


def _rows(copy: StoredText, original: StoredText, pairs: Sequence[Pair], divider: Divider) -> Iterator[Row]:
    mine = _alone(copy, [pair[0] for pair in pairs], divider)
    theirs = _alone(original, [pair[1] for pair in pairs], divider)
    other_language = copy.language != original.language
    for at in sorted([*((pair[0], pair) for pair in pairs), *((span, None) for span in mine)], key=lambda a: a[0]):
        span, pair = at
        if pair is None:
            yield _row(RowKind.ADDED, copy.language, copy=(copy.body, span))
            continue
        _, answer, score, order = pair
        moved = order == "moved"
        while theirs and not moved and theirs[0] < answer:
            yield _row(RowKind.DROPPED, original.language, original=(original.body, theirs.pop(0)))
        same = _words(copy.body[slice(*span)]) == _words(original.body[slice(*answer)])
        kind = RowKind.KEPT if same else RowKind.TRANSLATED if other_language else RowKind.REWORDED
        sides = (copy.body, span), (original.body, answer)
        yield _row(kind, original.language, *sides, moved=moved, score=score)
    for span in theirs:
        yield _row(RowKind.DROPPED, original.language, original=(original.body, span))


def _row(
    kind: RowKind,
    language: str | None,
    copy: tuple[str, Span] | None = None,
    original: tuple[str, Span] | None = None,
    moved: bool = False,
    score: float | None = None,
) -> Row:
    mine = copy[0][slice(*copy[1])] if copy else None
    theirs = original[0][slice(*original[1])] if original else None
    return Row(
        kind=kind,
        copy=mine,
        original=theirs,
        moved=moved,
        score=score,
        copy_span=copy[1] if copy else None,
        original_span=original[1] if original else None,
        caveat=_left_out(kind, mine, theirs, language),
    )


def _left_out(kind: RowKind, copy: str | None, original: str | None, language: str | None) -> Caveat | None:
    if original is None or kind not in (RowKind.DROPPED, RowKind.REWORDED):
        return None
    found = caveat(original, language)
    return None if found and copy and caveat(copy, language) else found


def _alone(text: StoredText, paired: Sequence[Span], divider: Divider) -> list[Span]:
    """The sentences of a text that no pair holds; lines that tracing leaves out are no sentences."""
    # As numpy above: they bring what reads pages.
    from newscrawl.trace.sentences import split_article
    from newscrawl.trace.spans import spans

    paragraphs = divider.article(text).paragraphs
    own = spans(text.body, split_article(paragraphs, text.language))
    return [(start, end) for start, end in own if not any(start < last and first < end for first, last in paired)]


def _words(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in text.casefold()).split()


def _credits(original: Sequence[Credit], copy: Sequence[Credit]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Verbatim credits of the original's page that the copy's page lacks, and those that it has."""
    there = {name for credit in copy if credit.kind not in _NO_CREDIT for name in _names(credit)}
    cut: dict[str, None] = {}
    kept: dict[str, None] = {}
    for credit in original:
        names = _names(credit)
        if credit.kind not in _NO_CREDIT and names:
            (kept if names <= there else cut)[credit.quote] = None
    return tuple(quote for quote in cut if quote not in kept), tuple(kept)


def _names(credit: Credit) -> set[str]:
    return {(name.agency or name.publisher or name.name).casefold() for name in credit.names}
