"""The replica's aggregator, in the style of securnews."""

from newscrawl.demo.hosts import NAMES, base
from newscrawl.sites import Section, Site, SiteRole

BASE = base("securnews")

SITE = Site(
    name="securnews_replica",
    title="securnews",
    role=SiteRole.AGGREGATOR,
    domains=(NAMES["securnews"],),
    documented="bundled replica",
    languages=("de",),
    timezone="Europe/Berlin",
    feeds=(f"{BASE}/feed/",),
    sitemaps=(f"{BASE}/sitemap_index.xml",),
    sections=(Section(url=f"{BASE}/politik/"), Section(url=f"{BASE}/wirtschaft/")),
    wordpress_api=f"{BASE}/wp-json/wp/v2/posts?per_page=20",
    # Headlines make addresses of four words and more; `?p=` is WordPress's short link.
    article_pattern=r"^/[a-z0-9]+(?:-[a-z0-9]+){3,}/(?:amp/)?$|^/\?p=\d+$",
    sponsored_pattern=r"^/sponsored/",
)
