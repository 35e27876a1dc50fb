"""France 24."""

from newscrawl.sites import Site, SiteRole

SITE = Site(
    name="france24",
    title="France 24",
    role=SiteRole.OUTLET,
    domains=("france24.com",),
    documented=("feed: acopelan/newsprint docs/RSS_SOURCES.md (public GitHub repository)"),
    verified=None,
    languages=("en", "fr", "es", "ar"),
    country="FR",
    timezone="Europe/Paris",
    gazetteer_id="france24",
    feeds=("https://www.france24.com/en/rss",),
)
