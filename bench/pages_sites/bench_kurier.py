"""An aggregator in the template `classic`, in many languages."""

from newscrawl.sites import Site, SiteRole

SITE = Site(
    name="bench_kurier",
    title="Spiegelquell24",
    role=SiteRole.AGGREGATOR,
    domains=("spiegelquell.example",),
    documented="made by the benchmark",
)
