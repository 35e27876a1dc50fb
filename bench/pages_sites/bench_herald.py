"""An outlet in the template `classic`."""

from newscrawl.sites import Site, SiteRole

SITE = Site(
    name="bench_herald",
    title="The Herald",
    role=SiteRole.OUTLET,
    domains=("herald.example",),
    documented="made by the benchmark",
    languages=("en",),
)
