"""`newscrawl match`: which original each copy was made from, for files of articles. Needs no database."""

from __future__ import annotations

import gzip
import json
import os
import sys
import time
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import Annotated, Any

import typer
from threadpoolctl import threadpool_limits

from newscrawl.cli.tracing.encoders import ENCODER_HELP, encoder_name
from newscrawl.confined import processes
from newscrawl.errors import NewscrawlError
from newscrawl.plaintext import escaped
from newscrawl.trace.encoder import make_encoder
from newscrawl.trace.pool import Pool
from newscrawl.trace.prepared import Prepared, TextArticle, prepare
from newscrawl.trace.tracing import Match, Matcher

HELP = """Name for each copy the original it was made from, across languages, or say that it is not among them.

    Both files hold one article a line, {"id", "lang", "title", "paragraphs"} (lang and title may be null), plain or
    gzipped; `-` is standard input. One line of JSON is printed for each copy: {"id", "ranked" (at most ten [id,
    score]), "attributed" (id or null), "confidence", "relation", "coverage" (share of the copy's sentences), "ms"
    (without encoding)}.
    """

EPILOG = """
Examples:

  newscrawl match --originals originals.jsonl.gz --copies copies.jsonl > matches.jsonl

  newscrawl match --originals originals.jsonl --copies - --pairs < copies.jsonl

  newscrawl match --originals originals.jsonl --copies copies.jsonl --encoder none
"""

# Copies whose candidates are chosen together.
_AT_ONCE = 64


class BadInput(NewscrawlError):
    """A file of articles can't be read; the message names file and line."""


def match(
    originals: Annotated[str, typer.Option(help="File of the originals, or `-`.", show_default=False)],
    copies: Annotated[str, typer.Option(help="File of the copies, or `-`.", show_default=False)],
    encoder: Annotated[str, typer.Option(help=ENCODER_HELP, callback=encoder_name)] = "use",
    pairs: Annotated[bool, typer.Option("--pairs", help="Add the pairs of sentences that answer each other.")] = False,
) -> None:
    if originals == copies == "-":
        raise typer.BadParameter("only one of --originals and --copies can be standard input")
    # The tables of one copy are small: a second thread costs more than it brings (65 ms against 80 on two busy cores).
    threadpool_limits(limits=1)
    model = make_encoder(encoder, processes(os.environ.get("NEWSCRAWL_WORKERS")))
    start = time.monotonic()
    pool = list(_counted(prepare(read_articles(originals), model), "originals prepared", start))
    if not pool:
        raise BadInput(f"{_named(originals)} holds no article")
    matcher = Matcher(Pool.of(pool), model)
    _say(f"background {matcher.pool.background.number}, {model.name} {model.version}, rules {matcher.version}")
    remaining = _counted(prepare(read_articles(copies), model), "copies matched", start)
    while batch := list(islice(remaining, _AT_ONCE)):
        began = time.perf_counter()
        outlines = list(matcher.pool.outlines(batch))
        each = (time.perf_counter() - began) / len(batch)
        for copy, outline in zip(batch, outlines, strict=True):
            began = time.perf_counter()
            found = matcher.match(copy, outline=outline)
            line = as_line(copy, found, pool, (time.perf_counter() - began + each) * 1000, pairs)
            sys.stdout.write(escaped(json.dumps(line, ensure_ascii=not _utf8())) + "\n")
    sys.stdout.flush()


def as_line(copy: Prepared, found: Match, pool: list[Prepared], ms: float, pairs: bool) -> dict[str, Any]:
    """The answer for one copy, as it is printed."""
    line: dict[str, Any] = {
        "id": copy.id,
        "ranked": [[pool[original].id, round(score, 4)] for original, score in found.ranked],
        "attributed": None if found.attributed is None else pool[found.attributed].id,
        "confidence": round(found.confidence, 4),
        "relation": found.relation,
        "coverage": round(found.coverage.copy_any, 4),
        "ms": round(ms, 3),
    }
    if pairs:
        line["coverage_of_original"] = round(found.coverage.original, 4)
        line["pairs"] = [
            {
                "copy": [copy.sentences[n].text for n in range(pair.copy, pair.copy + pair.copies)],
                "original": [
                    pool[found.ranked[0][0]].sentences[n].text
                    for n in range(pair.original, pair.original + pair.originals)
                ],
                "gain": round(pair.gain, 4),
                "moved": pair.moved,
            }
            for pair in found.pairs
        ]
    return line


def read_articles(source: str) -> Iterator[TextArticle]:
    """The articles of a file, one at a time. Raises BadInput with the number of the line."""
    name = _named(source)
    number = 0
    try:
        with _open(source) as lines:
            for line in lines:
                number += 1
                if line.strip():
                    yield _article(line)
    except (EOFError, zlib.error, gzip.BadGzipFile) as err:
        raise BadInput(f"{name}: broken gzip data after line {number}: {err}") from err
    except OSError as err:
        raise BadInput(f"{name}: can't be read: {err.strerror or err}") from err
    except json.JSONDecodeError as err:
        raise BadInput(f"{name}, line {number}: no JSON: {err.msg} at character {err.pos + 1}") from err
    except (ValueError, RecursionError) as err:
        raise BadInput(f"{name}, line {number}: {err}") from err


def _article(line: bytes) -> TextArticle:
    given = json.loads(line)
    if not isinstance(given, dict):
        raise ValueError("no object")
    ident, language, title = given.get("id"), given.get("lang"), given.get("title")
    paragraphs = given.get("paragraphs")
    if not isinstance(ident, str | int) or isinstance(ident, bool):
        raise ValueError('"id" must be a string or a number')
    try:
        str(ident).encode()
    except UnicodeEncodeError:
        # It is written out as it is, where nobody could read half a character.
        raise ValueError('"id" holds half of a surrogate pair, which is no character') from None
    if not isinstance(language, str | None) or not isinstance(title, str | None):
        raise ValueError('"lang" and "title" must be strings or null')
    if not isinstance(paragraphs, list) or not all(isinstance(paragraph, str) for paragraph in paragraphs):
        raise ValueError('"paragraphs" must be a list of strings')
    code = language.replace("_", "-").split("-")[0].lower() if language else None
    return TextArticle(str(ident), code, title or "", tuple(paragraphs))


def _open(source: str) -> Any:
    """A binary stream of lines; gzip is known by its first bytes, whatever the file is called."""
    stream: Any = sys.stdin.buffer if source == "-" else open(source, "rb")  # noqa: SIM115 (closed by the caller)
    return gzip.GzipFile(fileobj=stream) if stream.peek(2)[:2] == b"\x1f\x8b" else stream


def _counted(prepared: Iterator[Prepared], what: str, start: float) -> Iterator[Prepared]:
    """Hands on, and tells the progress on standard error every 500 articles and at the end."""
    number = 0
    for number, article in enumerate(prepared, 1):
        yield article
        if number % 500 == 0:
            _say(f"{number} {what}, {time.monotonic() - start:.0f} s")
    _say(f"{number} {what}, {time.monotonic() - start:.0f} s")


def _say(text: str) -> None:
    print(f"newscrawl: {text}", file=sys.stderr)


def _named(source: str) -> str:
    return "standard input" if source == "-" else source


def _utf8() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
