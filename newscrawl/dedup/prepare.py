"""From a document to what is compared: words in order, boilerplate set aside."""

from __future__ import annotations

import numpy as np

from newscrawl.dedup.model import Document, Hashes, Sketch, Snapshot, Text
from newscrawl.dedup.tokens import mix, read, triples

SKETCH = "frac-1"
"""Version of the sketch: words, shingles, sampling. Any change of those is a new one."""
SAMPLED = 8
"""One shingle in so many is kept. 60 values for a text of 480 words; a copy cut by a third still shares 40."""
LEAD_WORDS = 48
LEAD_SAMPLED = 2
"""Within the first words one in two, else a brief of 20 words would keep two values, and one in eleven none."""
LONGEST = 20_000
"""Words that are read; books and dumps must not cost what a thousand articles do."""


def prepare(document: Document, snapshot: Snapshot = Snapshot()) -> Text:  # noqa: B008
    """Words, shingles and paragraph keys of a document."""
    lines = [document.title or "", *document.paragraphs]
    words = read("\n".join(line.replace("\n", " ") for line in lines))
    hashes, numeric, line = words.hashes[:LONGEST], words.numeric[:LONGEST], words.line[:LONGEST]
    keys = paragraph_keys(hashes, line, len(lines))
    known = snapshot.boilerplate.get("", frozenset()) | snapshot.boilerplate.get(document.site or "", frozenset())
    aside = tuple(i for i, key in enumerate(keys[1:]) if key in known) if known else ()
    kept = line > 0
    if aside:
        kept &= ~np.isin(line, np.array(aside) + 1)
    return Text(
        id=document.id,
        site=document.site,
        date=document.date,
        words=hashes[kept],
        shingles=triples(hashes[kept]),
        numeric=numeric[kept],
        capital=words.capital[:LONGEST][kept],
        title=hashes[line == 0],
        paragraph_keys=keys[1:],
        set_aside=aside,
    )


def paragraph_keys(hashes: Hashes, line: np.ndarray[tuple[int], np.dtype[np.int64]], count: int) -> tuple[int, ...]:
    """A signed 64-bit key for each of `count` lines, equal for equal words in equal order; 0 where there are none."""
    place = np.arange(len(hashes), dtype=np.uint64)
    first = np.searchsorted(line, np.arange(count + 1))
    place -= first[line].astype(np.uint64)
    sums = np.zeros(len(hashes) + 1, dtype=np.uint64)
    np.cumsum(mix(hashes + mix(place)), out=sums[1:])
    return tuple((sums[first[1:]] - sums[first[:-1]]).view(np.int64).tolist())


def sketch(text: Text, snapshot: Snapshot = Snapshot()) -> Sketch:  # noqa: B008
    """FracMinHash of the shingles (Irber et al. 2022): kept where the hash is below 1/m of its range.

    Stop values are left out, so that sketches of one snapshot alone are comparable in full.
    """
    chosen = text.shingles[text.shingles < np.uint64((1 << 64) // SAMPLED)]
    lead = text.shingles[:LEAD_WORDS]
    lead = lead[lead < np.uint64((1 << 64) // LEAD_SAMPLED)]
    values = np.unique(np.concatenate([chosen, lead]).view(np.int64)).tolist()
    if snapshot.stop:
        values = [value for value in values if value not in snapshot.stop]
    return Sketch(version=SKETCH, values=tuple(values))
