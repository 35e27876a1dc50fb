"""The alignment: order, splits and joins, moved passages."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from newscrawl.trace.align import Gains, Pair, align, best_totals
from newscrawl.trace.encoder import Floats


def gains(shape: tuple[int, int], hits: dict[tuple[int, int], float]) -> Floats:
    table = np.full(shape, -0.5, np.float32)
    for place, gain in hits.items():
        table[place] = gain
    return table


def aligned(single: Floats, split: Floats | None = None, joined: Floats | None = None) -> list[Pair]:
    """With one original; no neighbours answer a sentence together unless it is told."""
    n, m = single.shape
    (pairs,) = align(
        Gains(
            single,
            np.full((n, max(m - 1, 0)), -np.inf, np.float32) if split is None else split,
            np.full((max(n - 1, 0), m), -np.inf, np.float32) if joined is None else joined,
            np.array([0, m]),
        )
    )
    return pairs


def run(single: Floats, split: Floats | None = None, joined: Floats | None = None) -> list[tuple[int, ...]]:
    found = aligned(single, split, joined)
    return [(pair.copy, pair.original, pair.copies, pair.originals, pair.moved) for pair in found]


def test_dropped_and_added_sentences_are_skipped() -> None:
    assert run(gains((3, 4), {(0, 0): 0.3, (2, 3): 0.3})) == [(0, 0, 1, 1, False), (2, 3, 1, 1, False)]


def test_nothing_in_common() -> None:
    assert run(gains((3, 4), {})) == []


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (1, 1)])
def test_hardly_any_sentences(shape: tuple[int, int]) -> None:
    assert run(gains(shape, {})) == []


def test_one_sentence_answers_two() -> None:
    split = gains((2, 2), {(0, 0): 0.6})
    assert run(gains((2, 3), {(0, 0): 0.2, (0, 1): 0.2, (1, 2): 0.3}), split) == [
        (0, 0, 1, 2, False),
        (1, 2, 1, 1, False),
    ]


def test_two_sentences_answer_one() -> None:
    joined = gains((2, 2), {(0, 0): 0.6})
    assert run(gains((3, 2), {(0, 0): 0.2, (1, 0): 0.2, (2, 1): 0.3}), None, joined) == [
        (0, 0, 2, 1, False),
        (2, 1, 1, 1, False),
    ]


def test_a_moved_passage_is_found_and_told() -> None:
    hits = {(0, 2): 0.3, (1, 0): 0.3, (2, 1): 0.3}
    assert run(gains((3, 3), hits)) == [(0, 2, 1, 1, True), (1, 0, 1, 1, False), (2, 1, 1, 1, False)]


def table(n: int) -> st.SearchStrategy[Floats]:
    return st.integers(0, 6).flatmap(lambda m: arrays(np.float32, (n, m), elements=st.floats(-1, 1, width=16)))


tables = st.integers(1, 6).flatmap(table)


@given(tables)
def test_no_sentence_is_used_twice_and_order_is_kept(single: Floats) -> None:
    n, m = single.shape
    pairs = aligned(single, single[:, :-1] + single[:, 1:], single[:-1] + single[1:])
    copies = [k for p in pairs for k in range(p.copy, p.copy + p.copies)]
    originals = [k for p in pairs for k in range(p.original, p.original + p.originals)]
    assert len(set(copies)) == len(copies) <= n
    assert len(set(originals)) == len(originals) <= m
    places = [p.original for p in pairs if not p.moved]
    assert places == sorted(places)
    assert all(p.gain > 0 for p in pairs if p.moved)


@given(st.integers(1, 6).flatmap(lambda n: st.lists(table(n), min_size=1, max_size=4)))
def test_many_originals_are_aligned_as_each_alone(singles: list[Floats]) -> None:
    starts = np.concatenate([[0], np.cumsum([single.shape[1] for single in singles])])
    split = np.concatenate([_neighbours(single) for single in singles], axis=1)[:, :-1]
    joined = np.concatenate([single[:-1] + single[1:] for single in singles], axis=1)
    single = np.concatenate(singles, axis=1)
    totals = best_totals(single, starts)
    together = align(Gains(single, split, joined, starts))
    for one, total, pairs in zip(singles, totals.tolist(), together, strict=True):
        assert pairs == aligned(one, _neighbours(one)[:, :-1], one[:-1] + one[1:])
        assert total == pytest.approx(sum(pair.gain for pair in aligned(one) if not pair.moved), abs=1e-4)


def _neighbours(single: Floats) -> Floats:
    """Sums of neighbouring columns; the last one has no neighbour."""
    sums = np.full_like(single, -np.inf)
    sums[:, :-1] = single[:, :-1] + single[:, 1:]
    return sums


def test_pairs_carry_their_gain() -> None:
    assert aligned(gains((1, 1), {(0, 0): 0.25})) == [Pair(0, 0, 1, 1, 0.25)]
