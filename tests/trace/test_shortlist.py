"""The nearest rows, chosen by few directions first."""

from __future__ import annotations

import numpy as np
import pytest

from newscrawl.trace.encoder import Floats, unit
from newscrawl.trace.shortlist import Shortlist


def rows(count: int) -> Floats:
    """Unit vectors that vary in some directions much more than in others, as those of texts do."""
    random = np.random.default_rng(count)
    return unit(random.normal(size=(count, 512)).astype(np.float32) / (1 + np.arange(512, dtype=np.float32)))


@pytest.mark.parametrize("count", [20, 3_000])
def test_the_nearest_are_found_alone_and_among_many(count: int) -> None:
    stored = rows(count)
    asked = unit(stored[:9] + 0.01 * rows(9))
    listed = Shortlist(stored)
    together, none = listed.scores(asked), np.zeros(0, np.int64)
    for vector, scores in zip(asked, together, strict=True):
        nearest = set(np.argsort(-(stored @ vector))[:10].tolist())
        (alone,) = listed.scores(vector[None])
        assert set(listed.nearest(vector, scores, 10, none).tolist()) == nearest
        assert set(listed.nearest(vector, alone, 10, none).tolist()) == nearest


def test_barred_rows_are_not_among_them() -> None:
    stored = rows(3_000)
    listed = Shortlist(stored)
    (scores,) = listed.scores(stored[:1])
    assert 0 in listed.nearest(stored[0], scores, 5, np.zeros(0, np.int64))
    assert 0 not in listed.nearest(stored[0], scores, 5, np.array([0]))
