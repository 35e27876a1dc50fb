"""Der Spiegel."""

from newscrawl.sites import Site, SiteRole

SITE = Site(
    name="spiegel",
    title="Der Spiegel",
    role=SiteRole.OUTLET,
    domains=("spiegel.de",),
    documented=(
        "feed and news sitemap: flairNLP/fundus src/fundus/publishers/de/__init__.py (public GitHub repository)"
    ),
    verified=None,
    languages=("de",),
    country="DE",
    timezone="Europe/Berlin",
    gazetteer_id="spiegel",
    feeds=("https://www.spiegel.de/schlagzeilen/index.rss",),
    sitemaps=("https://www.spiegel.de/sitemaps/news-de.xml",),
)
