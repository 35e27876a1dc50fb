"""The same picture on a copy and on an article that it may have been made from: evidence beside their texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newscrawl.items import Evidence
from newscrawl.trace.picture_addresses import agency_of, telling_name
from newscrawl.trace.picture_file import NEAR, distance
from newscrawl.trace.tables import table


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A picture as an article shows it."""

    url: str
    position: int
    phash: int | None = None
    sites: int = 0
    """Stored sites that show one with this very hash."""
    by_agency: bool = False
    """An agency is credited with it."""


def shared(copy: Sequence[Shown], original: Sequence[Shown], url: str) -> tuple[Evidence, ...]:
    """Pictures that both articles show; `url` is the original's address.

    What many sites show, and what an agency took, weighs little: they may all have it from there.
    """
    return tuple(proof for one in copy for proof in _found(one, original, url))


def _found(one: Shown, original: Sequence[Shown], url: str) -> Iterator[Evidence]:
    for other in original:
        rule = _same(one, other)
        if rule is None:
            continue
        weights = table("weights")["picture"]
        agency = one.by_agency or other.by_agency or agency_of(one.url) is not None or agency_of(other.url) is not None
        weight = weights["agency"] if agency else weights[rule]
        yield Evidence(
            kind="same_picture",
            quote=one.url,
            locator=f"picture:{one.position}",
            weight=round(weight / max(1, max(one.sites, other.sites) - 1), 4),
            rule=rule,
            source_url=url,
        )
        return


def _same(one: Shown, other: Shown) -> str | None:
    """By what the two are one picture, the surest first."""
    if one.url == other.url:
        return "picture-address"
    if one.phash is not None and other.phash is not None:
        return "picture-hash" if distance(one.phash, other.phash) <= NEAR else None
    name = telling_name(one.url)
    return "picture-name" if name is not None and name == telling_name(other.url) else None
