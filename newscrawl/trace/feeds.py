"""Credits that a feed gives for an entry, before the page was fetched."""

from __future__ import annotations

from collections.abc import Sequence

from newscrawl.items import Credit, Discovery


def credits_from_discoveries(discoveries: Sequence[Discovery]) -> tuple[Credit, ...]:
    """The publisher that a feed entry's `<source>` names; the locator points into the feed (`Credit.source_url`)."""
    return ()
