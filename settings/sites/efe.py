"""EFE."""

from newscrawl.sites import Site, SiteRole

SITE = Site(
    name="efe",
    title="EFE",
    role=SiteRole.AGENCY,
    domains=("efe.com",),
    documented=("feed: plenaryapp/awesome-rss-feeds countries/without_category/Spain.opml (public GitHub repository)"),
    verified=None,
    languages=("es", "en"),
    country="ES",
    timezone="Europe/Madrid",
    gazetteer_id="efe",
    feeds=("https://www.efe.com/efe/english/4/rss",),
)
