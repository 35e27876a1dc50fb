"""Inputs made of a target's seeds and pieces, for Hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.fuzz.targets import Target


def mutated(target: Target) -> st.SearchStrategy[bytes]:
    """Seeds with pieces put in, taken out, repeated; now and then pieces alone, or bytes of any kind."""
    pieces = st.sampled_from([t.encode("utf-8", "surrogatepass") for t in target.tokens]) | st.binary(max_size=8)
    edits = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 0.3), pieces, st.integers(1, 40)), max_size=8)
    edited = st.builds(_edited, st.sampled_from(target.seeds), edits)
    return edited | st.lists(pieces, max_size=30).map(b"".join) | st.binary(max_size=200)


def _edited(seed: bytes, edits: list[tuple[float, float, bytes, int]]) -> bytes:
    for place, length, piece, times in edits:
        start = int(place * len(seed))
        end = start + int(length * len(seed)) if times % 2 else start
        seed = seed[:start] + piece * (times if times > 20 else 1) + seed[end:]
    return seed
