"""Invented newspapers of any size for the benchmarks of operation: what each address of them answers.

Three papers write, a fourth, the digest, copies them: whole or in part, with and without naming them. Of forty
addresses some are no articles: redirects, twins, advertisements, pages that are gone, empty, forbidden or no page.
Everything follows from the seed and an address's number.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cached_property
from xml.sax.saxutils import escape

WRITERS = ("herald", "courier", "bulletin")
DIGEST = "digest"
PAPERS = (*WRITERS, DIGEST)
EPOCH = datetime(2026, 3, 1, tzinfo=UTC)
_PER_FEED, _PER_SECTION, _PER_SITEMAP, _SECTIONS = 40, 20, 400, 6
_SYLLABLES = tuple(
    "ba ce di fo gu ha ji ko lu ma ne pi ro su ta ve wi xo ya zu bra cle dri flo gru sta".split()  # noqa: SIM905
)
_AGENCIES = ("Reuters", "AP", "AFP", "dpa")
_STATUS = {5: 404, 13: 403, 15: 500}
# What the addresses with these remainders of 40 are; all others are articles.
_MOVED, _TWIN, _EMPTY, _LIST, _FILE, _PRIVATE, _AD = 1, 3, 7, 9, 11, 17, 19


@dataclass(frozen=True)
class Answer:
    """What a server says."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    location: str | None = None


@dataclass(frozen=True)
class Papers:
    """Four sites with `pages` article addresses between them, served on one port."""

    pages: int
    port: int
    seed: int = 1
    since: datetime = EPOCH
    """Since then each paper has an article every seven minutes."""
    names: tuple[str, ...] = field(default=PAPERS)

    @property
    def each(self) -> int:
        return self.pages // len(self.names)

    def base(self, name: str) -> str:
        return f"http://{name}.test:{self.port}"

    def hosts(self) -> dict[str, str]:
        """Each paper has an address of its own on loopback."""
        return {f"{name}.test": f"127.0.0.{10 + n}" for n, name in enumerate(self.names)}

    def path(self, number: int) -> str:
        kind = number % 40
        folder = "private" if kind == _PRIVATE else "ad" if kind == _AD else "news"
        return f"/{folder}/{number}-{_word(random.Random(number))}.html"

    def answer(self, host: str, target: str) -> Answer:
        """What a host answers to a path with its query; 404 for what it does not have."""
        name = host.partition(".")[0]
        path, _, query = target.partition("?")
        if path == "/robots.txt":
            return Answer(body=b"User-agent: *\nDisallow: /private/\n", content_type="text/plain")
        if path == "/feed":
            return _xml(self._feed(name))
        if path == "/sitemap.xml":
            return _xml(self._index(name))
        if path.startswith("/sitemap-"):
            return _xml(self._sitemap(name, int(path[9:-4])))
        if path == "/latest":
            return _html(self._section(name, int(query.removeprefix("page=") or 1)))
        return self._by_path.get((name, path), lambda: Answer(404))()

    @cached_property
    def _by_path(self) -> dict[tuple[str, str], _Page]:
        return {
            (name, self.path(number)): _Page(self, name, number) for name in self.names for number in range(self.each)
        }

    def _feed(self, name: str) -> str:
        items = ""
        for number in range(min(_PER_FEED, self.each)):
            source = f'<source url="{self.base(self.source(number))}/feed">{self.source(number)}</source>'
            items += (
                f"<item><link>{self.base(name)}{self.path(number)}</link><title>{self.title(name, number)}</title>"
                f"<pubDate>{format_datetime(self.time(number))}</pubDate>{source if name == DIGEST else ''}</item>"
            )
        return f'<rss version="2.0"><channel><title>{name}</title>{items}</channel></rss>'

    def _index(self, name: str) -> str:
        maps = range((self.each + _PER_SITEMAP - 1) // _PER_SITEMAP)
        entries = "".join(f"<sitemap><loc>{self.base(name)}/sitemap-{n}.xml</loc></sitemap>" for n in maps)
        return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</sitemapindex>'

    def _sitemap(self, name: str, part: int) -> str:
        numbers = range(part * _PER_SITEMAP, min(self.each, (part + 1) * _PER_SITEMAP))
        entries = "".join(
            f"<url><loc>{self.base(name)}{self.path(n)}</loc><lastmod>{self.time(n).isoformat()}</lastmod></url>"
            for n in numbers
        )
        return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'

    def _section(self, name: str, page: int) -> str:
        numbers = range((page - 1) * _PER_SECTION, min(self.each, page * _PER_SECTION))
        links = "".join(f'<h2><a href="{self.path(n)}">{self.title(name, n)}</a></h2>' for n in numbers)
        more = page < _SECTIONS and self.each > page * _PER_SECTION
        following = f'<a rel="next" href="/latest?page={page + 1}">Next</a>' if more else ""
        return f"<title>{name}: latest</title><main>{links}</main>{following}"

    def source(self, number: int) -> str:
        """The paper that the digest's article of this number is from."""
        return WRITERS[number % len(WRITERS)]

    def time(self, number: int) -> datetime:
        return self.since + timedelta(minutes=7 * number)

    def title(self, name: str, number: int) -> str:
        chosen = random.Random(f"{self.seed}/title/{name}/{number}")
        return " ".join(_word(chosen) for _ in range(7)).capitalize()

    def sentences(self, name: str, number: int) -> list[str]:
        chosen = random.Random(f"{self.seed}/{name}/{number}")
        return [_sentence(chosen) for _ in range(9)]

    def article(self, name: str, number: int) -> str:
        """An article's page; `number` says what of its text is copied and whom it credits."""
        kind = number % 40
        own = self.twin(number)
        source = self.source(own)
        sentences = self.sentences(source if name == DIGEST else name, own)
        credit = f"<p>{_AGENCIES[own % 4]}</p>" if own % 5 == 0 else ""
        if name == DIGEST:
            sentences = sentences[:6] if own % 4 == 0 else sentences
            credit = f"<p>Source: {source.title()}</p>" if own % 3 else credit
        caption = f"<figure><img src='/p/{own}.jpg'><figcaption>Photo: {_AGENCIES[own % 4]}</figcaption></figure>"
        canonical = f'<link rel="canonical" href="{self.base(name)}{self.path(own)}">' if kind == _TWIN else ""
        title = self.title(name, own)
        return (
            f'<!DOCTYPE html><html lang="en"><head><title>{title}</title>{canonical}'
            f'<meta property="article:published_time" content="{self.time(own).isoformat()}"></head><body>'
            f"<nav><a href='/latest'>Latest</a></nav><article><h1>{title}</h1>"
            f"<p class='byline'>By {_name(random.Random(own))}</p>{caption if own % 2 else ''}"
            f"{''.join(_paragraphs(sentences))}{credit}</article><footer>© 2026 {name.title()}</footer></body></html>"
        )

    def twin(self, number: int) -> int:
        """The number whose article an address shows: its own, or the next one's."""
        return number + 1 if number % 40 == _TWIN and number + 1 < self.each else number


@dataclass(frozen=True)
class _Page:
    papers: Papers
    name: str
    number: int

    def __call__(self) -> Answer:
        kind = self.number % 40
        if kind == _MOVED and self.number + 1 < self.papers.each:
            return Answer(301, location=self.papers.base(self.name) + self.papers.path(self.number + 1))
        if kind in _STATUS:
            return Answer(_STATUS[kind])
        if kind == _EMPTY:
            return _html("<title>Nothing</title><article></article>")
        if kind == _LIST:
            return _html(self.papers._section(self.name, 1))
        if kind == _FILE:
            return Answer(body=b"%PDF-1.7", content_type="application/pdf")
        return _html(self.papers.article(self.name, self.number))


SITE = """
from newscrawl.sites import Section, Site, SiteRole

SITE = Site(
    name="{name}", title="{title}", role=SiteRole.{role}, domains=("{name}.test",), documented="invented",
    languages=("en",), article_pattern=r"^/(news|private|ad)/", sponsored_pattern="^/ad/", feeds=("{base}/feed",),
    sitemaps=("{base}/sitemap.xml",), sections=(Section(url="{base}/latest"),),
)
"""


def site_files(papers: Papers) -> Iterator[tuple[str, str]]:
    """Name and text of each file that declares a paper."""
    for name in papers.names:
        role = "AGGREGATOR" if name == DIGEST else "OUTLET"
        yield f"{name}.py", SITE.format(name=name, title=name.title(), role=role, base=papers.base(name))


def _word(chosen: random.Random) -> str:
    return "".join(chosen.choices(_SYLLABLES, k=chosen.randint(2, 4)))


def _name(chosen: random.Random) -> str:
    return f"{_word(chosen).title()} {_word(chosen).title()}"


def _sentence(chosen: random.Random) -> str:
    w = [_word(chosen) for _ in range(8)]
    return (
        f"The {w[0]} of {w[1].title()} said that {w[2]} {w[3]} and {w[4]} would be {w[5]} for "
        f"{chosen.randint(2, 9000)} {w[6]} in the {w[7]}."
    )


def _paragraphs(sentences: list[str]) -> Iterator[str]:
    for start in range(0, len(sentences), 3):
        yield f"<p>{escape(' '.join(sentences[start : start + 3]))}</p>"


def _xml(text: str) -> Answer:
    return Answer(body=f'<?xml version="1.0" encoding="utf-8"?>{text}'.encode(), content_type="application/xml")


def _html(text: str) -> Answer:
    return Answer(body=text.encode())
