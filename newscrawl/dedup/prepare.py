"""From a document to what is compared: words in order, boilerplate set aside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from newscrawl.dedup.model import Document, Hashes, Sketch, Snapshot, Text
from newscrawl.dedup.tokens import Words, mix, read, triples

SKETCH = "frac-3"
"""Version of the sketch: words, shingles, sampling. Any change of those is a new one."""
SAMPLED = 12
"""One shingle in so many is kept: 40 values for a text of 480 words, of which a copy cut by a third still shares 27.
One in eight made two thirds more pairs to compare, hardly one of them of one text."""
SHORT_WORDS, SHORT_SAMPLED = 320, 6
"""Of a text of no more words, one in so many: two short ones share a few dozen sequences, of which one in twelve may
leave less than the two that make a candidate (of 65, once in thirty times)."""
LEAD_WORDS = 48
LEAD_SAMPLED = 4
"""Within the first words one in four, else a brief of 25 words would keep three values, and one in five less than two,
which make a candidate. One in two found no copy more, and more pairs that are none."""
LONGEST = 20_000
"""Words that are read; books and dumps must not cost what a thousand articles do."""
# Characters that are read at once: fewer cost calls, more leave the processor's cache.
_CHARACTERS = 60_000
_ONE_OF_SAMPLED = np.uint64((1 << 64) // SAMPLED)
_ONE_OF_SHORT_SAMPLED = np.uint64((1 << 64) // SHORT_SAMPLED)
_ONE_OF_LEAD_SAMPLED = np.uint64((1 << 64) // LEAD_SAMPLED)


def prepare(document: Document, snapshot: Snapshot = Snapshot()) -> Text:  # noqa: B008
    """Words, shingles and paragraph keys of a document."""
    (text,) = _prepare([document], snapshot)
    return text


def prepare_many(documents: Iterable[Document], snapshot: Snapshot = Snapshot()) -> Iterator[Text]:  # noqa: B008
    """The same for many documents, in their order and several times as fast."""
    batch: list[Document] = []
    size = 0
    for document in documents:
        batch.append(document)
        size += sum(map(len, document.paragraphs))
        if size >= _CHARACTERS:
            yield from _prepare(batch, snapshot)
            batch, size = [], 0
    yield from _prepare(batch, snapshot)


def _prepare(documents: Sequence[Document], snapshot: Snapshot) -> Iterator[Text]:
    lines = [line for document in documents for line in (document.title or "", *document.paragraphs)]
    words = read(lines)
    sums = _line_sums(words)
    shingles = triples(words.hashes)
    place = 0
    for document in documents:
        below = place + len(document.paragraphs) + 1
        first = words.first[place : below + 1]
        first = np.minimum(first, first[0] + LONGEST)
        keys = tuple((sums[first[2:]] - sums[first[1:-1]]).view(np.int64).tolist())
        yield _text(document, snapshot, words, shingles, first, keys)
        place = below


def _text(
    document: Document,
    snapshot: Snapshot,
    words: Words,
    shingles: Hashes,
    first: NDArray[np.int64],
    keys: tuple[int, ...],
) -> Text:
    """first: number of the first word of the title, of each paragraph, and of what follows."""
    known = snapshot.boilerplate.get("", frozenset()) | snapshot.boilerplate.get(document.site or "", frozenset())
    aside = tuple(i for i, key in enumerate(keys) if key in known) if known else ()
    begin, end = int(first[1]), int(first[-1])
    body = slice(begin, end)
    hashes, numeric, capital = words.hashes[body], words.numeric[body], words.capital[body]
    counts = np.diff(first[1:])
    text = Text(
        id=document.id,
        site=document.site,
        date=document.date,
        words=hashes,
        shingles=shingles[begin : max(begin, end - 2)],
        numeric=numeric,
        capital=capital,
        title=words.hashes[int(first[0]) : begin],
        paragraph_keys=keys,
        set_aside=aside,
        paragraph_words=tuple(counts.tolist()),
    )
    return without(text, [i in aside for i in range(len(keys))], counts) if aside else text


def without(text: Text, aside: Sequence[bool], words: NDArray[np.int64]) -> Text:
    """A text without some of its paragraphs; `words` are those of each paragraph."""
    kept = np.repeat(~np.array(aside, dtype=bool), words)
    hashes = text.words[kept]
    own = {"numeric": text.numeric[kept], "capital": text.capital[kept]}
    return replace(text, words=hashes, shingles=triples(hashes), cache={}, **own)


def _line_sums(words: Words) -> Hashes:
    """(n + 1,) sums over words and their places in the line: differences are equal for equal words in equal order."""
    count = len(words.hashes)
    place = np.arange(count) - np.repeat(words.first[:-1], np.diff(words.first))
    sums = np.zeros(count + 1, dtype=np.uint64)
    np.cumsum(mix(words.hashes + _mixed(max(1024, 1 << int(place.max(initial=0)).bit_length()))[place]), out=sums[1:])
    return sums


@lru_cache(maxsize=12)
def _mixed(count: int) -> Hashes:
    return mix(np.arange(count, dtype=np.uint64))


def sketch(text: Text, snapshot: Snapshot = Snapshot()) -> Sketch:  # noqa: B008
    """FracMinHash of the shingles (Irber et al. 2022): kept where the hash is below 1/m of its range.

    Stop values are left out, so that sketches of one snapshot alone are comparable in full.
    """
    values = sampled(text).tolist()
    if snapshot.stop:
        values = [value for value in values if value not in snapshot.stop]
    return Sketch(version=SKETCH, values=tuple(values))


def sampled(text: Text) -> NDArray[np.int64]:
    """The values of a sketch, signed 32-bit, ascending, each once; stop values included."""
    chosen = text.shingles < (_ONE_OF_SHORT_SAMPLED if len(text.words) <= SHORT_WORDS else _ONE_OF_SAMPLED)
    chosen[:LEAD_WORDS] = text.shingles[:LEAD_WORDS] < _ONE_OF_LEAD_SAMPLED
    # Four bytes hold a million texts' values apart enough: a value that two texts share by chance makes no candidates,
    # as that takes two. They save a fifth of the table.
    values = text.shingles[chosen].astype(np.uint32).view(np.int32).astype(np.int64)
    values.sort()
    new = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=new[1:])
    return values[new]
