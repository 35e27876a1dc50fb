"""The tables, as SQLAlchemy models. What each holds and answers: docs/schema.md."""

from newscrawl.store.models.article import (
    Article,
    ArticleAgency,
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
from newscrawl.store.models.forgetting import Erasure, Tombstone, TombstoneHash
from newscrawl.store.models.superseded import Superseded
from newscrawl.store.models.tracing import (
    Alignment,
    Anchor,
    Embedding,
    Headline,
    ImageFile,
    Review,
    Search,
    TraceBackground,
    TraceState,
)

__all__ = [
    "Agency",
    "AgencyAlias",
    "Alignment",
    "Anchor",
    "Article",
    "ArticleAgency",
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
    "Embedding",
    "Erasure",
    "Evidence",
    "Fetch",
    "Fingerprint",
    "Headline",
    "Image",
    "ImageFile",
    "OriginLink",
    "Page",
    "Publisher",
    "PublisherDomain",
    "Review",
    "Search",
    "Sketch",
    "StopValue",
    "Superseded",
    "Tombstone",
    "TombstoneHash",
    "TraceBackground",
    "TraceState",
    "VersionImage",
    "VersionSketch",
]
