"""Crawl every declared site's spider on one local server: `python -m tests.spiders.local_sites PORT`.

The sites keep name, domains and patterns; their sources are replaced by one feed under the first domain's name, which
the resolver setting answers with 127.0.0.1.
"""

from __future__ import annotations

import sys
from dataclasses import replace

from scrapy.crawler import CrawlerProcess
from scrapy.utils.project import get_project_settings

from newscrawl.sites import load_sites
from newscrawl.spiders.loader import spider_for


def main(port: int) -> None:
    sites = load_sites("settings.sites")
    settings = get_project_settings()
    settings.set("NEWSCRAWL_HOSTS", {site.domains[0]: "127.0.0.1" for site in sites.values()})
    settings.set("NEWSCRAWL_ALLOWED_PORTS", [port])
    process = CrawlerProcess(settings)
    for site in sites.values():
        feed = f"http://{site.domains[0]}:{port}/feed"
        local = replace(
            site, article_pattern=None, download_delay=None, feeds=(feed,), sitemaps=(), sections=(), wordpress_api=None
        )
        process.crawl(spider_for(local))
    process.start()


if __name__ == "__main__":
    main(int(sys.argv[1]))
