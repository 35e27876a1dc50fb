"""securnews, the aggregator newscrawl was first written for."""

from newscrawl.sites import Section, Site, SiteRole

# Believed to be its live domain; could not be verified offline. Change it here only.
DOMAIN = "securnews.ch"

SITE = Site(
    name="securnews",
    title="securnews",
    role=SiteRole.AGGREGATOR,
    domains=(DOMAIN,),
    documented=(
        "nothing: the domain is believed, not verified, and no feed, sitemap or REST address was found documented, so "
        "the home page is read as a section; `newscrawl sites new URL --stdout` against the live site finds the rest"
    ),
    verified=None,
    languages=("de",),
    timezone="Europe/Berlin",
    sections=(Section(url=f"https://{DOMAIN}/"),),
)
