"""Finding addresses: feeds, sitemaps, section pages and APIs read from their bytes. Fetches nothing itself."""

from newscrawl.errors import NewscrawlError


class SourceError(NewscrawlError):
    """What came is no feed, sitemap, section page or API answer. Store the fetch as failed with this text and go on."""


BY_PATTERN = (
    "not matched by the site's article pattern",
    "address of an advertisement",
    "on another site",
)
"""Reasons for which an address is set aside by the site's patterns alone."""
NO_ARTICLE, ADVERTISEMENT, ELSEWHERE = BY_PATTERN
