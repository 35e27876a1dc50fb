"""An aggregator in the template `magazine`, in many languages."""

from newscrawl.sites import Site, SiteRole

SITE = Site(
    name="bench_rundblick",
    title="Rundumblatt",
    role=SiteRole.AGGREGATOR,
    domains=("rundumblatt.example",),
    documented="made by the benchmark",
)
