"""What is usual in the stored texts: the numbered snapshots that verdicts are judged against."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, func, insert, select, update

from newscrawl.store.embeddings import Divider, encoder_id, prepared, vectors_of
from newscrawl.store.models import ArticleVersion, Embedding, TraceBackground
from newscrawl.store.texts import newest
from newscrawl.store.upsert import chunks
from newscrawl.trace.background import Background, sample
from newscrawl.trace.encoder import Encoder, Vectors, quantise
from newscrawl.trace.lexical import Rarity

# A new background is learned when the corpus has grown by this factor, from so many texts at most.
_GROWTH = 2
_TEXTS = 2_000


@dataclass(frozen=True, slots=True)
class Usual:
    """A numbered snapshot of the corpus: what sentences usually score, and how rare names and numbers are."""

    number: int
    background: Background
    rarity: Rarity


def usual(connection: Connection, encoder: Encoder, divider: Divider, now: datetime) -> Usual:
    """The current snapshot; a new one is learned where the corpus has doubled since the last."""
    row = connection.execute(
        select(*TraceBackground.__table__.c).where(
            TraceBackground.encoder == encoder_id(encoder), TraceBackground.is_current
        )
    ).one_or_none()
    count = connection.scalar(
        select(func.count()).select_from(Embedding).where(Embedding.encoder == encoder_id(encoder))
    )
    if row is None or row.rarity is None or (count or 0) >= _GROWTH * row.documents:
        return _learn(connection, encoder, divider, count or 0, now)
    vectors = vectors_of(row.vectors, row.size, encoder)
    return Usual(row.number, Background(vectors, str(row.number)), _unpacked(row.rarity))


def retire(connection: Connection, encoder: Encoder) -> None:
    """Have the next `usual` learn a new snapshot, of what is stored by then."""
    mine = TraceBackground.encoder == encoder_id(encoder)
    connection.execute(update(TraceBackground).where(mine).values(is_current=False))


def _learn(connection: Connection, encoder: Encoder, divider: Divider, count: int, now: datetime) -> Usual:
    texts: list[str] = []
    vectors: list[Vectors] = []
    keys: list[NDArray[np.int64]] = []
    for part in chunks(_some(connection, encoder), 200):
        for found in prepared(connection, encoder, divider, part).values():
            texts += [sentence.text for sentence in found.sentences]
            vectors.append(found.vectors)
            keys.append(found.keys)
    stacked = np.concatenate(vectors) if vectors else np.zeros((0, encoder.dimensions), np.int8)
    learned, rarity = sample(texts, stacked), Rarity.of(keys)
    number = (connection.scalar(select(func.max(TraceBackground.number))) or 0) + 1
    retire(connection, encoder)
    kept = quantise(learned.vectors) if encoder.dimensions else stacked
    row = {
        "number": number,
        "encoder": encoder_id(encoder),
        "vectors": kept.tobytes(),
        "size": len(kept),
        "rarity": _packed(rarity),
        "documents": count,
        "learned_at": now,
        "is_current": True,
    }
    connection.execute(insert(TraceBackground).values(row))
    return Usual(number, Background(kept, str(number)), rarity)


def _packed(rarity: Rarity) -> bytes:
    """Compressed, in the byte order of Intel: texts, keys of all texts' mean, then the keys and their counts."""
    head = np.array([rarity.size, rarity.length], "<f8").tobytes()
    return zlib.compress(head + rarity.codes.astype("<i8").tobytes() + rarity.counts.astype("<i4").tobytes())


def _unpacked(data: bytes) -> Rarity:
    raw = zlib.decompress(data)
    size, length = np.frombuffer(raw, "<f8", 2).tolist()
    count = (len(raw) - 16) // 12
    codes = np.frombuffer(raw, "<i8", count, 16)
    return Rarity(int(size), length, codes.astype(np.int64), np.frombuffer(raw, "<i4", count, 16 + 8 * count))


def _some(connection: Connection, encoder: Encoder) -> list[int]:
    """At most `_TEXTS` of the newest versions, the same ones whatever order they were stored in."""
    query = (
        select(Embedding.article_version_id)
        .join(ArticleVersion, ArticleVersion.id == Embedding.article_version_id)
        .where(Embedding.encoder == encoder_id(encoder), Embedding.article_version_id.in_(newest()))
        .order_by(ArticleVersion.content_hash)
        .limit(_TEXTS)
    )
    return sorted(connection.scalars(query))
