"""Associated Press."""

from newscrawl.sites import Site, SiteRole

SITE = Site(
    name="ap",
    title="Associated Press",
    role=SiteRole.AGENCY,
    domains=("apnews.com",),
    documented=(
        "news sitemap and the pattern of what is no article: flairNLP/fundus "
        "src/fundus/publishers/us/__init__.py (public GitHub repository)"
    ),
    verified=None,
    languages=("en", "es"),
    country="US",
    gazetteer_id="ap",
    sitemaps=("https://apnews.com/news-sitemap-content.xml",),
    exclude_pattern=r"^/(?:hub|video)/",
)
