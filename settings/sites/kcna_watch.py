"""KCNA Watch."""

from newscrawl.sites import Section, Site, SiteRole

SITE = Site(
    name="kcna_watch",
    title="KCNA Watch",
    role=SiteRole.AGGREGATOR,
    domains=("kcnawatch.org",),
    documented=(
        "host: named in public source files (exact string search), none of which could be traced to a "
        "repository; no feed or sitemap with a nameable source was found, so the home page is read as a "
        "section"
    ),
    verified=None,
    languages=("en", "ko"),
    country="US",
    gazetteer_id="kcna-watch",
    sections=(Section(url="https://kcnawatch.org/"),),
)
