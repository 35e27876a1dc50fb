"""Full-text search over the newest versions of articles."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Select, column, func, literal_column, select, table, text

from newscrawl.query import search_postgresql
from newscrawl.query.articles import ArticleRow, rows_of
from newscrawl.query.narrowing import Filters, conditions
from newscrawl.query.paging import Slice
from newscrawl.query.snippets import Piece, Sought, marked, snippet, words_of
from newscrawl.query.words import Words, parse
from newscrawl.store.models import Article, ArticleVersion
from newscrawl.store.session import reading

RANKED = 1_000
"""Of more matches than this, the newest are ranked: a word of every third text says little, and ranking reads each."""
# How much a word counts in title, lead and body.
_WEIGHTS = (8.0, 3.0, 1.0)
_FTS = table("fulltext", column("rowid"))
_BM25 = f"bm25(fulltext, {', '.join(map(str, _WEIGHTS))})"
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
    """False where there are so many answers that the newest alone are ranked and listed, at most RANKED."""


def search(engine: Engine, typed: str, filters: Filters, *, limit: int = 20, offset: int = 0) -> Found:
    """Articles whose newest text holds all that was typed: words, "phrases", begin*, -without.

    Raises NoWords where nothing can be looked for, StoreError.
    """
    words = parse(typed)
    with reading(engine) as connection:
        found, is_all = _scored(connection, words, filters)
        best = sorted(found, key=lambda row: (-row[1], -row[0]))[offset : offset + limit]
        hits = tuple(_hits(connection, dict(best), _sought(connection, words, filters)))
    hits_of = Slice(items=hits, offset=offset, total=len(found), is_exact=is_all)
    return Found(hits=hits_of, is_ranked=is_all)


def matching(connection: Connection, words: Words, filters: Filters) -> Select[Any]:
    """Ids of the articles that answer a question, the last stored first."""
    if connection.dialect.name == "sqlite":
        return _sqlite(connection, words, filters).with_only_columns(Article.id)
    return search_postgresql.matching(connection, words, filters)


def _scored(connection: Connection, words: Words, filters: Filters) -> tuple[list[tuple[int, float]], bool]:
    """Ids and scores of the newest answers, up to RANKED, and whether these are all."""
    if connection.dialect.name == "sqlite":
        query = _sqlite(connection, words, filters).add_columns(literal_column(_BM25)).limit(RANKED + 1)
        found = [(ident, -score) for ident, score in connection.execute(query)]
        return found[:RANKED], len(found) <= RANKED
    return search_postgresql.scored(connection, words, filters, RANKED)


def _sqlite(connection: Connection, words: Words, filters: Filters) -> Select[Any]:
    found = text("fulltext MATCH :typed").bindparams(typed=words.fts5)
    narrow = conditions(connection, filters)
    # The words first: a list of articles that is asked one by one whether it matches would take minutes.
    joined = _FTS.join(Article, Article.newest_version_id == _FTS.c.rowid)
    query = select(Article.id).select_from(joined).where(found).order_by(_FTS.c.rowid.desc())
    if len(narrow) == 1:
        return query.where(*narrow)
    few = connection.scalars(select(Article.newest_version_id).where(*narrow).limit(_FEW + 1)).all()
    if len(few) > _FEW:
        return query.where(*narrow)
    # Few articles are quicker known beforehand than each match is looked up; the plus keeps the words first.
    known = select(func.json_each(json.dumps(few)).table_valued("value").c.value)
    return query.where(literal_column("+fulltext.rowid").in_(known))


def _sought(connection: Connection, words: Words, filters: Filters) -> Sought:
    """The words to mark. A stemmer's words begin as those of the text do, mostly."""
    exact = {word for term in words.wanted for word in words_of(term.text)}
    begun = {words_of(term.text)[-1] for term in words.wanted if term.prefix}
    if connection.dialect.name == "postgresql":
        begun |= {stem for stem in search_postgresql.stems(connection, words, filters) if len(stem) >= _STEM}
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
