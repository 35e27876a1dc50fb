"""An outlet in the template `magazine`."""

from newscrawl.sites import Site, SiteRole

SITE = Site(
    name="bench_observer",
    title="The Observer",
    role=SiteRole.OUTLET,
    domains=("observer.example",),
    documented="made by the benchmark",
    languages=("en",),
)
