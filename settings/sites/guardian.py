"""The Guardian."""

from newscrawl.sites import Site, SiteRole

SITE = Site(
    name="guardian",
    title="The Guardian",
    role=SiteRole.OUTLET,
    domains=("theguardian.com",),
    documented=(
        "news sitemap: flairNLP/fundus src/fundus/publishers/uk/__init__.py (public GitHub repository); feed: "
        "acopelan/newsprint docs/RSS_SOURCES.md (public GitHub repository)"
    ),
    verified=None,
    languages=("en",),
    country="GB",
    timezone="Europe/London",
    gazetteer_id="guardian",
    feeds=("https://www.theguardian.com/world/rss",),
    sitemaps=("https://www.theguardian.com/sitemaps/news.xml",),
)
