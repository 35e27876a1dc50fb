"""Pages named one by one, of any site: `scrapy crawl pages -a file=addresses.txt` or `-a url=https://…`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newscrawl.discover.canonical import canonical_url
from newscrawl.errors import ConfigurationError
from newscrawl.extensions.sites import declared_sites
from newscrawl.items import Discovery, Via
from newscrawl.sites import Site, site_of, undeclared
from newscrawl.spiders.base import WINDOW, ArticleSpider, now

if TYPE_CHECKING:
    from scrapy import Request


class PagesSpider(ArticleSpider):
    """Fetches the addresses of a file (one a line, # for comments) that are new or due.

    An address on a declared site belongs to it; for another one a site of its host's name is made up.
    """

    name = "pages"

    def __init__(self, file: str | None = None, url: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not file and not url:
            raise ConfigurationError("the pages spider needs -a file=ADDRESSES.txt or -a url=ADDRESS")
        lines = _lines(Path(file)) if file else [str(url)]
        self.addresses = [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
        self.sites: dict[str, Site] = {}
        self._after = 0

    def site_named(self, name: str) -> Site:
        return self.sites[name]

    async def start(self) -> AsyncIterator[Request]:
        declared = declared_sites(self.crawler)
        by_site: dict[str, list[Discovery]] = {}
        for address in self.addresses:
            try:
                url = canonical_url(address)
            except ValueError as err:
                self.logger.error("no address of a page: %s: %s", address, err)
                continue
            site = site_of(url, declared) or undeclared(url)
            self.sites.setdefault(site.name, site)
            by_site.setdefault(site.name, []).append(Discovery(url=url, via=Via.MANUAL))
        for name, pages in by_site.items():
            self.repository.upsert_site(self.sites[name])
            self.keep_delay(self.sites[name])
            self.repository.discover(name, pages)
        requests = list(self.next_requests())
        asked = sum(map(len, by_site.values()))
        due = f"{len(requests)}{' and more' if len(requests) == WINDOW else ''}"
        self.logger.info("%d addresses asked for; to fetch: %s, the others are known and not due", asked, due)
        for request in requests:
            yield request

    def next_requests(self) -> Iterator[Request]:
        pages = self.repository.pending(tuple(self.sites), article=True, limit=WINDOW, now=now(), after=self._after)
        for page in pages:
            self._after = page.id
            yield self.article_request(page)


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as err:
        raise ConfigurationError(f"can't read the addresses of {file}: {err}") from err
