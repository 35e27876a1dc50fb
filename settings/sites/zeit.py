"""Die Zeit."""

from newscrawl.sites import Site, SiteRole

SITE = Site(
    name="zeit",
    title="Die Zeit",
    role=SiteRole.OUTLET,
    domains=("zeit.de",),
    documented=(
        "feed and the pattern of what is no article: flairNLP/fundus src/fundus/publishers/de/__init__.py "
        "(public GitHub repository); its sitemap index goes back decades and is left out"
    ),
    verified=None,
    languages=("de",),
    country="DE",
    timezone="Europe/Berlin",
    gazetteer_id="zeit",
    feeds=("https://newsfeed.zeit.de/news/index",),
    exclude_pattern=r"/zett/|/angebote/|/kaenguru-comics/|/administratives/|/index(?!.)|/elbvertiefung-[0-9]{2}-[0-9]{2}",
)
