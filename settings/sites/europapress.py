"""Europa Press."""

from newscrawl.sites import Site, SiteRole

SITE = Site(
    name="europapress",
    title="Europa Press",
    role=SiteRole.AGENCY,
    domains=("europapress.es",),
    documented=("feed: yavuz/news-feed-list-of-countries README.md (public GitHub repository)"),
    verified=None,
    languages=("es",),
    country="ES",
    timezone="Europe/Madrid",
    gazetteer_id="europapress",
    feeds=("https://www.europapress.es/rss/rss.aspx",),
)
