"""Die Welt."""

from newscrawl.sites import Site, SiteRole

SITE = Site(
    name="welt",
    title="Die Welt",
    role=SiteRole.OUTLET,
    domains=("welt.de",),
    documented=(
        "feed, news sitemap and the pattern of what is no article: flairNLP/fundus "
        "src/fundus/publishers/de/__init__.py (public GitHub repository)"
    ),
    verified=None,
    languages=("de",),
    country="DE",
    timezone="Europe/Berlin",
    gazetteer_id="welt",
    feeds=("https://www.welt.de/feeds/latest.rss",),
    sitemaps=("https://www.welt.de/sitemaps/newssitemap/newssitemap.xml",),
    exclude_pattern=r"/Anlegertipps-|/videos?[0-9]{2}|/mediathek/",
)
