"""An outlet in the template `classic`."""

from newscrawl.sites import Site, SiteRole

SITE = Site(
    name="bench_herald",
    title="Larkfield Post",
    role=SiteRole.OUTLET,
    domains=("larkfieldpost.example",),
    documented="made by the benchmark",
    languages=("en",),
)
