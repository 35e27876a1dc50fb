"""Links that say where the original is: a canonical address on another site, "read the original"."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

from newscrawl.items import Credit, CreditKind, CreditName, Role
from newscrawl.trace import phrases
from newscrawl.trace.layout import Line, Link, link_of
from newscrawl.trace.page import Page, bare, host_of, is_social, registered
from newscrawl.trace.zones import Zone


def canonical(page: Page) -> Iterator[Credit]:
    """A canonical address on another registered domain than the page's own."""
    declared = {m.get("content") for m in page.document.root.iter("meta") if m.get("property") == "og:url"}
    others = {registered(h) for url in declared if (h := host_of(url))}
    for link in page.document.root.iter("link"):
        if "canonical" not in (link.get("rel") or "").lower().split():
            continue
        try:
            href = urljoin(page.document.url or "", link.get("href") or "")
        except ValueError:
            continue
        host = host_of(href)
        if not host:
            continue
        if page.owner.hosts and not page.owner.has_host(host) and not is_social(host):
            entry = page.directory.owner(host)
            if (entry and page.owner.is_entry(entry)) or page.owner.has_brand(host):
                continue
            # Where og:url agrees, the site itself may have moved to the other host.
            rule = "canonical-and-og-url" if registered(host) in others else "canonical"
            yield page.attribute(
                CreditKind.ORIGINAL_LINK, link, "href", "canonical", rule, _names(page, host), url=bare(href)
            )


def _names(page: Page, host: str) -> tuple[CreditName, ...]:
    entry = page.directory.owner(host)
    if entry is None:
        return (CreditName(name=registered(host), role=Role.PUBLISHER),)
    agency = entry.id if entry.is_agency else None
    publisher = None if entry.is_agency else entry.id
    return (CreditName(name=entry.name, role=Role.PUBLISHER, agency=agency, publisher=publisher),)


def read_original(page: Page) -> Iterator[Credit]:
    """Links around the text whose words, or their line's, say that they lead to the original, on another site."""
    layout = page.layout
    for line in layout.lines[layout.head : layout.tail]:
        if line.zone & (Zone.NAVIGATION | Zone.COMMENTS | Zone.FOOTER):
            continue
        for anchor in line.anchors:
            # Most links lead to the site itself: their text is not read.
            host = host_of(anchor.get("href"))
            if not host or page.owner.has_host(host) or is_social(host):
                continue
            link = link_of(anchor)
            if _leads_to_original(line, link):
                names = _names(page, host)
                yield page.attribute(
                    CreditKind.ORIGINAL_LINK, link.element, "href", "link", "read-original", names, url=link.href
                )


def _leads_to_original(line: Line, link: Link) -> bool:
    known = phrases.load()
    if phrases.plain(link.text) in known.original_links:
        return True
    # The looser forms only where they are all that the line says: in a sentence they may mean a study or a law.
    return len(line.anchors) == 1 and known.says_original(line.text)
