"""`newscrawl dedup`: which texts are one, in bulk."""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from newscrawl.cli.shared.bars import Bars
from newscrawl.cli.shared.database import DatabaseOption
from newscrawl.errors import NewscrawlError

HELP = """Say of each text which others hold it too, cut, merged, damaged or dressed up, and which only look alike.

Reads one JSON object a line, {"id", "title", "paragraphs", "lang"} and optionally "site", "url", "date" (title and lang
may be null), plain or gzipped, from FILE or standard input. Prints one line for each, in the same order:
{"id", "cluster", "relations": [{"id", "kind", "score"}]}; kinds are read "this is … that": exact, near, contains,
part-of, merged-from, merged-into, update-of, updated-by, template-of, same-event. Copies of one text have the same
cluster. What the texts of a "site" share beside what they tell is set aside. Needs no database; texts and sketches are
in temporary files, not in memory.

A line that can't be read is told with its number, left out, and makes the exit code 1.

With --reindex: learn from the database's texts what says nothing of one of them, and compare them all anew. Stopped or
killed at any point, it goes on where it was when it is called again. A crawl may run beside it.
"""

EPILOG = """
Examples:

  newscrawl dedup articles.jsonl.gz > clusters.jsonl

  zcat articles.jsonl.gz | newscrawl dedup > clusters.jsonl

  newscrawl dedup --reindex
"""


def dedup(
    file: Annotated[str, typer.Argument(metavar="[FILE]", help="Texts, one a line; `-`: standard input.")] = "-",
    work: Annotated[Path | None, typer.Option("--work", help="Folder for temporary files, some 7 kB a text.")] = None,
    reindex: Annotated[bool, typer.Option("--reindex", help="Renew the database's sketches, pairs, clusters.")] = False,
    database: DatabaseOption = None,
) -> None:
    """Which texts are one, in bulk."""
    if reindex:
        from newscrawl.cli.tracing.dedup_reindex import reindex as run

        run(database)
        return
    if file == "-" and sys.stdin.isatty():
        raise typer.BadParameter("name a file, pipe texts in, or use --reindex")
    if _bulk(file, work):
        raise typer.Exit(1)


def _bulk(file: str, work: Path | None) -> int:
    """Compare a file's texts and print what was found; returns how many lines could not be read."""
    from newscrawl.dedup.bulk import Bulk

    bad = 0
    try:
        with Bulk(work) as bulk, Bars() as shown:
            for number, line in enumerate(_lines(file), 1):
                if not line.strip():
                    continue
                try:
                    bulk.add([_document(line)])
                except (ValueError, RecursionError) as err:
                    bad += 1
                    _say(f"line {number} left out: {_reason(err)}")
                if number % 1_000 == 0:
                    shown("reading", number, number)
            for found in bulk.relate(shown):
                relations = [{"id": i, "kind": kind, "score": score} for i, kind, score in found.relations]
                row = {"id": found.id, "cluster": found.cluster, "relations": relations}
                # ASCII: whatever the terminal or pipe is set to, and lone surrogates too.
                sys.stdout.write(json.dumps(row) + "\n")
        sys.stdout.flush()
    except KeyboardInterrupt:
        raise NewscrawlError("interrupted; nothing is kept, start it again") from None
    return bad


def _lines(file: str) -> Iterator[bytes]:
    """Raises NewscrawlError where the file can't be read to its end."""
    try:
        stream: Any = sys.stdin.buffer if file == "-" else open(file, "rb")  # noqa: SIM115 (closed below)
        with stream, gzip.GzipFile(fileobj=stream) if stream.peek(2)[:2] == b"\x1f\x8b" else stream as lines:
            yield from lines
    except (EOFError, zlib.error, gzip.BadGzipFile) as err:
        raise NewscrawlError(f"{file}: broken gzip data: {err}") from err
    except OSError as err:
        raise NewscrawlError(f"{file}: can't be read: {err.strerror or err}") from err


def _document(line: bytes) -> Any:
    from newscrawl.dedup.model import Document

    given = json.loads(line)
    if not isinstance(given, dict):
        raise ValueError("no object")
    ident, paragraphs = given.get("id"), given.get("paragraphs")
    if not isinstance(ident, str | int) or isinstance(ident, bool):
        raise ValueError('"id" must be a string or a number')
    if not isinstance(paragraphs, list) or not all(isinstance(paragraph, str) for paragraph in paragraphs):
        raise ValueError('"paragraphs" must be a list of strings')
    texts = {name: given.get(name) for name in ("title", "lang", "site", "url", "date")}
    for name, value in texts.items():
        if not isinstance(value, str | None):
            raise ValueError(f'"{name}" must be a string or null')
    return Document(id=str(ident), paragraphs=tuple(paragraphs), **texts)


def _reason(err: Exception) -> str:
    if isinstance(err, json.JSONDecodeError):
        return f"no JSON: {err.msg} at character {err.pos + 1}"
    return "no UTF-8" if isinstance(err, UnicodeDecodeError) else str(err)


def _say(text: str) -> None:
    print(f"newscrawl: {text}", file=sys.stderr)
