"""What comparing in bulk keeps on disk: prepared texts, and rows to be brought together."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from newscrawl.dedup.model import Hashes, Text
from newscrawl.dedup.tokens import triples

_NUMERIC, _CAPITAL = np.uint8(1), np.uint8(2)


class TextFile:
    """Prepared texts by number, nine bytes a word: read again in a thirtieth of the time that preparing takes."""

    def __init__(self, folder: Path) -> None:
        self._paths = folder / "words", folder / "flags"
        self._words, self._flags = (path.open("wb") for path in self._paths)
        # Where each text's title begins, and its body; words in all.
        self._titles, self._bodies = array("q"), array("q")
        self._end = 0
        self._read: tuple[Hashes, NDArray[np.uint8]] | None = None

    def add(self, texts: Iterable[Text]) -> None:
        """Append texts; their number is their place. Not after the first `get`."""
        words, flags = [], []
        for text in texts:
            words += [text.title, text.words]
            flags += [np.zeros(len(text.title), dtype=np.uint8), text.numeric * _NUMERIC | text.capital * _CAPITAL]
            self._titles.append(self._end)
            self._bodies.append(self._end + len(text.title))
            self._end = self._bodies[-1] + len(text.words)
        if words:
            np.concatenate(words).tofile(self._words)
            np.concatenate(flags).tofile(self._flags)

    def get(self, number: int, ident: str, site: str | None, date: str | None) -> Text:
        """A text as it was prepared, but for its paragraphs' keys."""
        all_words, all_flags = self._open()
        title, begin = self._titles[number], self._bodies[number]
        end = self._titles[number + 1] if number + 1 < len(self._titles) else self._end
        words, flags = np.array(all_words[begin:end]), all_flags[begin:end]
        return Text(
            id=ident,
            site=site,
            date=date,
            words=words,
            shingles=triples(words),
            numeric=(flags & _NUMERIC) > 0,
            capital=(flags & _CAPITAL) > 0,
            title=np.array(all_words[title:begin]),
            paragraph_keys=(),
            set_aside=(),
        )

    def close(self) -> None:
        self._words.close()
        self._flags.close()
        self._read = None

    def _open(self) -> tuple[Hashes, NDArray[np.uint8]]:
        if self._read is None:
            self._words.flush()
            self._flags.flush()
            # An empty file can't be mapped.
            words, flags = (
                np.memmap(path, dtype=dtype, mode="r") if self._end else np.empty(0, dtype=dtype)
                for path, dtype in zip(self._paths, (np.uint64, np.uint8), strict=True)
            )
            self._read = np.asarray(words), np.asarray(flags)
        return self._read


class Spill:
    """Rows of integers, divided among files by the first one, so that a part of them fits into memory."""

    _PARTS = 64
    _HELD = 1 << 20

    def __init__(self, folder: Path, name: str, columns: int) -> None:
        self._paths = [folder / f"{name}-{part}" for part in range(self._PARTS)]
        self._columns = columns
        self._waiting: list[NDArray[np.int64]] = []
        self._number = 0

    def add(self, *columns: NDArray[np.int64]) -> None:
        rows = np.stack(columns, axis=1)
        self._waiting.append(rows)
        self._number += len(rows)
        if self._number >= self._HELD:
            self._write()

    def parts(self) -> Iterator[NDArray[np.int64]]:
        """All rows (n, columns), those with an equal first integer in one part. Ends the spill; files are removed."""
        self._write()
        for path in self._paths:
            if path.exists():
                yield np.fromfile(path, dtype=np.int64).reshape(-1, self._columns)
                path.unlink()

    def _write(self) -> None:
        if not self._waiting:
            return
        rows = np.concatenate(self._waiting)
        self._waiting, self._number = [], 0
        parts = rows[:, 0] & (self._PARTS - 1)
        rows = rows[np.argsort(parts, kind="stable")]
        ends = np.cumsum(np.bincount(parts, minlength=self._PARTS))
        for path, part in zip(self._paths, np.split(rows, ends[:-1]), strict=True):
            if len(part):
                with path.open("ab") as file:
                    part.tofile(file)
