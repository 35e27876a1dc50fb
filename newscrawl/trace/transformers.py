"""Sentence vectors of any sentence-transformers model, such as LaBSE: where a download and PyTorch are welcome."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from newscrawl.trace.encoder import EncoderUnavailable, Vectors, quantise

_PROBE = "The ferry sank off the coast on Monday; 12 people are missing."


class TransformersEncoder:
    """A model by its name on the hub or its folder (Reimers and Gurevych 2019, arXiv:1908.10084).

    The decision takes the weights that were fitted for the default encoder: its confidences are no calibrated
    probabilities then.
    """

    languages: frozenset[str] = frozenset()
    """Unknown: the model is asked for every language."""

    def __init__(self, model: str) -> None:
        """Raises EncoderUnavailable where the library is missing or the model can't be loaded."""
        try:
            from sentence_transformers import SentenceTransformer, __version__
        except ImportError as err:
            raise EncoderUnavailable(
                f"the encoder sentence-transformers:{model} needs pip install 'newscrawl[sentence-transformers]'"
            ) from err
        try:
            self._model: Any = SentenceTransformer(model, device="cpu")
        except (OSError, ValueError, RuntimeError) as err:
            raise EncoderUnavailable(f"no sentence-transformers model can be loaded from {model}: {err}") from err
        self.name = f"sentence-transformers:{model.rstrip('/').rsplit('/', 1)[-1]}"
        probe = self._vectors([_PROBE])
        self.dimensions = int(probe.shape[1])
        # Two models may be kept under one name: what one makes of a sentence tells them apart.
        self.version = f"{__version__}-{hashlib.sha256(probe.tobytes()).hexdigest()[:8]}"

    def encode(self, texts: Sequence[str]) -> Vectors:
        return self._vectors(texts) if texts else np.zeros((0, self.dimensions), np.int8)

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        found = self._model.encode(list(texts), convert_to_numpy=True, show_progress_bar=False)
        return quantise(np.asarray(found, dtype=np.float32))
