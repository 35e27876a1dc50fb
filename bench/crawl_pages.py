"""Crawl saved pages under their real addresses and write what the database says of each as predictions.

    python -m bench.crawl_pages DATA OUT

DATA holds `labels.jsonl` (objects with `id`, `html`, `url`, `site`) and the gzipped pages they name. The pages are put
into a WARC file and `scrapy crawl pages` replays it: real host names and schemes, no network. OUT gets the database,
the archive, the log and `predictions.jsonl`. Printed: states, what a second run fetched, and how many stored quotes
were found again at their locators.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from newscrawl.discover.canonical import canonical_url
from newscrawl.extract.document import parse, text_at
from newscrawl.fetch.archive import ArchiveWriter, Place, http_request, http_response, read
from newscrawl.store.session import open_engine, reading

ARCHIVED = re.compile(r"^https?://web\.archive\.org/web/\d+[a-z_]*/")


def address(label: dict[str, str | None]) -> str:
    """The page's address without an archive's prefix; made from its site where none is known."""
    url = ARCHIVED.sub("", label["url"] or "")
    if not url:
        return canonical_url(f"http://{label['site']}/{label['id']}")
    return canonical_url(url if "//" in url else f"http://{url}")


def build(data: Path, out: Path) -> dict[str, str]:
    """Write the WARC file and the list of addresses; returns ids by address."""
    labels = [json.loads(line) for line in (data / "labels.jsonl").read_text(encoding="utf-8").splitlines()]
    ids = {address(label): label["id"] for label in labels}
    if len(ids) != len(labels):
        raise SystemExit(f"{len(labels)} labels, but {len(ids)} addresses: two pages would answer for each other")
    writer = ArchiveWriter(out / "source", "pages")
    for label in labels:
        writer.write(
            url=address(label),
            fetched_at=datetime.now(UTC),
            request=http_request("GET", "/", "", []),
            response=http_response(
                200, [(b"Content-Type", b"text/html")], gzip.decompress((data / label["html"]).read_bytes())
            ),
        )
    writer.close()
    (out / "addresses.txt").write_text("\n".join(ids) + "\n", encoding="utf-8")
    return ids


def crawl(out: Path) -> int:
    """One run of the pages spider over OUT's files; returns its exit code."""
    (source,) = (out / "source").glob("*.warc.gz")
    environment = {
        **os.environ,
        "SCRAPY_PROJECT": "test",
        "NEWSCRAWL_DATABASE_URL": f"sqlite:///{out}/newscrawl.db",
        "NEWSCRAWL_ARCHIVE_DIR": str(out / "archive"),
    }
    command = [sys.executable, "-m", "scrapy", "crawl", "pages", "-a", f"file={out / 'addresses.txt'}"]
    command += ["-s", f"NEWSCRAWL_REPLAY={source}", "--logfile", str(out / "crawl.log")]
    return subprocess.run(command, env=environment, check=False).returncode


AGENCIES = """
    SELECT DISTINCT a.url, g.slug FROM credit c
    JOIN article_version v ON v.id = c.article_version_id JOIN article a ON a.id = v.article_id
    JOIN credit_name n ON n.credit_id = c.id JOIN agency g ON g.id = n.agency_id
    WHERE c.kind = :kind AND (:photo OR g.kind <> 'photo')"""
PUBLISHERS = """
    SELECT a.url, l.publisher_name FROM origin_link l JOIN article_version v ON v.id = l.article_version_id
    JOIN article a ON a.id = v.article_id WHERE NOT l.is_agency ORDER BY l.rank DESC"""
ORIGINALS = """
    SELECT a.url, c.url AS original FROM credit c JOIN article_version v ON v.id = c.article_version_id
    JOIN article a ON a.id = v.article_id WHERE c.kind = 'original_link'
    ORDER BY c.position = 'canonical', c.ordinal DESC"""


def pairs(connection: Connection, query: str) -> dict[str, str]:
    """First and second column of a query; the last row of a key counts."""
    return {row[0]: row[1] for row in connection.execute(text(query))}


def predictions(engine: Engine, ids: dict[str, str]) -> list[dict[str, object]]:
    """What the database says of each page, in the form the scorer reads."""
    with reading(engine) as connection:

        def agencies(kind: str) -> dict[str, set[str]]:
            found: dict[str, set[str]] = {}
            for url, agency in connection.execute(text(AGENCIES), {"kind": kind, "photo": kind == "photo"}):
                found.setdefault(url, set()).add(agency)
            return found

        text_of, cited, photo = agencies("text"), agencies("cited"), agencies("photo")
        publisher = pairs(connection, PUBLISHERS)
        original = pairs(connection, ORIGINALS)
        aliases = pairs(connection, ALIASES)
    rows = []
    for address, ident in ids.items():
        url = aliases.get(address, address)
        rows.append(
            {
                "id": ident,
                "text_agencies": sorted(text_of.get(url, ())),
                "cited_agencies": sorted(cited.get(url, set()) - text_of.get(url, set())),
                "image_agencies": sorted(photo.get(url, ())),
                "origin_publisher": publisher.get(url),
                "original_url": original.get(url),
            }
        )
    return rows


ALIASES = "SELECT p.url, t.url AS target FROM page p JOIN page t ON t.id = p.alias_of_id"
QUOTES = """
    SELECT c.quote, c.locator, f.archive_file, f.archive_offset FROM credit c JOIN "fetch" f ON f.id = c.fetch_id
    WHERE c.source_url IS NULL"""


def quotes_found(engine: Engine, archive: Path) -> Counter[bool]:
    """How many stored quotes stand at their locators when the archived bytes are parsed again."""
    found: Counter[bool] = Counter()
    with reading(engine) as connection:
        for quote, locator, file, offset in connection.execute(text(QUOTES)):
            archived = read(archive, Place(file, offset))
            document = parse(archived.body, url=archived.url, content_type=archived.content_type)
            found[quote in text_at(document, locator)] += 1
    return found


def fetches(engine: Engine) -> int:
    with reading(engine) as connection:
        return int(connection.execute(text('SELECT count(*) FROM "fetch"')).scalar_one())


def states(engine: Engine) -> str:
    with reading(engine) as connection:
        rows = connection.execute(text("SELECT state, count(*) FROM page GROUP BY state ORDER BY state"))
        return ", ".join(f"{number} {state}" for state, number in rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path, help="a folder that does not exist yet")
    arguments = parser.parse_args()
    out = arguments.out.resolve()
    out.mkdir(parents=True)
    ids = build(arguments.data, out)
    print(f"{len(ids)} addresses; first run: exit code {crawl(out)}")
    engine = open_engine(f"sqlite:///{out}/newscrawl.db")
    print("states:", states(engine))
    before = fetches(engine)
    print(f"second run: exit code {crawl(out)}, {fetches(engine) - before} pages fetched")
    found = quotes_found(engine, out / "archive")
    print(f"quotes found again at their locators: {found[True]} of {found.total()}")
    lines = [json.dumps(row, ensure_ascii=False) for row in predictions(engine, ids)]
    (out / "predictions.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("predictions:", out / "predictions.jsonl")


if __name__ == "__main__":
    main()
