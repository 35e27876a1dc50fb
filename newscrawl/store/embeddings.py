"""Sentence vectors of stored texts, and the names and numbers they are found by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from sqlalchemy import Connection, select

from newscrawl.dedup.model import Document
from newscrawl.dedup.prepare import prepare as prepare_words
from newscrawl.store.models import Anchor, ArticleVersion, Embedding
from newscrawl.store.snapshots import CURRENT, by_state, load
from newscrawl.store.texts import StoredText, newest, stored_texts
from newscrawl.store.upsert import chunks, insert_missing, upsert
from newscrawl.trace.anchors import NAMES, names
from newscrawl.trace.encoder import Encoder, Vectors, quantise
from newscrawl.trace.prepared import Prepared, TextArticle, assemble, prepare
from newscrawl.trace.sentences import SPLITTER, split_article


def encoder_id(encoder: Encoder) -> str:
    """The name under which its vectors are stored; two of different names are never compared."""
    return f"{encoder.name}/{encoder.version}"


class Divider:
    """Makes sentences of texts, without the paragraphs that a site's articles share."""

    def __init__(self, connection: Connection) -> None:
        # Asked of readers too, who may not make the first one.
        current = by_state(connection, CURRENT)
        number = current.number if current else 0
        self._snapshot = load(connection, number)
        self.version = f"{SPLITTER}/{NAMES}/{number}"
        """Vectors of texts that were divided by another version are made anew, and the names beside them."""

    def article(self, text: StoredText) -> TextArticle:
        """Paragraphs keep their numbers; those set aside are empty."""
        lines = tuple(text.body.split("\n"))
        if text.site in self._snapshot.boilerplate or "" in self._snapshot.boilerplate:
            document = Document(id="", paragraphs=lines, site=text.site)
            aside = set(prepare_words(document, self._snapshot).set_aside)
            lines = tuple("" if n in aside else line for n, line in enumerate(lines))
        return TextArticle(str(text.version_id), text.language, text.title or "", lines)


def names_of(text: StoredText) -> list[int]:
    """The keys that a text is found by without vectors."""
    return names([text.title or "", *text.body.split("\n")])


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
    anchors = [
        {"value": value, "article_version_id": ident} for ident, text in texts.items() for value in names_of(text)
    ]
    insert_missing(connection, Anchor, anchors, ["value", "article_version_id"])
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
            vectors = vectors_of(data, len(sentences) + 1, encoder)
            found[ident] = assemble(article, sentences, vectors)
    return found


def vectors_of(data: bytes, rows: int, encoder: Encoder) -> Vectors:
    # The encoder `none` has no columns, and numpy reads no array from no bytes.
    if not data:
        return np.zeros((rows, encoder.dimensions), np.int8)
    return np.frombuffer(data, np.int8).reshape(rows, encoder.dimensions)
