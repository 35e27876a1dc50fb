"""The replica's counterpart of Korean Central News Agency."""

from newscrawl.demo.hosts import NAMES, base
from newscrawl.sites import Site, SiteRole

BASE = base("kcna")

SITE = Site(
    name="kcna_replica",
    title="Korean Central News Agency",
    role=SiteRole.AGENCY,
    domains=(NAMES["kcna"],),
    documented="bundled replica",
    languages=("en",),
    timezone="Asia/Pyongyang",
    gazetteer_id="kcna",
    feeds=(f"{BASE}/en/atom.xml",),
    sitemaps=(f"{BASE}/sitemap.xml",),
    article_pattern=r"^/en/article/q/[0-9a-f]{32}\.kcmsf$",
)
