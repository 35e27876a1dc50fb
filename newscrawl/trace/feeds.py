"""Credits that a feed gives for an entry, before the page was fetched."""

from __future__ import annotations

from collections.abc import Sequence

from newscrawl.items import Credit, CreditKind, CreditName, Discovery, Role
from newscrawl.trace import gazetteer
from newscrawl.trace.directory import Sites, directory_of
from newscrawl.trace.page import host_of


def credits_from_discoveries(discoveries: Sequence[Discovery], *, sites: Sites | None = None) -> tuple[Credit, ...]:
    """The publisher that a feed entry's `<source>` names; the locator points into the feed (`Credit.source_url`).

    `sites` are the declared sites by name, whose hosts are known too.
    """
    directory = directory_of(sites)
    found = []
    for discovery in discoveries:
        name = " ".join((discovery.source_name or "").split())
        if not name or not discovery.locator:
            continue
        mention = gazetteer.load().named(name)
        entry = (mention.entries[0] if mention else None) or directory.owner(host_of(discovery.source_url))
        agency = bool(entry and entry.is_agency)
        credit_name = CreditName(
            name=name,
            role=Role.PRODUCER if agency else Role.PUBLISHER,
            agency=entry.id if entry and agency else None,
            publisher=entry.id if entry and not agency else None,
        )
        found.append(
            Credit(
                kind=CreditKind.TEXT if agency else CreditKind.OUTLET,
                quote=name,
                locator=f"{discovery.locator}.source.title",
                position="feed",
                rule="feed-source",
                names=(credit_name,),
                source_url=discovery.found_on,
            )
        )
    return tuple(found)
