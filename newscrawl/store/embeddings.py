"""Sentence vectors of stored texts, and the names and numbers they are found by."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from newscrawl.dedup.model import Document
from newscrawl.dedup.prepare import prepare as prepare_words
from newscrawl.store.models import Anchor, ArticleVersion, Embedding
from newscrawl.store.snapshots import CURRENT, by_state, load
from newscrawl.store.texts import StoredText, newest, stored_texts
from newscrawl.store.upsert import chunks, insert_missing, upsert
from newscrawl.trace.anchors import NAMES, names
from newscrawl.trace.encoder import Encoder, Vectors, quantise
from newscrawl.trace.prepared import Encoded, Prepared, TextArticle, assemble
from newscrawl.trace.sentences import SPLITTER, split_article

# Texts whose names are kept, some 400 bytes each: a crawl asks for those of its own texts three times.
_KEPT = 50_000


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


class Names:
    """The keys that texts are found by without vectors; of the texts asked for last they are kept."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, NDArray[np.int64]] = OrderedDict()

    def of(self, text: StoredText) -> NDArray[np.int64]:
        """Of one text, those first that more of its paragraphs hold."""
        found = self._kept.get(text.version_id)
        if found is None:
            found = np.array(names([text.title or "", *text.body.split("\n")]), np.int64)
            self._kept[text.version_id] = found
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found


def missing(connection: Connection, encoder: Encoder, divider: Divider) -> list[int]:
    """Newest versions without vectors of this encoder and of today's division into sentences."""
    there = select(Embedding.article_version_id).where(
        Embedding.encoder == encoder_id(encoder), Embedding.splitter == divider.version
    )
    return list(connection.scalars(newest().where(ArticleVersion.id.not_in(there)).order_by(ArticleVersion.id)))


def read(
    connection: Connection, divider: Divider, version_ids: Sequence[int]
) -> tuple[list[StoredText], list[TextArticle]]:
    """Versions, and what of them is encoded."""
    texts = list(stored_texts(connection, version_ids).values())
    return texts, [divider.article(text) for text in texts]


def add(
    connection: Connection,
    encoder: Encoder,
    divider: Divider,
    names: Names,
    texts: Sequence[StoredText],
    encoded: Iterable[Encoded],
) -> None:
    """Store versions' vectors, and the names that they are found by; what was removed since it was read stays so.

    encoded: of what `read` gave, in the order of `texts`.
    """
    asked = ArticleVersion.id.in_([text.version_id for text in texts])
    there = set(connection.scalars(select(ArticleVersion.id).where(asked)))
    kept = [(text, found) for text, found in zip(texts, encoded, strict=True) if text.version_id in there]
    rows = [
        {
            "encoder": encoder_id(encoder),
            "article_version_id": text.version_id,
            "vectors": np.concatenate([found.title_vector[None, :], found.vectors[1:]]).tobytes(),
            "mean": quantise(found.mean[None, :]).tobytes(),
            "lead": quantise(found.lead[None, :]).tobytes(),
            "sentences": len(found.sentences),
            "splitter": divider.version,
        }
        for text, found in kept
    ]
    anchors = [{"value": value, "article_version_id": t.version_id} for t, _ in kept for value in names.of(t).tolist()]
    insert_missing(connection, Anchor, anchors, ["value", "article_version_id"])
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
            sentences = tuple(split_article(article.paragraphs, article.language))
            found[ident] = assemble(Encoded(article, sentences, vectors_of(data, len(sentences) + 1, encoder)))
    return found


def vectors_of(data: bytes, rows: int, encoder: Encoder) -> Vectors:
    # The encoder `none` has no columns, and numpy reads no array from no bytes.
    if not data:
        return np.zeros((rows, encoder.dimensions), np.int8)
    return np.frombuffer(data, np.int8).reshape(rows, encoder.dimensions)
