"""Xinhua."""

from newscrawl.sites import Site, SiteRole

SITE = Site(
    name="xinhua",
    title="Xinhua",
    role=SiteRole.AGENCY,
    domains=("xinhuanet.com", "news.cn"),
    documented=(
        "feed: vkalinovski/RSS_Project files/rss_feeds.py (public GitHub repository); the second host is the "
        "agency's in newscrawl/trace/data/agencies.toml"
    ),
    verified=None,
    languages=("en", "zh"),
    country="CN",
    timezone="Asia/Shanghai",
    gazetteer_id="xinhua",
    feeds=("http://www.xinhuanet.com/english/rss/worldrss.xml",),
)
