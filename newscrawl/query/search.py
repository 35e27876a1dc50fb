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
from newscrawl.query.paging import Slice, counted
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
        matched, score = matching(connection, words, filters)
        total, is_exact = counted(connection, matched)
        best = _best(matched.add_columns(score), limit, offset)
        scores = {row.id: float(row.score) for row in connection.execute(best)}
        hits = tuple(_hits(connection, scores, _sought(connection, words, filters)))
    return Found(
        hits=Slice(items=hits, offset=offset, total=total, is_exact=is_exact), is_ranked=is_exact and total <= RANKED
    )


def matching(connection: Connection, words: Words, filters: Filters) -> tuple[Select[Any], Any]:
    """Ids of the articles that answer a question, the last stored first, and the expression of their score."""
    return (_sqlite if connection.dialect.name == "sqlite" else _postgresql)(connection, words, filters)


def _best(matched: Select[Any], limit: int, offset: int) -> Select[Any]:
    newest = matched.limit(RANKED).subquery()
    order = (newest.c.score.desc(), newest.c.id.desc())
    return select(newest.c.id, newest.c.score).order_by(*order).limit(limit).offset(offset)


def _sqlite(connection: Connection, words: Words, filters: Filters) -> tuple[Select[Any], Any]:
    # The words first: a list of articles that is asked one by one whether it matches would take minutes.
    joined = _FTS.join(Article, Article.newest_version_id == _FTS.c.rowid)
    query = select(Article.id).select_from(joined).where(text("fulltext MATCH :typed").bindparams(typed=words.fts5))
    query = query.where(*conditions(connection, filters)).order_by(_FTS.c.rowid.desc())
    return query, literal_column(f"-bm25(fulltext, {', '.join(map(str, _WEIGHTS))})").label("score")


def _postgresql(connection: Connection, words: Words, filters: Filters) -> tuple[Select[Any], Any]:
    version = ArticleVersion.__table__
    words_of_row: Any = literal_column("article_version.fulltext")
    asked = cast(literal(_tsquery(connection, words, _configurations(connection, filters))), TSQUERY)
    query = select(Article.id).join(version, version.c.id == Article.newest_version_id)
    query = query.where(words_of_row.op("@@")(asked), *conditions(connection, filters))
    return query.order_by(Article.newest_version_id.desc()), func.ts_rank(words_of_row, asked, 1).label("score")


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
