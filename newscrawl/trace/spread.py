"""An encoder that works in several processes."""

from __future__ import annotations

import logging
import multiprocessing
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np

from newscrawl.confined import prepare

if TYPE_CHECKING:
    from newscrawl.trace.encoder import Encoder, Vectors

# Texts that one process encodes at once. The last bits of a vector depend on what is encoded beside it; they must not
# depend on how many processes there are.
_AT_ONCE = 128
# Sentences that are remembered, some 800 bytes each: copies of one text mostly follow each other closely.
_REMEMBERED = 20_000
# Below so many parts the processes, which take some seconds to begin, are not begun.
_WORTH = 8

logger = logging.getLogger(__name__)


class Spread:
    """The vectors of another encoder. Its processes begin with the first long list, and end with this one. It is asked
    once for a text that comes again soon, as sentences of copies do.

    Processes that die, or that can't begin, cost nothing but time: what they had is encoded here, and so is all that
    follows.
    """

    def __init__(self, encoder: Encoder, processes: int) -> None:
        """encoder: its class makes another one without arguments."""
        self.name, self.version = encoder.name, encoder.version
        self.dimensions, self.languages = encoder.dimensions, encoder.languages
        self._encoder = encoder
        self._processes = processes
        self._pool: ProcessPoolExecutor | None = None
        self._remembered: OrderedDict[str, Vectors] = OrderedDict()

    def encode(self, texts: Sequence[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in self._remembered]
        parts = [new[start : start + _AT_ONCE] for start in range(0, len(new), _AT_ONCE)]
        found = dict(zip(new, (vector for part in self._vectors(parts) for vector in part), strict=True))
        rows = [found[text] if text in found else self._remembered[text] for text in texts]
        self._remembered.update(found)
        while len(self._remembered) > _REMEMBERED:
            self._remembered.popitem(last=False)
        return np.stack(rows) if rows else np.zeros((0, self.dimensions), np.int8)

    def _vectors(self, parts: list[list[str]]) -> list[Vectors]:
        if self._processes > 1 and (self._pool or len(parts) >= _WORTH):
            try:
                return list(self._begun().map(_encode, repeat(type(self._encoder)), parts))
            except (BrokenProcessPool, OSError) as err:  # as where there is no shared memory
                logger.warning("sentences are encoded in this process alone: the others died or can't begin: %s", err)
                self._pool, self._processes = None, 1
        return [self._encoder.encode(part) for part in parts]

    def _begun(self) -> ProcessPoolExecutor:
        if self._pool is None:
            context = multiprocessing.get_context("forkserver")
            self._pool = ProcessPoolExecutor(self._processes, context, initializer=prepare)
        return self._pool


@cache
def _own(made: type[Encoder]) -> Encoder:
    return made()


def _encode(made: type[Encoder], texts: list[str]) -> Vectors:
    return _own(made).encode(texts)
