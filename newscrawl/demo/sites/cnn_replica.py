"""The replica's counterpart of CNN."""

from newscrawl.demo.hosts import NAMES, base
from newscrawl.sites import Site, SiteRole

BASE = base("cnn")

SITE = Site(
    name="cnn_replica",
    title="CNN",
    role=SiteRole.OUTLET,
    domains=(NAMES["cnn"],),
    documented="bundled replica",
    languages=("en",),
    timezone="America/New_York",
    gazetteer_id="cnn",
    feeds=(f"{BASE}/rss/edition_world.rss",),
    sitemaps=(f"{BASE}/sitemap.xml",),
    article_pattern=r"^/\d{4}/\d\d/\d\d/[a-z]+/[a-z0-9-]+/index\.html$",
)
