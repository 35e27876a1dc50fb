"""The New York Times."""

from newscrawl.sites import Site, SiteRole

SITE = Site(
    name="nytimes",
    title="The New York Times",
    role=SiteRole.OUTLET,
    domains=("nytimes.com",),
    documented=("feed: acopelan/newsprint docs/RSS_SOURCES.md (public GitHub repository)"),
    verified=None,
    languages=("en",),
    country="US",
    timezone="America/New_York",
    gazetteer_id="nyt",
    feeds=("https://rss.nytimes.com/services/xml/rss/nyt/HomePage.xml",),
)
