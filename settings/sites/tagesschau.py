"""tagesschau."""

from newscrawl.sites import Site, SiteRole

SITE = Site(
    name="tagesschau",
    title="tagesschau",
    role=SiteRole.OUTLET,
    domains=("tagesschau.de",),
    documented=("feed: flairNLP/fundus src/fundus/publishers/de/__init__.py (public GitHub repository)"),
    verified=None,
    languages=("de",),
    country="DE",
    timezone="Europe/Berlin",
    gazetteer_id="tagesschau",
    feeds=("https://www.tagesschau.de/xml/rss2/",),
)
