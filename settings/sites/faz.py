"""Frankfurter Allgemeine Zeitung."""

from newscrawl.sites import Site, SiteRole

SITE = Site(
    name="faz",
    title="Frankfurter Allgemeine Zeitung",
    role=SiteRole.OUTLET,
    domains=("faz.net",),
    documented=(
        "feed and news sitemap: flairNLP/fundus src/fundus/publishers/de/__init__.py (public GitHub repository)"
    ),
    verified=None,
    languages=("de",),
    country="DE",
    timezone="Europe/Berlin",
    gazetteer_id="faz",
    feeds=("https://www.faz.net/rss/aktuell",),
    sitemaps=("https://www.faz.net/sitemap-news.xml",),
)
