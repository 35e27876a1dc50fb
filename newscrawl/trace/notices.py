"""Republishing notices: "originally published by", "Dieser Artikel ist zuerst bei …", machine translation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newscrawl.items import Credit, CreditKind, CreditName, Role
from newscrawl.trace import gazetteer, phrases
from newscrawl.trace.chains import parse_chain
from newscrawl.trace.closings import _edges
from newscrawl.trace.layout import Line, Link, Zone
from newscrawl.trace.page import Page, host_of, is_article_address, is_social
from newscrawl.trace.phrases import Notice

_LONGEST = 600
_PROVIDER = re.compile(r"（([^（）]{2,40})）\s*[-|｜–]\s*([^（）]{2,60})$")
_QUOTED = re.compile(r"^\W{0,3}[\"“„»«『「]([^\"“”„»«』」]{2,40})[\"”“«»』」]")
_PROPER = re.compile(
    r"^\W{0,2}(?:the |der |die |das |la |le |el )?([A-ZÀ-ÞА-Я][\w'’&.-]*(?: [A-ZÀ-ÞА-Я0-9][\w'’&.-]*){0,5})"
)


def find(page: Page) -> Iterator[Credit]:
    """Notices around the text that name where it was published first, and those that call it a translation."""
    known = phrases.load()
    for line in _edges(page):
        if len(line.text) > _LONGEST or known.see_also.match(line.text):
            continue
        for notice in known.notices:
            if found := notice.pattern.search(line.text):
                credits = list(_named(page, line, notice, found))
                yield from credits
                yield from _linked(page, line, notice) if credits else ()
                if credits:
                    break
        for notice in known.notices_before:
            if found := notice.pattern.search(line.text):
                yield from _outlet(page, line, notice, found[0], found[1].strip(), None)
        if len(line.text) < 300 and (found := known.translation.search(line.text)):
            yield from page.credit(CreditKind.TRANSLATION, line.owner, line.text, "notice", "translation-notice")


def _named(page: Page, line: Line, notice: Notice, found: re.Match[str]) -> Iterator[Credit]:
    """The name behind a notice's words: a link, a known name, a quoted name, a proper name; or the next line."""
    rest = line.text[found.end() :]
    source = line
    if not rest.strip(" :.") and line.index + 1 < len(page.layout.lines):
        source = page.layout.lines[line.index + 1]
        rest = source.text[:80]
        yield from _logo(page, line, notice, found[0])
    link = next((x for x in source.links if x.text and 0 <= rest.find(x.text) <= 40), None)
    name = _name(rest, link)
    if name:
        quote = line.text[found.start() :][:300] if source is line else found[0]
        yield from _outlet(page, line, notice, quote, name, link)


def _linked(page: Page, line: Line, notice: Notice) -> Iterator[Credit]:
    """Article addresses on other sites in a notice: "this article <a>originally appeared</a> on …"."""
    for link in line.links:
        host = host_of(link.href)
        if host and not page.owner.has_host(host) and not is_social(host) and is_article_address(link.href):
            yield page.attribute(CreditKind.ORIGINAL_LINK, link.element, "href", "link", notice.rule, url=link.href)


def _name(rest: str, link: Link | None) -> str | None:
    near = rest[:60]
    mention = next(iter(gazetteer.load().find(near)), None)
    if mention and mention.start <= 25:
        return near[mention.start : mention.end]
    if link and len(link.text) <= 50:
        owner = gazetteer.load().owner(host_of(link.href) or "")
        if owner:
            return owner.name
        if parse_chain(f"{link.text}, Reuters", photo=False).pure:
            return link.text
    if (found := _QUOTED.match(rest)) or (found := _PROPER.match(rest)):
        return found[1].strip(" .")
    return None


def _logo(page: Page, line: Line, notice: Notice, quote: str) -> Iterator[Credit]:
    """ "Originally published by:" above a linked logo: the link's host is the name."""
    block = line.owner.getparent()
    for element in () if block is None else (block, block.getparent()):
        for anchor in () if element is None else element.iter("a"):
            host = host_of(anchor.get("href"))
            entry = gazetteer.load().owner(host) if host else None
            if entry and host and not page.owner.has_host(host):
                names = (CreditName(name=entry.name, role=Role.PUBLISHER, publisher=entry.id),)
                yield from page.credit(CreditKind.OUTLET, line.owner, quote, "notice", notice.rule, names)
                return


def _outlet(page: Page, line: Line, notice: Notice, quote: str, name: str, link: Link | None) -> Iterator[Credit]:
    mention = gazetteer.load().named(name)
    agency, publisher = (mention.agency(), mention.publisher()) if mention else (None, None)
    host = host_of(link.href) if link else None
    if (
        page.owner.is_name(name)
        or (publisher and page.owner.is_entry(publisher))
        or (host and page.owner.has_host(host))
    ):
        return
    kind = CreditKind.TEXT if agency else CreditKind.OUTLET
    names = (
        CreditName(
            name=name,
            role=Role.PRODUCER if agency else Role.PUBLISHER,
            agency=agency.id if agency else None,
            publisher=publisher.id if publisher and not agency else None,
        ),
    )
    page.taken.add(line.index)
    url = link.href if link and host else None
    yield from page.credit(kind, line.owner, quote, "notice", notice.rule, names, url=url)
    if notice.translation:
        yield from page.credit(CreditKind.TRANSLATION, line.owner, quote, "notice", notice.rule, names)


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
