"""An outlet in the template `magazine`."""

from newscrawl.sites import Site, SiteRole

SITE = Site(
    name="bench_observer",
    title="Tidewater Ledger",
    role=SiteRole.OUTLET,
    domains=("tidewaterledger.example",),
    documented="made by the benchmark",
    languages=("en",),
)
