"""CNN."""

from newscrawl.sites import Site, SiteRole

SITE = Site(
    name="cnn",
    title="CNN",
    role=SiteRole.OUTLET,
    domains=("cnn.com",),
    documented=(
        "feeds: acopelan/newsprint docs/RSS_SOURCES.md (public GitHub repository) and vkalinovski/RSS_Project "
        "files/rss_feeds.py (public GitHub repository)"
    ),
    verified=None,
    languages=("en",),
    country="US",
    gazetteer_id="cnn",
    feeds=("http://rss.cnn.com/rss/cnn_topstories.rss", "http://rss.cnn.com/rss/edition_world.rss"),
)
