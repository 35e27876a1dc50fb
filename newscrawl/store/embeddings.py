"""Sentence vectors of stored texts, and the backgrounds they are judged against."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

import numpy as np
from sqlalchemy import Connection, func, insert, select, update

from newscrawl.dedup.model import Document
from newscrawl.dedup.prepare import prepare as prepare_words
from newscrawl.store.models import ArticleVersion, Embedding, TraceBackground
from newscrawl.store.snapshots import Snapshots
from newscrawl.store.texts import StoredText, newest, stored_texts
from newscrawl.store.upsert import chunks, upsert
from newscrawl.trace.background import Background, sample
from newscrawl.trace.encoder import Encoder, Vectors, quantise
from newscrawl.trace.prepared import Prepared, TextArticle, assemble, prepare
from newscrawl.trace.sentences import SPLITTER, split_article

# A new background is learned when the corpus has grown by this factor, from so many texts at most.
_GROWTH = 2
_TEXTS = 2_000


def encoder_id(encoder: Encoder) -> str:
    """The name under which its vectors are stored; two of different names are never compared."""
    return f"{encoder.name}/{encoder.version}"


class Divider:
    """Makes sentences of texts, without the paragraphs that a site's articles share."""

    def __init__(self, connection: Connection) -> None:
        snapshots = Snapshots()
        number = snapshots.current(connection).number
        self._snapshot = snapshots.content(connection, number)
        self.version = f"{SPLITTER}/{number}"
        """Vectors of texts that were divided by another version are made anew."""

    def article(self, text: StoredText) -> TextArticle:
        """Paragraphs keep their numbers; those set aside are empty."""
        lines = tuple(text.body.split("\n"))
        if text.site in self._snapshot.boilerplate or "" in self._snapshot.boilerplate:
            document = Document(id="", paragraphs=lines, site=text.site)
            aside = set(prepare_words(document, self._snapshot).set_aside)
            lines = tuple("" if n in aside else line for n, line in enumerate(lines))
        return TextArticle(str(text.version_id), text.language, text.title or "", lines)


def missing(connection: Connection, encoder: Encoder, divider: Divider) -> list[int]:
    """Newest versions without vectors of this encoder and of today's division into sentences."""
    there = select(Embedding.article_version_id).where(
        Embedding.encoder == encoder_id(encoder), Embedding.splitter == divider.version
    )
    return list(connection.scalars(newest().where(ArticleVersion.id.not_in(there)).order_by(ArticleVersion.id)))


def add(connection: Connection, encoder: Encoder, divider: Divider, version_ids: Sequence[int]) -> None:
    """Encode and store versions' sentences."""
    texts = stored_texts(connection, version_ids)
    rows = [
        {
            "encoder": encoder_id(encoder),
            "article_version_id": int(found.id),
            "vectors": np.concatenate([found.title_vector[None, :], found.vectors]).tobytes(),
            "mean": quantise(found.mean[None, :]).tobytes(),
            "lead": quantise(found.lead[None, :]).tobytes(),
            "sentences": len(found.sentences),
            "splitter": divider.version,
        }
        for found in prepare((divider.article(text) for text in texts.values()), encoder)
    ]
    changed = ("vectors", "mean", "lead", "sentences", "splitter")
    upsert(connection, Embedding, rows, ["encoder", "article_version_id"], replace=changed)


def prepared(
    connection: Connection, encoder: Encoder, divider: Divider, version_ids: Iterable[int]
) -> dict[int, Prepared]:
    """Versions ready to be compared, from vectors stored with the divider's version."""
    found: dict[int, Prepared] = {}
    for part in chunks(list(version_ids)):
        texts = stored_texts(connection, part)
        query = select(Embedding.article_version_id, Embedding.vectors).where(
            Embedding.encoder == encoder_id(encoder), Embedding.article_version_id.in_(part)
        )
        query = query.where(Embedding.splitter == divider.version)
        for ident, data in connection.execute(query):
            article = divider.article(texts[ident])
            sentences = split_article(article.paragraphs, article.language)
            vectors = _vectors(data, len(sentences) + 1, encoder)
            found[ident] = assemble(article, sentences, vectors)
    return found


def background(connection: Connection, encoder: Encoder, divider: Divider, now: datetime) -> tuple[int, Background]:
    """The current background and its number; a new one is learned where the corpus has doubled since the last."""
    row = connection.execute(
        select(TraceBackground.number, TraceBackground.vectors, TraceBackground.size, TraceBackground.documents).where(
            TraceBackground.encoder == encoder_id(encoder), TraceBackground.is_current
        )
    ).one_or_none()
    count = connection.scalar(
        select(func.count()).select_from(Embedding).where(Embedding.encoder == encoder_id(encoder))
    )
    if row is not None and (count or 0) < _GROWTH * row.documents:
        vectors = _vectors(row.vectors, row.size, encoder)
        return row.number, Background(vectors, str(row.number))
    return _learn(connection, encoder, divider, count or 0, now)


def _learn(
    connection: Connection, encoder: Encoder, divider: Divider, count: int, now: datetime
) -> tuple[int, Background]:
    texts: list[str] = []
    vectors: list[Vectors] = []
    for part in chunks(_some(connection, encoder), 200):
        for found in prepared(connection, encoder, divider, part).values():
            texts += [sentence.text for sentence in found.sentences]
            vectors.append(found.vectors)
    stacked = np.concatenate(vectors) if vectors else np.zeros((0, encoder.dimensions), np.int8)
    learned = sample(texts, stacked)
    number = (connection.scalar(select(func.max(TraceBackground.number))) or 0) + 1
    mine = TraceBackground.encoder == encoder_id(encoder)
    connection.execute(update(TraceBackground).where(mine).values(is_current=False))
    kept = quantise(learned.vectors) if encoder.dimensions else stacked
    row = {
        "number": number,
        "encoder": encoder_id(encoder),
        "vectors": kept.tobytes(),
        "size": len(kept),
        "documents": count,
        "learned_at": now,
        "is_current": True,
    }
    connection.execute(insert(TraceBackground).values(row))
    return number, Background(kept, str(number))


def _some(connection: Connection, encoder: Encoder) -> list[int]:
    """At most `_TEXTS` of the newest versions, chosen by a digest of their id."""
    query = select(Embedding.article_version_id).where(
        Embedding.encoder == encoder_id(encoder), Embedding.article_version_id.in_(newest())
    )
    return sorted(sorted(connection.scalars(query), key=_digest)[:_TEXTS])


def _digest(ident: int) -> bytes:
    return hashlib.sha256(str(ident).encode()).digest()


def _vectors(data: bytes, rows: int, encoder: Encoder) -> Vectors:
    # The encoder `none` has no columns, and numpy reads no array from no bytes.
    if not data:
        return np.zeros((rows, encoder.dimensions), np.int8)
    return np.frombuffer(data, np.int8).reshape(rows, encoder.dimensions)
