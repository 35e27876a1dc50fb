"""Le Monde."""

from newscrawl.sites import Site, SiteRole

SITE = Site(
    name="lemonde",
    title="Le Monde",
    role=SiteRole.OUTLET,
    domains=("lemonde.fr",),
    documented=("news sitemap: flairNLP/fundus src/fundus/publishers/fr/__init__.py (public GitHub repository)"),
    verified=None,
    languages=("fr",),
    country="FR",
    timezone="Europe/Paris",
    gazetteer_id="le-monde",
    sitemaps=("https://www.lemonde.fr/sitemap_news.xml",),
)
