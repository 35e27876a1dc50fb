"""The values that comparing texts takes and gives. Frozen, without input or output of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newscrawl.dedup.kinds import Kind

Hashes = NDArray[np.uint64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text as it comes, boilerplate and all."""

    id: str
    title: str | None = None
    paragraphs: tuple[str, ...]
    lang: str | None = None
    site: str | None = None
    url: str | None = None
    date: str | None = None
    """ISO 8601; without a zone it is read as UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What was learned from the corpus, by a number that every finding carries. 0 has learned nothing."""

    number: int = 0
    boilerplate: Mapping[str, frozenset[int]] = field(default_factory=dict)
    """Site (`""`: whatever the site) → keys of paragraphs that its articles share (`Text.paragraph_keys`)."""
    stop: frozenset[int] = frozenset()
    """Sketch values too common to lead to candidates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """The values by which documents that share text find each other. Never compare two versions."""

    version: str
    values: tuple[int, ...]
    """Signed 32-bit, ascending, each once."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Text:
    """A document made ready for comparison; `n` words are left once boilerplate is set aside."""

    id: str
    site: str | None
    date: str | None
    words: Hashes
    """(n,) hash of each word."""
    shingles: Hashes
    """(n - 2,) hash of each three words in a row."""
    numeric: Flags
    """(n,) true for words that begin with a digit."""
    capital: Flags
    """(n,) true for words that are written with a capital first letter."""
    title: Hashes
    paragraph_keys: tuple[int, ...]
    """One for each paragraph, signed 64-bit, boilerplate included."""
    set_aside: tuple[int, ...]
    """Numbers of the paragraphs that the snapshot knows as boilerplate."""
    paragraph_words: tuple[int, ...] = ()
    """Words of each paragraph, boilerplate included."""
    cache: dict[str, Any] = field(default_factory=dict, repr=False)
    """What comparing derives once for each text; no part of its value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A finding about two documents."""

    a: str
    b: str
    kind: Kind
    score: float
    """Probability that both hold one text, 0 to 1."""
    scores: Mapping[str, float]
    """The measures it rests on, see `measures.Measures`."""
    detector: str
    snapshot: int
    a_shared: int = 0
    """Stretches of `a` that may come from `b`, see `Measures.a_shared`; 0 where the times that both claim say
    no."""
    b_shared: int = 0
