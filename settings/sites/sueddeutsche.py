"""Süddeutsche Zeitung."""

from newscrawl.sites import Site, SiteRole

SITE = Site(
    name="sueddeutsche",
    title="Süddeutsche Zeitung",
    role=SiteRole.OUTLET,
    domains=("sueddeutsche.de",),
    documented=("feed: flairNLP/fundus src/fundus/publishers/de/__init__.py (public GitHub repository)"),
    verified=None,
    languages=("de",),
    country="DE",
    timezone="Europe/Berlin",
    gazetteer_id="sz",
    feeds=("https://rss.sueddeutsche.de/alles",),
)
