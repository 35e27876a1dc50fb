"""From credits to ranked origins."""

from __future__ import annotations

from collections.abc import Sequence

from newscrawl.items import Article, Credit, Origin
from newscrawl.sites import Site

TRACER_VERSION = "trace-1"


def judge(
    article: Article | None, credits: Sequence[Credit], *, site: Site | None = None, url: str | None = None
) -> tuple[Origin, ...]:
    """Ranked origins of the text, the likeliest first; empty means unknown."""
    return ()
