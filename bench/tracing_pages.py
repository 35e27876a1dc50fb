"""Tracing end to end: the benchmark's articles as pages, crawled, stored and traced, beside the texts alone.

usage: python -m bench.tracing_pages FOLDER [--copies 300] [--pool 1000] [--out DIR]

FOLDER is that of `bench.tracing`. Copies are chosen by a digest of their ids; the pool is the originals of all of them
and others up to its size. Copies become pages of two aggregators, originals pages of two outlets, half of each in
either of two WordPress templates. The pages are put into a WARC file, `scrapy crawl pages` replays it, stores them
and traces them at its end, and the attributions are read from `v_origin`; nothing is fetched. `newscrawl match` is
asked for the same copies and pool. Of what the pages lose only ids and facts are printed, no text.

R@1 of the crawl is the share of copies whose first origin is the original: the database ranks no others. Where a copy
is first attributed to another copy of its own original, which is no false attribution, the next origin counts; such
copies are counted.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from bench.pages_theme import Post, classic, magazine
from bench.tracing_score import HEAD
from newscrawl.cli.tracing.match import read_articles
from newscrawl.fetch.archive import ArchiveWriter, http_request, http_response
from newscrawl.store.session import open_engine, reading
from newscrawl.trace.prepared import TextArticle

# Base, printed name and template, by which half an article is in.
# Names that are no real outlet's: a text that credits one must not name the bench's.
OUTLETS = (
    ("https://larkfieldpost.example", "Larkfield Post", classic),
    ("https://tidewaterledger.example", "Tidewater Ledger", magazine),
)
AGGREGATORS = (
    ("https://spiegelquell.example", "Spiegelquell24", classic),
    ("https://rundumblatt.example", "Rundumblatt", magazine),
)
# When the first original came out; each copy follows a day after the last one.
FIRST = datetime(2026, 4, 1, 6, 0, tzinfo=UTC)
_LISTED = 4


@dataclass(frozen=True)
class Chosen:
    copies: tuple[TextArticle, ...]
    originals: tuple[TextArticle, ...]
    labels: dict[str, dict[str, Any]]
    """By id of the copy."""


@dataclass(frozen=True)
class Found:
    """What was said of a copy."""

    first: str | None
    """The likeliest original."""
    attributed: str | None
    by_way_of: str | None = None
    """Another copy of the same original, where that is named before it."""


def choose(folder: Path, copies: int, pool: int) -> Chosen:
    """A sample that is the same each time."""
    with gzip.open(folder / "gold.jsonl.gz", "rt", encoding="utf-8") as lines:
        labels = {label["id"]: label for label in map(json.loads, lines)}
    named = set(sorted(labels, key=_digest)[:copies])
    golds = {labels[name]["gold"] for name in named} - {None}
    originals = sorted(read_articles(str(folder / "candidates.jsonl.gz")), key=lambda o: _digest(o.id))
    needed = [original for original in originals if original.id in golds]
    all_golds = {label["gold"] for label in labels.values()}
    others = [original for original in originals if original.id not in all_golds]
    return Chosen(
        copies=tuple(copy for copy in read_articles(str(folder / "queries.jsonl.gz")) if copy.id in named),
        originals=(*needed, *others[: max(0, pool - len(needed))]),
        labels={name: labels[name] for name in named},
    )


def _digest(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


def posts(chosen: Chosen) -> dict[str, Post]:
    """By id of the article; an original is out before every copy."""
    found = {}
    for articles, sites, start in (
        (chosen.originals, OUTLETS, 0),
        (chosen.copies, AGGREGATORS, len(chosen.originals) + 24),
    ):
        for number, article in enumerate(articles):
            base, name, _ = sites[_half(article)]
            found[article.id] = Post(article, base, name, FIRST + timedelta(hours=start + number))
    return found


def _half(article: TextArticle) -> int:
    return _digest(article.id)[1] % 2


def build(made: dict[str, Post], out: Path) -> None:
    """Write the pages as a WARC file and their addresses."""
    # As a site of many languages does, a page lists posts of its own language.
    editions: dict[tuple[str, str | None], list[Post]] = {}
    for post in made.values():
        editions.setdefault((post.base, post.article.language), []).append(post)
    templates = {base: template for base, _, template in (*OUTLETS, *AGGREGATORS)}
    writer = ArchiveWriter(out / "source", "pages")
    for (base, _), own in editions.items():
        for number, post in enumerate(own):
            others = [own[(number + step) % len(own)] for step in range(1, min(_LISTED + 1, len(own)))]
            writer.write(
                url=post.url,
                fetched_at=datetime.now(UTC),
                request=http_request("GET", "/", "", []),
                response=http_response(
                    200, [(b"Content-Type", b"text/html; charset=utf-8")], templates[base](post, others).encode()
                ),
            )
    writer.close()
    (out / "addresses.txt").write_text("\n".join(post.url for post in made.values()) + "\n", encoding="utf-8")


def crawl(out: Path, encoder: str) -> int:
    """The product's crawl over the pages, traced at its end; returns its exit code."""
    (source,) = (out / "source").glob("*.warc.gz")
    environment = {
        **os.environ,
        "SCRAPY_PROJECT": "test",
        "NEWSCRAWL_DATABASE_URL": f"sqlite:///{out}/newscrawl.db",
        "NEWSCRAWL_ARCHIVE_DIR": str(out / "archive"),
    }
    settings = {
        "NEWSCRAWL_REPLAY": source,
        "NEWSCRAWL_SITES": "bench.pages_sites",
        "NEWSCRAWL_TRACE": encoder,
        "NEWSCRAWL_RESOLVE": "False",
    }
    command = [sys.executable, "-m", "scrapy", "crawl", "pages", "-a", f"file={out / 'addresses.txt'}"]
    command += [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    return subprocess.run([*command, "--logfile", str(out / "crawl.log")], env=environment, check=False).returncode


def match(chosen: Chosen, out: Path, encoder: str) -> dict[str, Found]:
    """What `newscrawl match` says of the texts."""
    files = {"copies": chosen.copies, "originals": chosen.originals}
    for name, articles in files.items():
        lines = [
            json.dumps({"id": a.id, "lang": a.language, "title": a.title, "paragraphs": a.paragraphs}) for a in articles
        ]
        (out / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "newscrawl", "match", "--encoder", encoder]
    command += [part for name in files for part in (f"--{name}", str(out / f"{name}.jsonl"))]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    return {a["id"]: Found(a["ranked"][0][0] if a["ranked"] else None, a["attributed"]) for a in answers}


# An origin that is an article here; the page may name others, of which the database holds none.
ORIGINS = "SELECT url, rank, original_url, confidence, relation, origin_name, basis FROM v_origin ORDER BY url, rank"


def read(connection: Connection, made: dict[str, Post], chosen: Chosen) -> tuple[dict[str, Found], dict[str, str]]:
    """What the database says of each copy, and in words, by id of the copy."""
    ids = {post.url: name for name, post in made.items()}
    rows: dict[str, list[Any]] = {}
    for row in connection.execute(text(ORIGINS)):
        rows.setdefault(ids[row.url], []).append(row)
    found, said = {}, {}
    for name in chosen.labels:
        mine = rows.get(name, [])
        stored = [ids[row.original_url] for row in mine if row.original_url]
        first = ids.get(mine[0].original_url or "", f"page: {mine[0].origin_name}") if mine else None
        siblings = [other for other in stored if _same_source(chosen, name, other)]
        originals = [other for other in stored if other not in siblings]
        found[name] = Found(first, next(iter(originals), None), next(iter(siblings), None))
        said[name] = "; ".join(f"{row.origin_name} {row.confidence:.2f} {row.relation}, {row.basis}" for row in mine)
    return found, said


def figures(name: str, found: dict[str, Found], chosen: Chosen) -> tuple[str, float]:
    """A line of the table, and F1."""
    answerable = [label for label in chosen.labels.values() if label["gold"]]
    without = [label for label in chosen.labels.values() if not label["gold"]]
    made = sum(one.attributed is not None for one in found.values())
    right = sum(found[label["id"]].attributed == label["gold"] for label in answerable)
    first = sum(found[label["id"]].first == label["gold"] for label in answerable)
    false = sum(found[label["id"]].attributed is not None for label in without)
    precision, recall = right / max(made, 1), right / len(answerable)
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    shares = (first / len(answerable), precision, recall, f1, false / max(len(without), 1))
    return f"{name:36}{len(found):6}" + "".join(f"{share:9.4f}" for share in shares), f1


def _same_source(chosen: Chosen, copy: str, other: str | None) -> bool:
    """Whether an attribution is to another copy of the same original."""
    return other in chosen.labels and chosen.labels[copy]["source"] == chosen.labels[other]["source"]


def losses(
    chosen: Chosen, texts: dict[str, Found], pages: dict[str, Found], said: dict[str, str], kept: dict[str, str]
) -> Iterator[str]:
    """Copies of which the two say different things, one of them wrong."""
    for name in sorted(chosen.labels):
        gold = chosen.labels[name]["gold"]
        of_text, of_page = texts[name].attributed, pages[name].attributed
        if of_text == of_page:
            continue
        label = chosen.labels[name]
        kind = "gained" if of_page == gold else "lost" if of_text == gold else "other"
        strata = f"{label['lang']} {label['variant']} {label['case']}"
        yield f"{kind}: {name} ({strata}; {kept[name]}): gold {gold}, texts {of_text}, pages {of_page}; {said[name]}"


def words_kept(connection: Connection, made: dict[str, Post]) -> dict[str, str]:
    """State of each page, with the share of its text's characters that were stored and its language."""
    rows = connection.execute(
        text("SELECT p.url, p.state, a.body, a.language FROM v_page p LEFT JOIN v_article a ON a.url = p.url")
    )
    stored = {row.url: row for row in rows}
    told = {}
    for name, post in made.items():
        row = stored[post.url]
        whole = sum(len("".join(p.split())) for p in post.article.paragraphs)
        share = len("".join((row.body or "").split())) / max(whole, 1)
        told[name] = f"{row.state}, {share:.0%} of the text, {row.language} for {post.article.language}"
    return told


def report(chosen: Chosen, made: dict[str, Post], texts: dict[str, Found], out: Path) -> Sequence[str]:
    engine = open_engine(f"sqlite:///{out}/newscrawl.db")
    with reading(engine) as connection:
        pages, said = read(connection, made, chosen)
        kept = words_kept(connection, made)
    engine.dispose()
    states = Counter(told.split(",")[0] for told in kept.values())
    siblings = sum(found.by_way_of is not None for found in pages.values())
    of_text, of_page = figures("newscrawl match", texts, chosen), figures("crawled and traced", pages, chosen)
    return [
        f"pages: {', '.join(f'{n} {state}' for state, n in states.most_common())}",
        HEAD,
        of_text[0],
        of_page[0],
        f"F1 by the pages {of_page[1] - of_text[1]:+.4f}; by way of another copy of the original: {siblings}",
        *losses(chosen, texts, pages, said, kept),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--copies", type=int, default=300)
    parser.add_argument("--pool", type=int, default=1000)
    parser.add_argument("--encoder", choices=("use", "none"), default="use")
    parser.add_argument("--out", type=Path, help="a folder that does not exist yet, to keep database and log")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out = (given.out or Path(folder) / "pages").resolve()
        out.mkdir(parents=True)
        chosen = choose(given.folder, given.copies, given.pool)
        made = posts(chosen)
        print(f"{len(chosen.copies)} copies, {len(chosen.originals)} originals", flush=True)
        build(made, out)
        print("the crawl's exit code:", crawl(out, given.encoder), flush=True)
        print("\n".join(report(chosen, made, match(chosen, out, given.encoder), out)))


if __name__ == "__main__":
    main()
