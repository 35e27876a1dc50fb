"""Al Jazeera."""

from newscrawl.sites import Site, SiteRole

SITE = Site(
    name="aljazeera",
    title="Al Jazeera",
    role=SiteRole.OUTLET,
    domains=("aljazeera.com",),
    documented=("feed: acopelan/newsprint docs/RSS_SOURCES.md (public GitHub repository)"),
    verified=None,
    languages=("en",),
    country="QA",
    timezone="Asia/Qatar",
    gazetteer_id="al-jazeera",
    feeds=("https://www.aljazeera.com/xml/rss/all.xml",),
)
