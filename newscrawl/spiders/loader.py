"""One spider for each declared site, without a class for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.spiderloader import SpiderLoader

from newscrawl.sites import Site, load_sites
from newscrawl.spiders.site import SiteSpider

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.settings import BaseSettings


class SiteSpiderLoader(SpiderLoader):
    """Classes in SPIDER_MODULES win over generated ones of the same name."""

    def __init__(self, settings: BaseSettings) -> None:
        self.sites = load_sites(settings["NEWSCRAWL_SITES"])
        super().__init__(settings)

    def load(self, spider_name: str) -> type[Spider]:
        """Raises KeyError for a name that neither a class nor a site has."""
        if spider_name in self._spiders:
            return self._spiders[spider_name]
        return spider_for(self.sites[spider_name])

    def list(self) -> list[str]:
        return sorted({*self._spiders, *self.sites})

    def find_by_request(self, request: Request) -> list[str]:  # type: ignore[valid-type]
        return [name for name, site in self.sites.items() if site.owns(request.url)]


def spider_for(site: Site) -> type[SiteSpider]:
    """The generated spider class of a site."""
    attributes: dict[str, Any] = {"name": site.name, "site": site}
    return type(f"{site.name.title().replace('_', '')}Spider", (SiteSpider,), attributes)
