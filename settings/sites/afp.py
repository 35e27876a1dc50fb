"""Agence France-Presse."""

from newscrawl.sites import Section, Site, SiteRole

SITE = Site(
    name="afp",
    title="Agence France-Presse",
    role=SiteRole.AGENCY,
    domains=("afp.com",),
    documented=(
        "host: acopelan/newsprint docs/RSS_SOURCES.md (public GitHub repository); the public lists found name "
        "different feeds for it and none twice, so none is taken and the home page is read as a section"
    ),
    verified=None,
    languages=("fr", "en", "es", "de", "pt", "ar"),
    country="FR",
    timezone="Europe/Paris",
    gazetteer_id="afp",
    sections=(Section(url="https://www.afp.com/"),),
)
