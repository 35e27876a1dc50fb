"""Another outlet's name left standing: alone before the text, as a link under the headline, in a portal's title."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newscrawl.items import Credit, CreditKind, CreditName, Role
from newscrawl.trace import gazetteer, phrases
from newscrawl.trace.page import Page, host_of, is_article_address
from newscrawl.trace.zones import Zone

_PROVIDER = re.compile(r"（([^（）]{2,40})）\s*[-|｜–]\s*([^（）]{2,60})$")


def outlet_lines(page: Page) -> Iterator[Credit]:
    """A known outlet's name alone before the first sentence: what copies of CNN's pages keep of its source mark."""
    layout = page.layout
    known = phrases.load()
    last = layout.body[min(3, len(layout.body) - 1)] if layout.body else 0
    for line in layout.lines[layout.head : last]:
        text = line.text.strip(" —–-:")
        if len(text) > known.outlet_longest or line.zone & (Zone.OUTSIDE | Zone.CAPTION | Zone.FIGURE | Zone.HEADING):
            continue
        mention = gazetteer.load().named(text)
        publisher = mention.publisher() if mention and not mention.ambiguous else None
        if not publisher or page.owner.is_entry(publisher) or page.owner.is_name(text) or line.link_share > 0.5:
            continue
        following = layout.lines[line.index + 1] if line.index + 1 < len(layout.lines) else None
        if following and following.index in layout.body:
            page.taken.add(line.index)
            names = (CreditName(name=text, role=Role.PUBLISHER, publisher=publisher.id),)
            yield from page.credit(CreditKind.OUTLET, line.owner, line.text, "outlet_line", "outlet-line", names)


def title_providers(page: Page) -> Iterator[Credit]:
    """The provider in brackets behind a portal's headline: "Headline（CNET Japan） - Yahoo!ニュース"."""
    title = page.document.root.find("head/title")
    if title is None:
        return
    text = page.layout.text(title)
    found = _PROVIDER.search(text)
    if not found or len(found[1]) > phrases.load().title_longest or not page.owner.is_name(found[2]):
        return
    mention = gazetteer.load().named(found[1])
    agency, publisher = (mention.agency(), mention.publisher()) if mention else (None, None)
    if page.owner.is_name(found[1]):
        return
    names = (
        CreditName(
            name=found[1],
            role=Role.PRODUCER if agency else Role.PUBLISHER,
            agency=agency.id if agency else None,
            publisher=publisher.id if publisher and not agency else None,
        ),
    )
    kind = CreditKind.TEXT if agency else CreditKind.OUTLET
    yield from page.credit(kind, title, found[1], "meta", "title-provider", names)


def source_links(page: Page) -> Iterator[Credit]:
    """A line under the headline that is one link to a known outlet and bears its name: the text is taken from there."""
    layout = page.layout
    for line in layout.lines[layout.head : layout.first]:
        if line.zone & (Zone.OUTSIDE | Zone.PICTURE | Zone.HEADING) or len(line.anchors) != 1 or line.link_share < 0.9:
            continue
        link = line.links[0]
        entry = page.directory.owner(host_of(link.href))
        mention = gazetteer.load().named(link.text)
        if (
            not entry
            or not mention
            or entry.id not in {e.id for e in mention.entries}
            or page.owner.is_entry(entry)
            or entry.is_agency
        ):
            continue
        page.taken.add(line.index)
        names = (CreditName(name=link.text, role=Role.PUBLISHER, publisher=entry.id),)
        yield from page.credit(CreditKind.OUTLET, line.owner, line.text, "source_line", "source-link-line", names)
        if is_article_address(link.href):
            yield page.attribute(
                CreditKind.ORIGINAL_LINK, link.element, "href", "link", "source-link-line", names, url=link.href
            )
