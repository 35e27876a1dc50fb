"""What the texts of each site share beside what they tell, where texts are compared in bulk."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from newscrawl.dedup.boilerplate import PER_SITE, Page, boilerplate
from newscrawl.dedup.model import Document, Text
from newscrawl.dedup.prepare import without

Rows = NDArray[np.int64]

_NOTHING = np.empty(0, dtype=np.int64)
_SITES = "SELECT DISTINCT site FROM document WHERE site IS NOT NULL"
# By their keys, so that the same texts are read for it whatever the order of input.
_SOME = "SELECT number FROM document WHERE site = ? ORDER BY key LIMIT ?"


class Sites:
    """Takes texts in the order of their numbers; once all are there, learns what to set aside of them."""

    def __init__(self, folder: Path) -> None:
        self._paragraphs = _Paragraphs(folder)
        self._shared: dict[str, frozenset[int]] = {}

    def add(self, document: Document, text: Text) -> None:
        self._paragraphs.add(document, text)

    def learn(self, file: sqlite3.Connection, progress: Callable[[str, int, int], None]) -> Iterator[tuple[int, int]]:
        """Read the table `document`, site by site; yields number and key of each text that a part is set aside of."""
        file.execute("CREATE INDEX by_site ON document (site, key) WHERE site IS NOT NULL")
        sites = [site for (site,) in file.execute(_SITES)]
        for done, site in enumerate(sites):
            progress("learning what sites share", done, len(sites))
            pages = [self._paragraphs.page(number) for (number,) in file.execute(_SOME, (site, PER_SITE))]
            shared = self._shared[site] = frozenset(boilerplate(pages))
            if shared:
                for number, key in file.execute("SELECT number, key FROM document WHERE site = ?", (site,)):
                    if not shared.isdisjoint(self._paragraphs.page(number)):
                        yield number, key

    def own(self, text: Text, number: int) -> Text:
        """The text without what its site's texts share."""
        shared = self._shared.get(text.site) if text.site else None
        if not shared:
            return text
        rows = self._paragraphs.rows(number)
        return without(text, [key in shared for key in rows[:, 0].tolist()], rows[:, 2])

    def close(self) -> None:
        self._paragraphs.close()


class _Paragraphs:
    """On disk, for each text key, length and words of each of its paragraphs; nothing for a text without a site."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "paragraphs"
        self._file = self._path.open("wb")
        self._ends = array("q", [0])
        self._read: Rows | None = None

    def add(self, document: Document, text: Text) -> None:
        """Not after the first text was read."""
        values = _NOTHING
        if document.site is not None:
            rows = zip(text.paragraph_keys, map(len, document.paragraphs), text.paragraph_words, strict=True)
            values = np.array([row for row in rows if row[2]], dtype=np.int64)
            values.tofile(self._file)
        self._ends.append(self._ends[-1] + values.size // 3)

    def page(self, number: int) -> Page:
        return {key: length for key, length, _ in self.rows(number).tolist()}

    def rows(self, number: int) -> Rows:
        if self._read is None:
            self._file.flush()
            # An empty file can't be mapped.
            read = np.memmap(self._path, dtype=np.int64, mode="r") if self._ends[-1] else _NOTHING
            self._read = np.asarray(read).reshape(-1, 3)
        return self._read[self._ends[number] : self._ends[number + 1]]

    def close(self) -> None:
        self._file.close()
        self._read = None
