"""How lookups grow with the corpus: one figure for each lookup, database and size, and a picture of all figures.

    python -m bench.growth --database URL [--figures FILE]      measure in a database that bench.query has filled
    python -m bench.growth --figures FILE --plot PICTURE        draw what the file holds, as SVG

Measured are the addresses of pages, equal texts, families of copies, words, and what is asked for an article's page:
200 times each with other parameters, after 50 that warm the caches. FILE holds one JSON object a line (`lookup`,
`database`, `size`, `median_ms`, `p95_ms`); `bench.dedup_growth` and `bench.tracing_growth` add theirs by `--figures`.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path
from statistics import median, quantiles

from sqlalchemy import Engine, func, select, text

from bench.query_data import VOCABULARY, word
from newscrawl import query
from newscrawl.dedup import exact
from newscrawl.query import Filters
from newscrawl.store.models import Article, ArticleVersion, ClusterMember, Fingerprint, Page
from newscrawl.store.session import open_engine, reading, writing

ASKED, WARM = 200, 50
_COLOURS = ("#0b4a8f", "#b45309", "#15803d", "#9b1c1c", "#6b21a8", "#0e7490", "#4b5563")
_WIDTH, _HEIGHT, _LEFT, _TOP, _LEGEND = 420, 380, 60, 40, 150


@dataclass(frozen=True)
class Figure:
    """Milliseconds of one lookup in a corpus of so many articles."""

    lookup: str
    database: str
    size: int
    median_ms: float
    p95_ms: float


def timed(lookup: str, database: str, size: int, ask: Callable[[], object], draw: Callable[[], None]) -> Figure:
    """draw: chooses other parameters before each question; that is not measured."""
    times = []
    for number in range(WARM + ASKED):
        draw()
        began = time.perf_counter()
        ask()
        if number >= WARM:
            times.append(1000 * (time.perf_counter() - began))
    worst = quantiles(times, n=20, method="inclusive")[-1]
    return Figure(lookup, database, size, round(median(times), 3), round(worst, 3))


def measured(engine: Engine) -> Iterator[Figure]:
    drawn = random.Random(2)
    _add_fingerprints(engine)
    with reading(engine) as connection:
        size = connection.scalar(select(func.count()).select_from(Article)) or 0
        ids = drawn.sample(range(1, size + 1), min(size, 1_000))
        rows = connection.execute(
            select(Article.url, Article.newest_version_id, ArticleVersion.content_hash)
            .join(ArticleVersion, ArticleVersion.id == Article.newest_version_id)
            .where(Article.id.in_(ids))
        ).all()
        given = rows[0]

        def draw() -> None:
            nonlocal given
            given = drawn.choice(rows)

        mine = select(ClusterMember.cluster_id).where(
            ClusterMember.article_version_id == text(":version").bindparams(version=0)
        )
        family = select(ClusterMember.article_version_id).where(ClusterMember.cluster_id.in_(mine))
        lookups: dict[str, Callable[[], object]] = {
            "address of a page": lambda: connection.scalar(select(Page.id).where(Page.url == given.url)),
            "equal text": lambda: connection.scalars(
                select(Fingerprint.article_version_id).where(
                    Fingerprint.method == exact.METHOD, Fingerprint.value == given.content_hash
                )
            ).all(),
            "family of copies": lambda: connection.scalars(family, {"version": given.newest_version_id}).all(),
            "an article's page": lambda: query.article(engine, given.url),
            "rare word": lambda: query.search(engine, word(drawn.randrange(20_000, VOCABULARY)), Filters()),
        }
        for lookup, ask in lookups.items():
            yield timed(lookup, engine.dialect.name, size, ask, draw)


def _add_fingerprints(engine: Engine) -> None:
    """Rows that the invented articles lack: a value of its own for each text, as different texts have."""
    with writing(engine) as connection:
        if connection.scalar(select(Fingerprint.value).limit(1)) is None:
            connection.execute(
                text(
                    "INSERT INTO fingerprint (method, value, article_version_id) "
                    "SELECT :method, content_hash, id FROM article_version"
                ),
                {"method": exact.METHOD},
            )


def keep(figures: Iterable[Figure], path: Path | None) -> None:
    """Print figures, and add them to a file, where they replace what it had of the same lookup, database and size."""
    known = {(f.lookup, f.database, f.size): f for f in (read(path) if path and path.exists() else [])}
    for figure in figures:
        known[figure.lookup, figure.database, figure.size] = figure
        print(f"{figure.lookup:<22} {figure.database:<11} {figure.size:>10,} {figure.median_ms:9.3f} ms", flush=True)
        if path:
            lines = [json.dumps(asdict(known[key])) for key in sorted(known)]
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def read(path: Path) -> list[Figure]:
    return [Figure(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def picture(figures: list[Figure]) -> str:
    """SVG: a panel for each database, both axes logarithmic; medians are lines, 95th percentiles dots above them."""
    databases = sorted({f.database for f in figures}, reverse=True)
    lookups = sorted({f.lookup for f in figures})
    panels = "".join(
        f'<g transform="translate({number * _WIDTH},0)">{_panel(name, figures, lookups)}</g>'
        for number, name in enumerate(databases)
    )
    left = len(databases) * _WIDTH + 10
    legend = "".join(
        f'<text x="{left}" y="{_TOP + 20 * n}" fill="{_colour(n)}">{escape(name)}</text>'
        for n, name in enumerate(lookups)
    )
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {left + _LEGEND} {_HEIGHT}" role="img" '
        'font-family="system-ui, sans-serif" font-size="13"><title>Milliseconds of a lookup by articles stored</title>'
    )
    return f'{head}<rect width="100%" height="100%" fill="white"/>{panels}{legend}</svg>\n'


def _panel(database: str, figures: list[Figure], lookups: list[str]) -> str:
    sizes = [math.log10(f.size) for f in figures]
    heights = [math.log10(max(v, 1e-3)) for f in figures for v in (f.median_ms, f.p95_ms)]
    low, high = math.floor(min(heights)), math.ceil(max(heights))
    bottom = _HEIGHT - 40

    def place(size: float, value: float) -> tuple[float, float]:
        across = (math.log10(size) - min(sizes)) / ((max(sizes) - min(sizes)) or 1)
        up = (math.log10(max(value, 1e-3)) - low) / (high - low)
        return _LEFT + across * (_WIDTH - _LEFT - 30), bottom - up * (bottom - _TOP)

    parts = [f'<text x="{_LEFT}" y="20" font-weight="600">{escape(database)}, ms</text>']
    for power in range(low, high + 1):
        _, y = place(figures[0].size, 10.0**power)
        parts.append(f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - 30}" stroke="#ddd"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" fill="#555">{10.0**power:g}</text>')
    for size in sorted({f.size for f in figures}):
        x, _ = place(size, 1)
        parts.append(f'<text x="{x:.1f}" y="{bottom + 20}" text-anchor="middle" fill="#555">{size:,}</text>')
    for number, lookup in enumerate(lookups):
        mine = sorted((f for f in figures if (f.database, f.lookup) == (database, lookup)), key=lambda f: f.size)
        points = [place(f.size, f.median_ms) for f in mine]
        if points:
            way = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
            parts.append(f'<path d="M{way}" fill="none" stroke="{_colour(number)}" stroke-width="2"/>')
        for f in mine:
            x, y = place(f.size, f.p95_ms)
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{_colour(number)}"/>')
    return "".join(parts)


def _colour(number: int) -> str:
    return _COLOURS[number % len(_COLOURS)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", action="append", default=[], metavar="URL", help="filled by bench.query")
    parser.add_argument("--figures", type=Path, metavar="FILE", help="where figures are kept, one JSON object a line")
    parser.add_argument("--plot", type=Path, metavar="PICTURE", help="draw the figures of FILE")
    given = parser.parse_args()
    for url in given.database:
        engine = open_engine(url)
        keep(measured(engine), given.figures)
        engine.dispose()
    if given.plot:
        if not given.figures or not given.figures.exists():
            parser.error("--plot draws what --figures FILE holds; measure first")
        given.plot.write_text(picture(read(given.figures)), encoding="utf-8")


if __name__ == "__main__":
    main()
