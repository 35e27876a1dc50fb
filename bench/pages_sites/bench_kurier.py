"""An aggregator in the template `classic`, in many languages."""

from newscrawl.sites import Site, SiteRole

SITE = Site(
    name="bench_kurier",
    title="Kurier24",
    role=SiteRole.AGGREGATOR,
    domains=("kurier.example",),
    documented="made by the benchmark",
)
