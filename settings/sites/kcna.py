"""Korean Central News Agency."""

from newscrawl.sites import Section, Site, SiteRole

SITE = Site(
    name="kcna",
    title="Korean Central News Agency",
    role=SiteRole.AGENCY,
    domains=("kcna.kp",),
    documented=(
        "host, sections and time zone: DIYgod/RSSHub lib/routes/kcna/news.tsx (public GitHub repository), "
        "which also says that the site bans addresses that fetch fast"
    ),
    verified=None,
    languages=("ko", "en", "zh", "ru", "es", "ja"),
    country="KP",
    timezone="Asia/Pyongyang",
    gazetteer_id="kcna",
    download_delay=10.0,
    sections=(
        Section(url="http://www.kcna.kp/en/category/articles/q/1ee9bdb7186944f765208f34ecfb5407.kcmsf", max_pages=1),
        Section(url="http://www.kcna.kp/kp/category/articles/q/1ee9bdb7186944f765208f34ecfb5407.kcmsf", max_pages=1),
    ),
)
