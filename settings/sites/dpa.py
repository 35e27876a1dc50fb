"""Deutsche Presse-Agentur."""

from newscrawl.sites import Section, Site, SiteRole

SITE = Site(
    name="dpa",
    title="Deutsche Presse-Agentur",
    role=SiteRole.AGENCY,
    domains=("dpa.com",),
    documented=(
        "host: dpa-gmbh/design-kit (the agency's own public GitHub repository) names the agency; nothing "
        "documented was found for a public feed or sitemap of its news, so the home page is read as a section"
    ),
    verified=None,
    languages=("de", "en"),
    country="DE",
    timezone="Europe/Berlin",
    gazetteer_id="dpa",
    sections=(Section(url="https://www.dpa.com/"),),
)
