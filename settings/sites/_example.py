"""An example to copy: `cp _example.py NAME.py`. Files whose names begin with _ declare no site.

`newscrawl sites new https://…` writes such a file from what the live site declares; this one shows what may stand in
it. The documentation explains each field on its page "Adding a site". Afterwards: `newscrawl sites check NAME`.
"""

from newscrawl.sites import Section, Site, SiteRole

SITE = Site(
    # The file's name without .py; `newscrawl crawl NAME`.
    name="example",
    title="Example",
    # AGGREGATOR republishes, OUTLET writes its own articles, AGENCY sells them to others.
    role=SiteRole.AGGREGATOR,
    # Without www.; sub-domains belong to the site. Addresses elsewhere are never crawled for it.
    domains=("example.org",),
    # Where the addresses below are documented. Nothing is written from memory.
    documented="feeds: https://example.org/about/feeds",
    # `newscrawl sites check NAME --write` puts the day here on which everything worked.
    verified=None,
    languages=("de",),
    # Of times that the site prints without a zone.
    timezone="Europe/Berlin",
    # Any of the three is enough; a news sitemap tells most.
    feeds=("https://example.org/feed/",),
    sitemaps=("https://example.org/sitemap-news.xml",),
    sections=(Section(url="https://example.org/politik/", max_pages=5, max_age_days=30),),
    # Searched in path and query. Leave it out where the site's addresses say nothing.
    article_pattern=r"^/\d{4}/\d{2}/",
    sponsored_pattern=r"^/partner/",
    # Seconds between two requests, where the default of one is not careful enough.
    download_delay=2.0,
)
