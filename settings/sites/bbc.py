"""BBC."""

from newscrawl.sites import Site, SiteRole

SITE = Site(
    name="bbc",
    title="BBC",
    role=SiteRole.OUTLET,
    domains=("bbc.co.uk", "bbc.com", "bbci.co.uk"),
    documented=(
        "news sitemap: flairNLP/fundus src/fundus/publishers/uk/__init__.py (public GitHub repository); feed: "
        "acopelan/newsprint docs/RSS_SOURCES.md (public GitHub repository)"
    ),
    verified=None,
    languages=("en",),
    country="GB",
    timezone="Europe/London",
    gazetteer_id="bbc",
    feeds=("http://feeds.bbci.co.uk/news/rss.xml",),
    sitemaps=("https://www.bbc.co.uk/sitemaps/https-index-uk-news.xml",),
)
