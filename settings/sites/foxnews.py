"""Fox News."""

from newscrawl.sites import Site, SiteRole

SITE = Site(
    name="foxnews",
    title="Fox News",
    role=SiteRole.OUTLET,
    domains=("foxnews.com",),
    documented=(
        "feeds, news sitemap and the pattern of what is no article: flairNLP/fundus "
        "src/fundus/publishers/us/__init__.py (public GitHub repository)"
    ),
    verified=None,
    languages=("en",),
    country="US",
    timezone="America/New_York",
    gazetteer_id="fox-news",
    feeds=(
        "https://moxie.foxnews.com/google-publisher/latest.xml",
        "https://moxie.foxnews.com/google-publisher/world.xml",
    ),
    sitemaps=("https://www.foxnews.com/sitemap.xml?type=news",),
    exclude_pattern=r"/video/",
)
