"""Full-text search over the newest versions of articles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Select,
    String,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import REGCONFIG, TSQUERY

from newscrawl.query.articles import ArticleRow, rows_of
from newscrawl.query.narrowing import Filters, conditions
from newscrawl.query.paging import COUNTED, Slice
from newscrawl.query.snippets import Piece, Sought, marked, snippet, words_of
from newscrawl.query.words import Term, Words, parse
from newscrawl.store.fulltext import STEMMERS
from newscrawl.store.models import Article, ArticleVersion
from newscrawl.store.session import reading

RANKED = 2_000
"""Of more matches than this, the newest are ranked: a word of every third text says little, and ranking reads each."""
# How much a word counts in title, lead and body.
_WEIGHTS = (8.0, 3.0, 1.0)
_FTS = table("fulltext", column("rowid"))
_BM25 = f"bm25(fulltext, {', '.join(map(str, _WEIGHTS))})"
_WORDS: Any = literal_column("article_version.fulltext")
# Articles that filters leave, to be known before the words are looked for.
_FEW = 60_000
# Shorter stems begin too many words.
_STEM = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that answers a question."""

    article: ArticleRow
    title: tuple[Piece, ...]
    """The headline, or the address where it has none, with the words marked."""
    snippet: tuple[Piece, ...]
    """The place of the text that has most of the words."""
    score: float
    """The larger, the better the answer (BM25 on SQLite, `ts_rank` on PostgreSQL); not comparable between questions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Answers to a question, the best first."""

    hits: Slice[Hit]
    is_ranked: bool
    """False where there are more than RANKED answers, of which the newest RANKED alone are ranked and listed."""


def search(engine: Engine, typed: str, filters: Filters, *, limit: int = 20, offset: int = 0) -> Found:
    """Articles whose newest text holds all that was typed: words, "phrases", begin*, -without.

    Raises NoWords where nothing can be looked for, StoreError.
    """
    words = parse(typed)
    with reading(engine) as connection:
        found = _scored(connection, words, filters)
        best = sorted(found[:RANKED], key=lambda row: (-row[1], -row[0]))[offset : offset + limit]
        hits = tuple(_hits(connection, dict(best), _sought(connection, words, filters)))
    is_exact = len(found) <= COUNTED
    total = min(len(found), COUNTED)
    return Found(
        hits=Slice(items=hits, offset=offset, total=total, is_exact=is_exact), is_ranked=is_exact and total <= RANKED
    )


def matching(connection: Connection, words: Words, filters: Filters) -> Select[Any]:
    """Ids of the articles that answer a question, the last stored first."""
    if connection.dialect.name == "sqlite":
        return _sqlite(connection, words, filters).with_only_columns(Article.id)
    return _postgresql(connection, words, filters)[0]


def _scored(connection: Connection, words: Words, filters: Filters) -> list[tuple[int, float]]:
    """Ids and scores, the last stored first, up to COUNTED + 1; on PostgreSQL those after RANKED have none."""
    if connection.dialect.name == "sqlite":
        query = _sqlite(connection, words, filters).add_columns(literal_column(_BM25)).limit(COUNTED + 1)
        return [(ident, -score) for ident, score in connection.execute(query)]
    query, asked = _postgresql(connection, words, filters)
    ids = list(connection.scalars(query.limit(COUNTED + 1)))
    version = ArticleVersion.__table__
    ranked = select(Article.id, func.ts_rank(_WORDS, asked, 1)).where(Article.id.in_(ids[:RANKED]))
    scores: dict[int, float] = dict(
        connection.execute(ranked.join(version, version.c.id == Article.newest_version_id)).all()
    )
    return [(ident, float(scores.get(ident, 0))) for ident in ids]


def _sqlite(connection: Connection, words: Words, filters: Filters) -> Select[Any]:
    found = text("fulltext MATCH :typed").bindparams(typed=words.fts5)
    narrow = conditions(connection, filters)
    # The words first: a list of articles that is asked one by one whether it matches would take minutes.
    joined = _FTS.join(Article, Article.newest_version_id == _FTS.c.rowid)
    query = select(Article.id).select_from(joined).where(found).order_by(_FTS.c.rowid.desc())
    few = select(Article.newest_version_id).where(*narrow)
    number = connection.scalar(select(func.count()).select_from(few.limit(_FEW + 1).subquery())) or 0
    if number > _FEW or len(narrow) == 1:
        return query.where(*narrow)
    # Few articles are quicker known beforehand than each match is looked up; the plus keeps the words first.
    return query.where(literal_column("+fulltext.rowid").in_(few.correlate(None)))


def _postgresql(connection: Connection, words: Words, filters: Filters) -> tuple[Select[Any], Any]:
    version = ArticleVersion.__table__
    asked = cast(literal(_tsquery(connection, words, _configurations(connection, filters))), TSQUERY)
    query = select(Article.id).join(version, version.c.id == Article.newest_version_id)
    query = query.where(_WORDS.op("@@")(asked), *conditions(connection, filters))
    return query.order_by(Article.newest_version_id.desc()), asked


def _tsquery(connection: Connection, words: Words, configurations: Sequence[str]) -> str:
    """The question in the words of each language's stemmer; what one of them leaves out (the, der) others find."""
    wanted, unwanted = set(), set()
    for name in configurations:
        terms = [_lexemes(term, name) for term in (*words.wanted, *words.unwanted)]
        found = [said or "" for said in connection.execute(select(*(cast(t, String) for t in terms))).one()]
        every = [f"({said})" for said in found[: len(words.wanted)] if said]
        wanted |= {" & ".join(every)} if every else set()
        unwanted |= {said for said in found[len(words.wanted) :] if said}
    asked = " | ".join(f"({said})" for said in sorted(wanted))
    without = " | ".join(f"({said})" for said in sorted(unwanted))
    return f"({asked}) & !({without})" if asked and without else asked


def _lexemes(term: Term, configuration: str) -> Any:
    language = cast(literal(configuration), REGCONFIG)
    said = func.plain_words(term.text)
    if term.prefix:
        return func.to_tsquery(language, func.concat("'", said, "':*"))
    return func.phraseto_tsquery(language, said)


def _configurations(connection: Connection, filters: Filters) -> list[str]:
    there = [filters.language] if filters.language else languages_in(connection)
    return sorted({STEMMERS.get(language, "simple") for language in there} or {"simple"})


def languages_in(connection: Connection) -> list[str]:
    """Languages of stored articles; each is looked up in the index, as there are few of them."""
    first = select(func.min(Article.language).label("language")).cte("there", recursive=True)
    following = select(func.min(Article.language)).where(Article.language > first.c.language).scalar_subquery()
    there = first.union_all(select(following).where(first.c.language.is_not(None)))
    return [language for language in connection.scalars(select(there.c.language)) if language]


def _sought(connection: Connection, words: Words, filters: Filters) -> Sought:
    """The words to mark. A stemmer's words begin as those of the text do, mostly."""
    exact = {word for term in words.wanted for word in words_of(term.text)}
    begun = {words_of(term.text)[-1] for term in words.wanted if term.prefix}
    if connection.dialect.name == "postgresql":
        said = " ".join(term.text for term in words.wanted)
        vectors = (
            func.to_tsvector(cast(literal(name), REGCONFIG), func.plain_words(said))
            for name in _configurations(connection, filters)
        )
        found = connection.execute(select(*(func.tsvector_to_array(vector) for vector in vectors))).one()
        begun |= {lexeme for lexemes in found for lexeme in lexemes if len(lexeme) >= _STEM}
    return Sought(frozenset(exact), tuple(sorted(begun)))


def _hits(connection: Connection, scores: dict[int, float], sought: Sought) -> Iterator[Hit]:
    ids = list(scores)
    texts = select(Article.id, ArticleVersion.lead, ArticleVersion.body).where(Article.id.in_(ids))
    texts = texts.join(ArticleVersion, ArticleVersion.id == Article.newest_version_id)
    found = {row.id: row for row in connection.execute(texts)}
    urls = select(Article.id, Article.url).where(Article.id.in_(ids))
    by_url = {url: ident for ident, url in connection.execute(urls)}
    for row in rows_of(connection, ids):
        ident = by_url[row.url]
        yield Hit(
            article=row,
            title=marked(row.title or row.url, sought),
            snippet=snippet("\n".join(filter(None, (found[ident].lead, found[ident].body))), sought),
            score=round(scores[ident], 6),
        )
