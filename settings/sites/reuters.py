"""Reuters."""

from newscrawl.sites import Site, SiteRole

SITE = Site(
    name="reuters",
    title="Reuters",
    role=SiteRole.AGENCY,
    domains=("reuters.com",),
    documented=(
        "news sitemap: flairNLP/fundus src/fundus/publishers/us/__init__.py (public GitHub repository), which "
        "marks the site as no longer reachable for it"
    ),
    verified=None,
    languages=("en",),
    country="GB",
    gazetteer_id="reuters",
    sitemaps=("https://www.reuters.com/arc/outboundfeeds/news-sitemap-index/?outputType=xml",),
)
