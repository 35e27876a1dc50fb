"""Is this headline, of an article that is not stored, the headline of a copy's original?

A headline says little, and aggregators write their own: it is compared with the copy's title, with each of its
sentences and with the whole, and the names and numbers in it are looked for in the whole copy. What counts is how far
the similarity rises above what headlines usually reach (`newscrawl.trace.background`). Weights are data
(`data/headlines.toml`), fitted by `bench/fit_headlines.py`.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import unquote, urlsplit

import numpy as np
from numpy.typing import NDArray

from newscrawl.items import Evidence, Origin, Polarity, Relation
from newscrawl.trace.anchors import codes
from newscrawl.trace.background import Background, sample
from newscrawl.trace.encoder import Encoder, Floats, Vectors, fitted_as, unit
from newscrawl.trace.prepared import Prepared

FEATURES = ("title", "best", "mean", "lead", "share", "shared", "size")
LONGEST = 300
"""Characters of a headline that are looked at; feeds may hold anything."""
MOST = 0.6
"""Highest confidence in an original that nobody could read."""
_SMALLEST = 60
# Fewer words name a section.
_FEWEST = 4
_BREAK = re.compile(r"[\W_]+")
_ENDING = re.compile(r"\.\w{2,5}$")


@dataclass(frozen=True, slots=True)
class HeadlineModel:
    """What was fitted for one encoder."""

    intercept: float
    weights: tuple[float, ...]
    """In the order of FEATURES."""
    fetch_from: float
    """Least probability at which an article of a credited publisher is worth being fetched."""
    suspect_from: float
    """The same where nobody is credited, so that the headlines of all originals are asked."""
    name_from: float
    """Least probability at which a headline alone may name the original."""


class Headlines:
    """Headlines of originals, ready to be compared with copies. Positions are those of the lists given."""

    def __init__(self, titles: Sequence[str], vectors: Vectors) -> None:
        self.units: Floats = unit(vectors)
        self.background: Background = sample(titles, vectors)
        self._usual = self.background.usual(self.units)
        self._keys = [tuple(codes(title[:LONGEST])) for title in titles]
        holders = Counter(key for keys in self._keys for key in keys)
        # The rarest key weighs 1, however few headlines there are.
        most = math.log1p(max(len(titles), 1))
        self._rarity = {key: math.log1p(len(titles) / count) / most for key, count in holders.items()}
        self._all = np.array([sum(self._rarity[key] for key in keys) for keys in self._keys], np.float32)

    def features(self, copy: Prepared, chosen: NDArray[np.int64]) -> Floats:
        """What speaks for each of the chosen headlines, shape (chosen, FEATURES)."""
        units, usual = self.units[chosen], self._usual[chosen]
        title = self._rise(copy.title_vector[None, :], units, usual)[0]
        best = self._rise(copy.vectors, units, usual).max(axis=0, initial=-1.0)
        whole = self._rise(np.stack([copy.mean, copy.lead]), units, usual)
        known = frozenset(copy.keys.tolist())
        found = [sum(self._rarity[key] for key in self._keys[n] if key in known) for n in chosen.tolist()]
        shared = np.array(found, np.float32)
        share = shared / np.maximum(self._all[chosen], 1e-9)
        # The more headlines, the likelier that another one is as near; fewer than fitted on count as so many.
        size = np.full(len(chosen), math.log10(max(len(self._keys), _SMALLEST)))
        columns = [title, best, whole[0], whole[1], share, shared / (shared + 2.0), size]
        return np.stack(columns, axis=1).astype(np.float32)

    def probabilities(
        self, copy: Prepared, model: HeadlineModel, chosen: NDArray[np.int64] | None = None
    ) -> NDArray[np.float64]:
        """How likely each of the chosen headlines (all, without a choice) is that of the copy's original, 0 to 1."""
        places = np.arange(len(self.units)) if chosen is None else chosen
        if not len(places):
            return np.zeros(0)
        odds = self.features(copy, places) @ np.array(model.weights) + model.intercept
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(odds, -50, 50))))

    def _rise(self, vectors: NDArray[Any], units: Floats, usual: Floats) -> Floats:
        """Cosines above the usual, shape (vectors, headlines); a vector of zeros rises nowhere."""
        mine = unit(vectors)
        rise = mine @ units.T - 0.5 * (self.background.usual(mine)[:, None] + usual[None, :])
        rise[~mine.any(axis=1)] = 0.0
        return np.asarray(rise, dtype=np.float32)


def model_for(encoder: Encoder) -> HeadlineModel:
    """Its own weights, else the default encoder's."""
    models = _data()["model"]
    table = models[fitted_as(encoder, models)]
    weights = tuple(float(table["weights"][name]) for name in FEATURES)
    return HeadlineModel(
        float(table["intercept"]),
        weights,
        float(table["fetch_from"]),
        float(table["suspect_from"]),
        float(table["name_from"]),
    )


def version() -> str:
    """Of the fitted weights."""
    return str(_data()["version"])


@cache
def _data() -> dict[str, Any]:
    path = resources.files("newscrawl.trace") / "data" / "headlines.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def words_of(url: str) -> str | None:
    """The words of an address that was made from a headline, as `/2026/06/18/river-mill-floods/`; None without any."""
    parts = (_ENDING.sub("", unquote(part)) for part in urlsplit(url).path.split("/"))
    # A part with digits in it is a number or a code.
    named = [" ".join(word for word in _BREAK.split(part) if len(word) > 1 and word.isalpha()) for part in parts]
    longest = max(named, key=len, default="")
    return longest[:LONGEST] if longest.count(" ") >= _FEWEST - 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A headline that names a copy's original, whose page may not be fetched."""

    publisher: str
    """Slug of the publisher that the copy credits."""
    url: str
    quote: str
    """The headline as the feed or sitemap gives it, or the address where that gives none."""
    locator: str
    source_url: str | None
    """The document that holds the quote at the locator."""
    probability: float
    when: str | None
    """What speaks for it in time, in words."""


def name_by_headline(origins: Sequence[Origin], found: Sequence[Named], tracer: str) -> tuple[Origin, ...]:
    """The origins with those articles that only their headline names, the likeliest first.

    A headline alone names nobody: the publisher must be credited. Where its text was found, nothing is added.
    """
    named = []
    for one in found:
        mine = [o for o in origins if one.publisher in (o.publisher_id, o.publisher)]
        if mine and all(o.version_id is None for o in mine):
            named.append(_origin(mine[0], one, tracer))
    return tuple(sorted((*origins, *named), key=lambda o: -o.confidence))


def _origin(credited: Origin, found: Named, tracer: str) -> Origin:
    headline = Evidence(
        kind="headline",
        quote=found.quote,
        locator=found.locator,
        weight=round(found.probability, 4),
        rule=f"headlines-{version()}",
        source_url=found.source_url,
    )
    # In our words: it stands nowhere.
    when = replace(headline, kind="time", quote=found.when or "", locator="", weight=0.1, source_url=None)
    times = (when,) if found.when else ()
    credit = tuple(e for e in credited.evidence if e.polarity is Polarity.SUPPORTS)[:1]
    return Origin(
        publisher=credited.publisher,
        publisher_id=credited.publisher_id,
        is_agency=credited.is_agency,
        role=credited.role,
        relation=Relation.HEADLINE_MATCH,
        confidence=round(min(MOST, credited.confidence * found.probability), 4),
        url=found.url,
        evidence=(headline, *times, *credit),
        tracer=tracer,
        basis="headline",
    )
