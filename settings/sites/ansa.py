"""ANSA."""

from newscrawl.sites import Site, SiteRole

SITE = Site(
    name="ansa",
    title="ANSA",
    role=SiteRole.AGENCY,
    domains=("ansa.it",),
    documented=(
        "Italian feed: plenaryapp/awesome-rss-feeds countries/without_category/Italy.opml (public GitHub "
        "repository); English feed: yavuz/news-feed-list-of-countries README.md (public GitHub repository)"
    ),
    verified=None,
    languages=("it", "en"),
    country="IT",
    timezone="Europe/Rome",
    gazetteer_id="ansa",
    feeds=("https://www.ansa.it/sito/ansait_rss.xml", "http://www.ansa.it/english/english_rss.xml"),
)
