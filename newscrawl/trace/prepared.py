"""An article made ready for comparison: its sentences, their vectors and their anchors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from newscrawl.trace.anchors import codes, is_number
from newscrawl.trace.encoder import Encoder, Floats, Vectors, unit
from newscrawl.trace.sentences import LONGEST, Sentence, split_article

# Articles encoded at once; the encoder is fastest from some hundred sentences up.
_BATCH = 64
# The title and so many sentences stand for the beginning.
_LEAD = 2


@dataclass(frozen=True, slots=True)
class TextArticle:
    """What is compared: no page, no date, no credit."""

    id: str
    language: str | None
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Prepared:
    id: str
    language: str | None
    sentences: tuple[Sentence, ...]
    vectors: Vectors
    """Shape (sentences, dimensions)."""
    title_vector: Vectors
    """Shape (dimensions,); zeros without a title."""
    keys: NDArray[np.int64]
    """Codes of the anchors: the title's, then those of each sentence, each once a sentence."""
    places: NDArray[np.int32]
    """The sentence of each key; -1: the title."""

    @cached_property
    def units(self) -> Floats:
        """The vectors at length 1, shape (sentences, dimensions). Ask a copy only: originals are kept small."""
        return unit(self.vectors)

    @property
    def title(self) -> Floats:
        """Direction of the title, shape (dimensions,)."""
        return np.asarray(unit(self.title_vector[None])[0], dtype=np.float32)

    @cached_property
    def numbers(self) -> frozenset[int]:
        """All number anchors of the text; a title may be a stranger's."""
        return frozenset(key for key in self._own if is_number(key))

    @cached_property
    def names(self) -> frozenset[int]:
        """All word anchors of the text."""
        return frozenset(key for key in self._own if not is_number(key))

    @property
    def _own(self) -> list[int]:
        own: list[int] = self.keys[self.places >= 0].tolist()
        return own

    @property
    def mean(self) -> Floats:
        """Direction of the whole text, shape (dimensions,)."""
        return _direction(self.vectors, self.title_vector)

    @property
    def lead(self) -> Floats:
        """Direction of title and beginning, shape (dimensions,)."""
        return _direction(self.vectors[:_LEAD], self.title_vector)


@dataclass(frozen=True, slots=True)
class Encoded:
    """An article's sentences and their vectors."""

    article: TextArticle
    sentences: tuple[Sentence, ...]
    vectors: Vectors
    """The title's first, then one a sentence."""

    @property
    def title_vector(self) -> Vectors:
        """Zeros without a title."""
        return self.vectors[0] if self.article.title.strip() else np.zeros_like(self.vectors[0])

    @property
    def mean(self) -> Floats:
        """As of `Prepared`."""
        return _direction(self.vectors[1:], self.title_vector)

    @property
    def lead(self) -> Floats:
        """As of `Prepared`."""
        return _direction(self.vectors[1 : 1 + _LEAD], self.title_vector)


def encode(articles: Iterable[TextArticle], encoder: Encoder) -> Iterator[Encoded]:
    """Each article in turn, some of them at once."""
    remaining = iter(articles)
    while batch := list(islice(remaining, _BATCH)):
        split = [tuple(split_article(article.paragraphs, article.language)) for article in batch]
        texts = [
            text
            for article, sentences in zip(batch, split, strict=True)
            for text in (article.title[:LONGEST], *(sentence.text for sentence in sentences))
        ]
        vectors = encoder.encode(texts)
        start = 0
        for article, sentences in zip(batch, split, strict=True):
            end = start + 1 + len(sentences)
            yield Encoded(article, sentences, vectors[start:end])
            start = end


def prepare(articles: Iterable[TextArticle], encoder: Encoder) -> Iterator[Prepared]:
    """Each article in turn. Vectors come from `encoder`; nothing else of the result depends on it."""
    return map(assemble, encode(articles, encoder))


def assemble(encoded: Encoded) -> Prepared:
    """The anchors added to the vectors."""
    article, sentences = encoded.article, encoded.sentences
    found = [codes(article.title), *(codes(sentence.text) for sentence in sentences)]
    return Prepared(
        id=article.id,
        language=article.language,
        sentences=sentences,
        vectors=encoded.vectors[1:],
        title_vector=encoded.title_vector,
        keys=np.array([key for keys in found for key in keys], np.int64),
        places=np.repeat(np.arange(-1, len(sentences), dtype=np.int32), [len(keys) for keys in found]),
    )


def _direction(sentences: Vectors, title: Vectors) -> Floats:
    rows = unit(np.concatenate([title[None, :], sentences]))
    return np.asarray(unit(rows.sum(axis=0, keepdims=True))[0], dtype=np.float32)
