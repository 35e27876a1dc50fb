"""TASS."""

from newscrawl.sites import Site, SiteRole

SITE = Site(
    name="tass",
    title="TASS",
    role=SiteRole.AGENCY,
    domains=("tass.com", "tass.ru"),
    documented=(
        "feed: vkalinovski/RSS_Project files/rss_feeds.py (public GitHub repository), there with a query for "
        "one department"
    ),
    verified=None,
    languages=("en", "ru"),
    country="RU",
    timezone="Europe/Moscow",
    gazetteer_id="tass",
    feeds=("https://tass.com/rss/v2.xml?departments=politics",),
)
