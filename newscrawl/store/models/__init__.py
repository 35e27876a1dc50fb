"""The tables, as SQLAlchemy models. What each holds and answers: docs/schema.md."""

from newscrawl.store.models.article import (
    Article,
    ArticleVersion,
    Credit,
    CreditName,
    DateClaim,
    Fingerprint,
    Image,
    VersionImage,
)
from newscrawl.store.models.base import Base
from newscrawl.store.models.crawl import (
    Agency,
    AgencyAlias,
    CrawlRun,
    Discovery,
    Fetch,
    Page,
    Publisher,
    PublisherDomain,
)
from newscrawl.store.models.dedup import (
    Boilerplate,
    ClusterMember,
    DedupSnapshot,
    Sketch,
    StopValue,
    VersionSketch,
)
from newscrawl.store.models.finding import DuplicatePair, Evidence, OriginLink

__all__ = [
    "Agency",
    "AgencyAlias",
    "Article",
    "ArticleVersion",
    "Base",
    "Boilerplate",
    "ClusterMember",
    "CrawlRun",
    "Credit",
    "CreditName",
    "DateClaim",
    "DedupSnapshot",
    "Discovery",
    "DuplicatePair",
    "Evidence",
    "Fetch",
    "Fingerprint",
    "Image",
    "OriginLink",
    "Page",
    "Publisher",
    "PublisherDomain",
    "Sketch",
    "StopValue",
    "VersionImage",
    "VersionSketch",
]
