"""The declared sites of the project, loaded once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from newscrawl.sites import Site, load_sites

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


def declared_sites(crawler: Crawler) -> dict[str, Site]:
    """Sites by name. Raises ConfigurationError."""
    return sites_of(crawler.settings["NEWSCRAWL_SITES"])


@cache
def sites_of(package: str) -> dict[str, Site]:
    """The sites that a package declares, by name; loaded once a process. Raises ConfigurationError."""
    return load_sites(package)
