"""What the credits and origins of a page come to, in the fields that `newscrawl extract` prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from newscrawl.items import Credit, Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Agencies are gazetteer ids in the page's order, publishers are names."""

    text_agencies: tuple[str, ...] = ()
    cited_agencies: tuple[str, ...] = ()
    image_agencies: tuple[str, ...] = ()
    origin_publisher: str | None = None
    """None where the site itself is the origin, or the origin is unknown or an agency."""
    original_url: str | None = None
    evidence: tuple[dict[str, str], ...] = ()
    """`kind`, `quote`, `locator`, `rule` of each credit."""


def attribution(credits: Sequence[Credit], origins: Sequence[Origin]) -> Attribution:
    """Sum up what was read and concluded."""
    return Attribution()


def credit_lines(credits: Sequence[Credit]) -> tuple[str, ...]:
    """Quotes of credits that are paragraphs of their own and don't belong into the body text."""
    return ()
