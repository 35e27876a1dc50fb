"""Crawl invented newspapers, and again as a day later, from three servers that change nothing of their articles.

    python -m bench.recrawl [--pages 400] [--seed N] [--folder DIR]

validators     ETag and Last-Modified, answered with 304 (goal: at most 2 % of the bytes, nothing read again)
none           no validators: everything is sent again (goal: nothing read again, no new version)
markup         no validators, and other markup around the same text each time (goal: no new version)

Bytes are those of bodies. "Read" are pages that went through extraction. Exit code 1 where a goal is missed.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import update

from bench.crawling import Crawl
from bench.paper_server import Handler, serve
from bench.papers import Answer
from newscrawl.store.models import Page

Decorate = Callable[[Handler, Answer], Answer | None]
MOST_BYTES = 0.02
DAY = timedelta(hours=25)
_MODIFIED = "Sun, 01 Mar 2026 00:00:00 GMT"


@dataclass(frozen=True)
class Server:
    name: str
    decorate: Decorate | None
    most_bytes: float = 1.2
    """Of the second crawl, as a share of the first one's."""
    reads: bool = False
    """Whether the second crawl may extract pages again."""


@dataclass(frozen=True)
class Pass:
    """What one crawl cost and brought."""

    code: int
    sent: Counter[str]
    extracted: int
    versions: int


def validated(handler: Handler, answer: Answer) -> Answer | None:
    """With validators, and nothing where the client has it."""
    tag = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
    handler.validators = (("ETag", tag), ("Last-Modified", _MODIFIED))
    same = handler.headers.get("If-None-Match") == tag or handler.headers.get("If-Modified-Since") == _MODIFIED
    return None if same else answer


def other_markup(numbers: count[int]) -> Decorate:
    """Tokens, advertisements, teasers and attributes that differ at each request, as themes and servers make them."""

    def decorate(_: Handler, answer: Answer) -> Answer:
        if b"<article>" not in answer.body:
            return answer
        number = next(numbers)
        chosen = random.Random(number)
        teasers = "".join(
            f'<li><a href="/latest?from={n}">Most read: {n}</a></li>' for n in chosen.sample(range(99), 5)
        )
        head = f'<meta name="csrf-token" content="{chosen.randbytes(12).hex()}"></head>'
        body = answer.body.replace(b"</head>", head.encode(), 1)
        wrapped = f'<div class="c{number % 7}" data-request="{number}"><article class="post v{number % 5}">'
        body = body.replace(b"<article>", wrapped.encode(), 1).replace(b"</article>", b"</article></div>", 1)
        after = f'<aside class="ad"><a href="/ad?{number}">Advertisement</a></aside><ul class="popular">{teasers}</ul>'
        return replace(answer, body=body.replace(b"<footer>", f"{after}<!-- {number} --><footer>".encode(), 1))

    return decorate


SERVERS = (
    Server("validators", validated, most_bytes=MOST_BYTES),
    Server("none", None),
    Server("markup", other_markup(count()), reads=True),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where databases and logs are kept; a temporary one without")
    arguments = parser.parse_args()
    print(f"{'server':<12} {'answers':>9} {'bytes':>17} {'share':>7} {'read':>9} {'versions':>11} verdict", flush=True)
    good = True
    with tempfile.TemporaryDirectory(prefix="newscrawl-recrawl-") as temporary:
        for server in SERVERS:
            folder = (arguments.folder or Path(temporary)) / server.name
            first, second = run(server, folder, arguments.pages, arguments.seed)
            good = show(server, first, second) and good
    return 0 if good else 1


def run(server: Server, folder: Path, pages: int, seed: int = 1) -> tuple[Pass, Pass]:
    """Two crawls of one server; before the second what will be due in a day is made so."""
    # Articles that are older when they are first seen are not visited again so soon.
    with serve(pages, seed, datetime.now(UTC).replace(microsecond=0) - DAY) as service:
        service.decorate = server.decorate
        crawl = Crawl(folder, service, settings={"NEWSCRAWL_TRACE": ""})
        first = _pass(crawl)
        # The first visit again is due after 24 hours; what is tried again after a month is not of this crawl.
        soon = Page.due_at < datetime.now(UTC) + DAY
        crawl.write(update(Page).where(soon).values(due_at=Page.first_seen_at))
        second = _pass(crawl)
        crawl.close()
    return first, second


def wrong(server: Server, first: Pass, second: Pass) -> list[str]:
    """Goals that were missed."""
    found = [f"exit code {one.code}" for one in (first, second) if one.code]
    if second.sent["bytes"] > server.most_bytes * first.sent["bytes"]:
        found.append("too many bytes")
    if second.extracted and not server.reads:
        found.append("pages were read again")
    if second.versions != first.versions:
        found.append("new versions")
    if not second.sent["answers"]:
        found.append("nothing was asked for again")
    return found


def show(server: Server, first: Pass, second: Pass) -> bool:
    share = second.sent["bytes"] / max(1, first.sent["bytes"])
    missed = wrong(server, first, second)
    print(
        f"{server.name:<12} {first.sent['answers']:>4}/{second.sent['answers']:<4} "
        f"{first.sent['bytes']:>8}/{second.sent['bytes']:<8} {share:>7.2%} {first.extracted:>4}/{second.extracted:<4} "
        f"{first.versions:>5}/{second.versions:<5} {'FAILED: ' + ', '.join(missed) if missed else 'ok'}",
        flush=True,
    )
    return not missed


def _pass(crawl: Crawl) -> Pass:
    before, extracted = Counter(crawl.service.sent), crawl.counted("newscrawl/extracted")
    code = crawl.run()
    return Pass(
        code=code,
        sent=crawl.service.sent - before,
        extracted=crawl.counted("newscrawl/extracted") - extracted,
        versions=crawl.count("SELECT count(*) FROM article_version"),
    )


if __name__ == "__main__":
    sys.exit(main())
