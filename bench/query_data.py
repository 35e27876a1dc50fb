"""A database of invented articles in bulk: sites that copy outlets, agencies' credits, families of copies, versions."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import numpy as np
from sqlalchemy import Engine, text

BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
DAYS = 600
SITES, OUTLETS = 60, 10
LANGUAGES = ("de", "en", "fr", "ko", "es")
VOCABULARY = 60_000
# Words of a text, on average.
LENGTH = 160
_BATCH = 5_000
# Publishers and agencies of the gazetteer come before.
_FIRST_PUBLISHER = 100_000
_AGENCIES = 40
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Original:
    number: int
    version: int
    url: str
    publisher: int
    site: int


class Corpus:
    """Rows of all tables, batch by batch; the same for the same number of articles."""

    def __init__(self, articles: int, agencies: Sequence[tuple[int, str]]) -> None:
        self.articles = articles
        self.agencies = list(agencies[:_AGENCIES])
        self._random = np.random.default_rng(13)
        self.words = [word(n) for n in range(VOCABULARY)]
        weights = 1 / np.arange(5, VOCABULARY + 5)
        self._cumulated = np.cumsum(weights / weights.sum())
        sizes = 1 / np.arange(1, SITES + 1) ** 0.7
        self._sites = np.cumsum(sizes / sizes.sum())
        self._recent: deque[Original] = deque(maxlen=3_000)

    def publishers(self) -> list[Row]:
        kinds = ["outlet" if n < OUTLETS else "aggregator" for n in range(SITES)]
        return [(_FIRST_PUBLISHER + n, site(n), f"Paper {n}", kinds[n], "de", site(n)) for n in range(SITES)]

    def batches(self) -> Iterator[dict[str, list[Row]]]:
        for start in range(0, self.articles, _BATCH):
            numbers = range(start, min(start + _BATCH, self.articles))
            rows: dict[str, list[Row]] = {name: [] for name in TABLES}
            chosen = np.searchsorted(self._sites, self._random.random(len(numbers)))
            chances = self._random.random((len(numbers), 6))
            lengths = self._random.poisson(LENGTH, len(numbers))
            drawn = np.searchsorted(self._cumulated, self._random.random(int(lengths.sum()) + 10 * len(numbers)))
            at = 0
            for place, number in enumerate(numbers):
                words = [self.words[w] for w in drawn[at : at + lengths[place] + 10]]
                at += lengths[place] + 10
                self._article(rows, number, int(chosen[place]) % SITES, chances[place], words)
            yield rows

    def _article(self, rows: dict[str, list[Row]], number: int, place: int, chances: Any, words: list[str]) -> None:
        ident, name = number + 1, site(place)
        time = BEGIN + timedelta(days=DAYS * number / self.articles)
        url = f"https://{name}.example/{time:%Y/%m/%d}/{'-'.join(words[:4])}-{number}"
        language = LANGUAGES[place % len(LANGUAGES)]
        title, body = " ".join(words[:10]).capitalize(), _sentences(words[10:])
        digest = sha256(url.encode()).hexdigest()
        rows["page"].append((ident, url, name, "article", "feed", "stored", 0, 0, time, 1))
        rows["fetch"].append(
            (ident, ident, 1, url, time, 200, digest, 9000, "text/html", f"{name}.warc.gz", number * 9)
        )
        rows["discovery"].append((ident, ident, f"https://{name}.example/feed", "feed", 0, "entries[0]", time, time))
        version = ident
        numbers = (1, 2) if chances[0] < 0.04 else (1,)
        for n in numbers:
            version = ident if n == 1 else self.articles + ident
            text_of = body if n == numbers[-1] else f"{body} {title}"
            rows["article_version"].append(
                (version, ident, n, ident, digest, title, None, text_of, "", language, "bench", time, time)
            )
        rows["trace_state"].append((version, "bench", 12, time, chances[1] < 0.02))
        link = self._origin(rows, ident, version, place, chances, time)
        self._credits(rows, ident, version, name, chances)
        publisher = _FIRST_PUBLISHER + place
        rows["article"].append(
            (ident, ident, url, name, publisher, time, "jsonld", "second", True, time, time, version, language, *link)
        )
        if place < OUTLETS:
            self._recent.append(Original(number, version, url, publisher, place))

    def _origin(
        self, rows: dict[str, list[Row]], ident: int, version: int, place: int, chances: Any, time: datetime
    ) -> Row:
        if place < OUTLETS or chances[2] > 0.75 or not self._recent:
            return (None, None, None, None)
        original = self._recent[int(chances[3] ** 3 * len(self._recent))]
        stored, same = chances[4] < 0.6, chances[5] < 0.3
        relation = "verbatim" if same else "translated" if stored else "republished"
        confidence = round(0.5 + chances[4] / 2, 3)
        basis = ("page", "page+text", "text")[int(chances[5] * 3)]
        shared = (0.9, 0.8) if stored else (None, None)
        rows["origin_link"].append(
            (
                *(ident, version, 1, original.publisher, f"Paper {original.site}", False, "immediate", relation),
                *(confidence, original.url if stored else None, "bench", basis),
                *(original.version if stored else None, *shared),
            )
        )
        for n in range(2):
            quote = f"Paper {original.site}"
            rows["evidence"].append(
                (2 * ident + n, ident, n, "outlet_line", quote, "/html/body/p[1]", 0.4, "supports", "lone", ident)
            )
        if same and stored:
            rows["cluster_member"].append((version, original.version))
            rows["cluster_of"].append((original.version, original.version))
            pair = (min(version, original.version), max(version, original.version))
            rows["duplicate_pair"].append((*pair, "shingles", 0.9, "bench", time, "near", True))
        return (original.publisher, relation, confidence, basis)

    def _credits(self, rows: dict[str, list[Row]], ident: int, version: int, name: str, chances: Any) -> None:
        if chances[1] > 0.8:
            return
        for n, kind in enumerate(("photo", "text") if chances[2] < 0.3 else ("photo",)):
            agency, label = self.agencies[int(chances[3 + n] ** 3 * len(self.agencies))]
            rows["credit"].append(
                (2 * ident + n, version, n, kind, label, "/html/body/figure", "caption", "slash", ident)
            )
            rows["credit_name"].append((2 * ident + n, 0, label, "producer", agency))
            rows["article_agency"].append((agency, kind, name, ident))


TABLES = {
    "page": "id url site kind via state depth tries first_seen_at run_id",
    "fetch": "id page_id run_id url fetched_at status sha256 size content_type archive_file archive_offset",
    "discovery": "id page_id found_on via depth locator first_seen_at last_seen_at",
    "article": "id page_id url site publisher_id published_at published_source published_precision published_zoned "
    "first_seen_at last_seen_at newest_version_id language origin_id relation confidence basis",
    "article_version": "id article_id number fetch_id content_hash title lead body authors language extractor "
    "first_seen_at last_seen_at",
    "trace_state": "article_version_id tracer candidates traced_at is_due",
    "origin_link": "id article_version_id rank publisher_id publisher_name is_agency role relation confidence url "
    "tracer basis origin_version_id copy_coverage original_coverage",
    "evidence": "id origin_link_id ordinal kind quote locator weight polarity rule fetch_id",
    "credit": "id article_version_id ordinal kind quote locator position rule fetch_id",
    "credit_name": "credit_id ordinal name role agency_id",
    "article_agency": "agency_id kind site article_id",
    "cluster_member": "article_version_id cluster_id",
    "cluster_of": "article_version_id cluster_id",
    "duplicate_pair": "a_id b_id method score detector found_at kind joins",
}
"""Columns by table; `cluster_of` are rows of `cluster_member` that may be there already."""


def fill(engine: Engine, articles: int) -> Corpus:
    """Fill a migrated database without articles."""
    with engine.begin() as connection:
        rows = connection.execute(text("SELECT id, slug FROM agency ORDER BY id")).all()
        connection.execute(
            text(
                "INSERT INTO crawl_run (id, site, spider, started_at, code_version, settings) "
                "VALUES (1, 'bench', 'bench', :now, 'bench', '{}')"
            ),
            {"now": BEGIN.replace(tzinfo=None) if engine.dialect.name == "sqlite" else BEGIN},
        )
    corpus = Corpus(articles, [(row.id, row.slug) for row in rows])
    load = _into_sqlite if engine.dialect.name == "sqlite" else _into_postgresql
    with load(engine) as insert:
        insert("publisher", "id slug name kind country site", corpus.publishers())
        for batch in corpus.batches():
            clusters = dict.fromkeys(batch.pop("cluster_of"))
            for name, found in batch.items():
                insert(name, TABLES[name], found)
            insert("cluster_member", TABLES["cluster_of"], list(clusters))
    return corpus


@contextmanager
def _into_sqlite(engine: Engine) -> Iterator[Any]:
    """Rows by executemany, without the triggers, whose work the rows hold already; indexes are made at the end."""
    raw = engine.raw_connection()
    cursor: Any = raw.cursor()
    # Nothing is lost that could not be made again: no journal, and no write is waited for.
    for setting in ("cache_size=-2000000", "foreign_keys=OFF", "journal_mode=OFF", "synchronous=OFF"):
        cursor.execute(f"PRAGMA {setting}")
    later = cursor.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql NOT LIKE 'CREATE UNIQUE%'"
    ).fetchall()
    cursor.execute("BEGIN")
    for kind, name, _ in later:
        cursor.execute(f'DROP {kind} "{name}"')

    def insert(table: str, columns: str, rows: list[Row]) -> None:
        names = columns.split()
        marks = ", ".join("?" * len(names))
        plain = (tuple(f"{v:%Y-%m-%d %H:%M:%S.%f}" if isinstance(v, datetime) else v for v in row) for row in rows)
        cursor.executemany(f'INSERT OR IGNORE INTO "{table}" ({", ".join(names)}) VALUES ({marks})', plain)

    yield insert
    _tally(cursor, "substr(coalesce(published_at, first_seen_at), 1, 7)")
    cursor.execute("INSERT INTO fulltext (fulltext) VALUES ('rebuild')")
    for _, _, statement in later:
        cursor.execute(statement)
    cursor.execute("COMMIT")
    cursor.execute("PRAGMA journal_mode=WAL")
    raw.invalidate()


@contextmanager
def _into_postgresql(engine: Engine) -> Iterator[Any]:
    """Rows by COPY, without the triggers, whose work the rows hold already; what else the schema does with each row
    (indexes, keys) is done with all at the end."""
    raw = engine.raw_connection()
    cursor: Any = raw.cursor()
    tables = ("article", "article_version", "article_agency", "origin_link", "credit_name")
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    later = _postponed(cursor)
    seen: set[Row] = set()

    def insert(table: str, columns: str, rows: list[Row]) -> None:
        if table == "cluster_member":
            rows = [row for row in dict.fromkeys(rows) if row not in seen]
            seen.update(rows)
        with cursor.copy(f'COPY "{table}" ({", ".join(columns.split())}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)

    yield insert
    _tally(cursor, "to_char(listed_at AT TIME ZONE 'UTC', 'YYYY-MM')")
    cursor.execute("SET maintenance_work_mem = '512MB'")
    for statement in later:
        cursor.execute(statement)
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    raw.commit()
    raw.driver_connection.autocommit = True  # type: ignore[union-attr]
    cursor.execute("VACUUM ANALYZE")
    raw.invalidate()


def _postponed(cursor: Any) -> list[str]:
    """Drops the foreign keys and the indexes that are no constraint's; returns what makes them again.

    Row by row they would cost most of the time: a GIN index alone takes ten times as long as when it is built at once.
    """
    tables = [f"'\"{name}\"'::regclass" for name in TABLES if name != "cluster_of"]
    among = f"ANY (ARRAY[{', '.join(tables)}]::oid[])"
    indexes = cursor.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
        f"WHERE indrelid = {among} AND NOT indisunique"
    ).fetchall()
    keys = cursor.execute(
        "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint "
        f"WHERE contype = 'f' AND conrelid = {among}"
    ).fetchall()
    for table, name, _ in keys:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    made = [statement for _, statement in indexes]
    return made + [f"ALTER TABLE {table} ADD CONSTRAINT {name} {said}" for table, name, said in keys]


def _tally(cursor: Any, month: str) -> None:
    """What the triggers would have counted."""
    cursor.execute(
        "INSERT INTO article_tally (site, month, origin_id, relation, basis, articles) SELECT site, "
        f"{month}, coalesce(origin_id, 0), coalesce(relation, ''), coalesce(basis, ''), count(*) "
        "FROM article GROUP BY 1, 2, 3, 4, 5"
    )
    cursor.execute(
        "INSERT INTO agency_tally (agency_id, kind, site, articles) "
        "SELECT agency_id, kind, site, count(*) FROM article_agency GROUP BY agency_id, kind, site"
    )


def site(number: int) -> str:
    return f"paper-{number:02}"


def word(number: int) -> str:
    """An invented word; common ones are short."""
    syllables = ("ka", "ri", "to", "me", "su", "la", "vo", "ne", "pi", "da", "gu", "sch", "ber", "lin", "tra", "mon")
    said = ""
    while number or not said:
        said, number = said + syllables[number % 16], number // 16
    return f"{said}{'en' if len(said) % 3 else 'er'}"


def _sentences(words: list[str]) -> str:
    parts = [" ".join(words[n : n + 14]).capitalize() + "." for n in range(0, len(words), 14)]
    return "\n".join(" ".join(parts[n : n + 4]) for n in range(0, len(parts), 4))
