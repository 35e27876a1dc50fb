"""Deutsche Welle."""

from newscrawl.sites import Site, SiteRole

SITE = Site(
    name="dw",
    title="Deutsche Welle",
    role=SiteRole.OUTLET,
    domains=("dw.com",),
    documented=(
        "feeds and news sitemaps: flairNLP/fundus src/fundus/publishers/de/__init__.py (public GitHub repository)"
    ),
    verified=None,
    languages=("de", "en"),
    country="DE",
    timezone="Europe/Berlin",
    gazetteer_id="deutsche-welle",
    feeds=("https://rss.dw.com/xml/rss-de-all", "https://rss.dw.com/xml/rss-en-all"),
    sitemaps=("https://www.dw.com/de/news-sitemap.xml", "https://www.dw.com/en/news-sitemap.xml"),
)
