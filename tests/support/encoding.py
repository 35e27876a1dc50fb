"""Vectors of stored texts."""

from __future__ import annotations

from sqlalchemy import Engine

from newscrawl.store.embeddings import Divider, Names, add, missing, read
from newscrawl.store.session import writing
from newscrawl.trace.encoder import Encoder
from newscrawl.trace.prepared import encode


def encode_missing(engine: Engine, encoder: Encoder) -> None:
    """As the first step of tracing does."""
    with writing(engine) as connection:
        divider = Divider(connection)
        texts, articles = read(connection, divider, missing(connection, encoder, divider))
        add(connection, encoder, divider, Names(), texts, encode(articles, encoder))
