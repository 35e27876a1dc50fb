"""An aggregator in the template `magazine`, in many languages."""

from newscrawl.sites import Site, SiteRole

SITE = Site(
    name="bench_rundblick",
    title="Rundblick",
    role=SiteRole.AGGREGATOR,
    domains=("rundblick.example",),
    documented="made by the benchmark",
)
