"""NPR."""

from newscrawl.sites import Site, SiteRole

SITE = Site(
    name="npr",
    title="NPR",
    role=SiteRole.OUTLET,
    domains=("npr.org",),
    documented=("feed: acopelan/newsprint docs/RSS_SOURCES.md (public GitHub repository)"),
    verified=None,
    languages=("en",),
    country="US",
    timezone="America/New_York",
    gazetteer_id="npr",
    feeds=("https://feeds.npr.org/1001/rss.xml",),
)
