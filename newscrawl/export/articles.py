"""Lists of articles as CSV, JSON Lines and Parquet, written piece by piece: a million rows need no more memory than a
thousand."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import IO, Any

from sqlalchemy import Engine

from newscrawl.errors import ConfigurationError
from newscrawl.plaintext import escaped, spreadsheet_cell
from newscrawl.query import ArticleRow, Filters, each_article, texts_of

_PART = 1_000
_LISTS = ("text_agencies", "image_agencies")
_TIMES = ("published_at", "first_seen_at")
_KINDS = {"confidence": "float64", "versions": "int32", "equal_texts": "int32", "is_original": "bool_"}


class Format(StrEnum):
    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"


Row = dict[str, Any]
Counted = Callable[[int], None]


def columns(with_text: bool) -> list[str]:
    """Names of an export's columns; they are those of `newscrawl articles --json`."""
    return [f.name for f in fields(ArticleRow)] + (["lead", "text"] if with_text else [])


def export(
    engine: Engine,
    filters: Filters,
    kind: Format,
    stream: IO[bytes],
    *,
    with_text: bool = False,
    progress: Counted | None = None,
) -> int:
    """Write the articles that the filters leave, newest first, and return how many there were.

    progress is told how many have been written so far. Raises StoreError, ConfigurationError where Parquet is asked for
    and pyarrow is not installed, OSError.
    """
    writer = {Format.CSV: _csv, Format.JSONL: _jsonl, Format.PARQUET: _parquet}[kind]
    parts = _parts(engine, filters, with_text)
    number = 0
    for written in writer(parts, stream, columns(with_text)):
        number += written
        if progress:
            progress(number)
    return number


def _parts(engine: Engine, filters: Filters, with_text: bool) -> Iterator[list[Row]]:
    rows = each_article(engine, filters, size=_PART)
    while part := [asdict(row) for row in islice(rows, _PART)]:
        if with_text:
            found = texts_of(engine, [row["url"] for row in part])
            for row in part:
                row["lead"], row["text"] = found.get(row["url"], (None, None))
        yield part


def _csv(parts: Iterator[list[Row]], stream: IO[bytes], names: Sequence[str]) -> Iterator[int]:
    # A byte order mark: without it spreadsheets take UTF-8 for their own encoding.
    stream.write("\ufeff".encode())
    writer = csv.writer(_Encoded(stream), lineterminator="\r\n")
    writer.writerow(names)
    for part in parts:
        writer.writerows([_cell(row[name]) for name in names] for row in part)
        yield len(part)


def _cell(value: object) -> str:
    return ", ".join(map(spreadsheet_cell, value)) if isinstance(value, tuple) else spreadsheet_cell(value)


class _Encoded:
    """What `csv` writes to, as bytes."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def write(self, line: str) -> int:
        return self._stream.write(line.encode("utf-8", "replace"))


def _jsonl(parts: Iterator[list[Row]], stream: IO[bytes], names: Sequence[str]) -> Iterator[int]:
    for part in parts:
        for row in part:
            line = escaped(json.dumps({name: _plain(row[name]) for name in names}, ensure_ascii=False))
            stream.write(f"{line}\n".encode("utf-8", "replace"))
        yield len(part)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _parquet(parts: Iterator[list[Row]], stream: IO[bytes], names: Sequence[str]) -> Iterator[int]:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as err:
        raise ConfigurationError("Parquet needs pyarrow: pip install 'newscrawl[export]'") from err
    schema = pa.schema([(name, _arrow(pa, name)) for name in names])
    with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        for part in parts:
            values = [pa.array([row[n] for row in part], type=schema.field(n).type) for n in names]
            writer.write_batch(pa.RecordBatch.from_arrays(values, schema=schema))
            yield len(part)


def _arrow(pa: Any, name: str) -> Any:
    if name in _LISTS:
        return pa.list_(pa.string())
    if name in _TIMES:
        return pa.timestamp("us", tz="UTC")
    return getattr(pa, _KINDS.get(name, "string"))()
