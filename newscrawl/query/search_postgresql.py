"""Full-text search on PostgreSQL: by its index where words are rare, article by article where they are common.

Asking a text whether it holds a word reads its vector, which takes some ten microseconds; the index knows all texts
that hold it, of a common word too many to be read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    case,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import REGCONFIG, TSQUERY

from newscrawl.query.articles import after
from newscrawl.query.narrowing import Filters, conditions
from newscrawl.query.planning import without
from newscrawl.query.words import Term, Words
from newscrawl.store.fulltext import STEMMERS
from newscrawl.store.models import Article, ArticleVersion

_VECTOR: Any = literal_column("article_version.fulltext")
_VERSION = ArticleVersion.__table__
# Texts that the index may name; it does not know the order of words, so that each text is read for a phrase.
_MANY, _MANY_PHRASES = 40_000, 6_000
# Articles that are read one by one, and how many at once.
_READ, _AT_ONCE = 9_000, 3_000
# Among how many expected answers, as a multiple of those wanted, enough are found even where filters leave some out.
_ENOUGH = 2
# The share of all texts that is looked at first for words that begin so: the planner's guess of their number is wild.
_BEGUN = 0.05


def matching(connection: Connection, words: Words, filters: Filters) -> Select[Any]:
    """Ids of the articles that answer a question, the last stored first."""
    query = select(Article.id).join(_VERSION, _VERSION.c.id == Article.newest_version_id)
    query = query.where(_VECTOR.op("@@")(_asked(_tsquery(connection, words, filters))))
    return query.where(*conditions(connection, filters)).order_by(Article.newest_version_id.desc())


def scored(connection: Connection, words: Words, filters: Filters, most: int) -> tuple[list[tuple[int, float]], bool]:
    """Ids and scores of the newest answers, and whether these are all: at most so many, and of common words those among
    the newest articles that the filters leave."""
    said = _tsquery(connection, words, filters)
    if not said:
        return [], True
    expected = _expected(connection, said)
    if expected > (_MANY_PHRASES if "<" in said else _MANY):
        return _read(connection, said, filters, most)
    return _looked_up(connection, said, expected, filters, most)


def stems(connection: Connection, words: Words, filters: Filters) -> set[str]:
    """What the wanted words are in the index."""
    said = " ".join(term.text for term in words.wanted)
    vectors = [
        func.to_tsvector(cast(literal(name), REGCONFIG), func.plain_words(said))
        for name in _configurations(connection, filters)
    ]
    found = connection.execute(select(*(func.tsvector_to_array(vector) for vector in vectors))).one()
    return {stem for some in found for stem in some}


def _expected(connection: Connection, said: str) -> int:
    """How many texts the planner expects to hold the words."""
    query = "EXPLAIN (FORMAT JSON) SELECT 1 FROM article_version WHERE fulltext @@ CAST(:said AS tsquery)"
    return int(connection.scalar(text(query), {"said": said})[0]["Plan"]["Plan Rows"])


def _looked_up(
    connection: Connection, said: str, expected: int, filters: Filters, most: int
) -> tuple[list[tuple[int, float]], bool]:
    asked = _asked(said)
    ids: list[int] = []
    # The planner takes reading a vector for as cheap as reading a number, and expects thousands of texts to hold a word
    # that it has never seen: it would go through the articles until it has met those.
    with without(connection, "seqscan", "mergejoin"):
        for part in _parts(connection, said, expected, most):
            holding = select(_VERSION.c.id).where(_VECTOR.op("@@")(asked), *part)
            found = holding.cte("holding").prefix_with("MATERIALIZED")
            query = select(Article.id).join(found, found.c.id == Article.newest_version_id)
            query = query.where(*conditions(connection, filters)).order_by(Article.newest_version_id.desc())
            ids += connection.scalars(query.limit(most + 1 - len(ids)))
            if len(ids) > most:
                break
    ranked = select(Article.id, func.ts_rank(_VECTOR, asked, 1)).where(Article.id.in_(ids[:most]))
    scores: Any = connection.execute(ranked.join(_VERSION, _VERSION.c.id == Article.newest_version_id))
    return [(ident, float(score)) for ident, score in scores], len(ids) <= most


def _parts(connection: Connection, said: str, expected: int, most: int) -> Iterator[list[ColumnElement[bool]]]:
    """Of many texts that hold the words the newest, among which enough answers are expected, then ever more of the
    others: each is read where it lies on disk."""
    stored = connection.scalar(text("SELECT reltuples FROM pg_class WHERE oid = 'article_version'::regclass")) or 0
    newest = max(1, stored * _ENOUGH * most / max(1, expected))
    newest = max(1, min(newest, stored * _BEGUN)) if ":*" in said else newest
    first, last = connection.execute(select(func.min(_VERSION.c.id), func.max(_VERSION.c.id))).one()
    older: list[ColumnElement[bool]] = []
    while newest < stored and last is not None:
        # As if no id were missing: to count them is to read the index from its end, a tenth of a second for a million.
        border = last - int(newest * (last - first + 1) / stored)
        yield [_VERSION.c.id > border, *older]
        older = [_VERSION.c.id <= border]
        newest *= 4
    yield older


def _read(connection: Connection, said: str, filters: Filters, most: int) -> tuple[list[tuple[int, float]], bool]:
    asked, narrow = _asked(said), conditions(connection, filters)
    order = (Article.listed_at.desc(), Article.id.desc())
    place = func.row_number().over(order_by=order).label("place")
    newest = select(Article.id, Article.listed_at, Article.newest_version_id, place).where(*narrow)
    newest = newest.order_by(*order).limit(_AT_ONCE)
    found: list[tuple[int, float]] = []
    last: Any = None
    for _ in range(_READ // _AT_ONCE):
        part = (newest if last is None else newest.where(after(last))).subquery()
        score = case((_VECTOR.op("@@")(asked), func.ts_rank(_VECTOR, asked, 1)))
        query = select(part.c.id, part.c.listed_at, part.c.place, score.label("score"))
        query = query.join(_VERSION, _VERSION.c.id == part.c.newest_version_id)
        scored = query.subquery()
        # Besides those that hold the words the last one, from where on the next part is read.
        wanted = or_(scored.c.score.is_not(None), scored.c.place == _AT_ONCE)
        rows = connection.execute(select(scored).where(wanted).order_by(scored.c.place)).all()
        found += [(row.id, float(row.score)) for row in rows if row.score is not None]
        if not rows or rows[-1].place < _AT_ONCE:
            return found[:most], len(found) <= most
        if len(found) > most:
            break
        last = rows[-1]
    return found[:most], False


def _asked(said: str) -> Any:
    return cast(literal(said), TSQUERY)


def _tsquery(connection: Connection, words: Words, filters: Filters) -> str:
    """The question in the words of each language's stemmer; what one of them leaves out (the, der) others find."""
    wanted, unwanted = set(), set()
    for name in _configurations(connection, filters):
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
