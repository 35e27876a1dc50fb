"""RIA Novosti."""

from newscrawl.sites import Site, SiteRole

SITE = Site(
    name="ria",
    title="RIA Novosti",
    role=SiteRole.AGENCY,
    domains=("ria.ru",),
    documented=("feed: vkalinovski/RSS_Project files/rss_feeds.py (public GitHub repository)"),
    verified=None,
    languages=("ru",),
    country="RU",
    timezone="Europe/Moscow",
    gazetteer_id="ria",
    feeds=("https://ria.ru/export/rss2/politics/index.xml",),
)
