"""Yonhap."""

from newscrawl.sites import Site, SiteRole

SITE = Site(
    name="yonhap",
    title="Yonhap",
    role=SiteRole.AGENCY,
    domains=("yna.co.kr",),
    documented=(
        "English feed: plenaryapp/awesome-rss-feeds countries/without_category/South Korea.opml (public "
        "GitHub repository); Korean feed: 2DayLab/My-News-Digest examples/RSS_EXAMPLES.md (public GitHub "
        "repository)"
    ),
    verified=None,
    languages=("ko", "en"),
    country="KR",
    timezone="Asia/Seoul",
    gazetteer_id="yonhap",
    feeds=("https://en.yna.co.kr/RSS/news.xml", "https://www.yna.co.kr/rss/news.xml"),
)
