"""The replica's counterpart of Reuters."""

from newscrawl.demo.hosts import NAMES, base
from newscrawl.sites import Site, SiteRole

BASE = base("reuters")

SITE = Site(
    name="reuters_replica",
    title="Reuters",
    role=SiteRole.AGENCY,
    domains=(NAMES["reuters"],),
    documented="bundled replica",
    languages=("en",),
    timezone="UTC",
    gazetteer_id="reuters",
    feeds=(f"{BASE}/feed/world/",),
    sitemaps=(f"{BASE}/sitemap.xml",),
    article_pattern=r"-\d{4}-\d\d-\d\d/$",
)
