"""Republishing notices: "originally published by", "Dieser Artikel ist zuerst bei …", machine translation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newscrawl.items import Credit, CreditKind, CreditName, Role
from newscrawl.trace import gazetteer, phrases
from newscrawl.trace.chains import parse_chain
from newscrawl.trace.closings import _edges
from newscrawl.trace.layout import Line, Link
from newscrawl.trace.page import Page, host_of, is_article_address, is_social
from newscrawl.trace.phrases import Notice

_LONGEST = 600
_SENTENCE = re.compile(r"[.!?]\s")
_QUOTED = re.compile(r"^\W{0,3}(?P<mark>[\"“„»«『「])(?P<name>[^\"“”„»«』」]{2,40})[\"”“«»』」]")
# A Latin name glued to what a Chinese sentence goes on with.
_ONE_SCRIPT = re.compile("[^\u2e80-\uffff]+|.+")
_PROPER = re.compile(
    r"^\W{0,2}(?P<mark>(?:the |der |die |das |la |le |el )?)"
    r"(?P<name>[A-ZÀ-ÞА-Я][\w'’&.-]*(?: [A-ZÀ-ÞА-Я0-9][\w'’&.-]*){0,5})"
)


def find(page: Page) -> Iterator[Credit]:
    """Notices around the text that name where it was published first, and those that call it a translation."""
    known = phrases.load()
    for line in _edges(page):
        if len(line.text) > _LONGEST or not (spoken := known.spoken(line.text)) or known.see_also.match(line.text):
            continue
        lowered = line.text.lower()
        for notice in known.notices if "notice" in spoken else ():
            if not notice.may_match(lowered) or not (found := notice.pattern.search(line.text)):
                continue
            if not _of_other(line.text, found):
                credits = list(_named(page, line, notice, found))
                yield from credits
                if credits:
                    yield from _linked(page, line, notice)
                    break
        for notice in known.notices_before if "notice" in spoken else ():
            if notice.may_match(lowered) and (found := notice.pattern.search(line.text)):
                yield from _outlet(page, line, notice, found[0], found[1].strip(), None)
        if "translation" in spoken and len(line.text) < 300 and (found := known.translation.search(line.text)):
            yield from page.credit(CreditKind.TRANSLATION, line.owner, line.text, "notice", "translation-notice")


def _of_other(text: str, found: re.Match[str]) -> bool:
    """Whether the sentence speaks of something else than the page's text: "The study was first published in …"."""
    known = phrases.load()
    # What the sentence says up to the end of the notice's words.
    said = _SENTENCE.split(text[: found.end()])[-1]
    return bool(known.other_subject.search(said)) and not known.own_subject.search(said)


def _named(page: Page, line: Line, notice: Notice, found: re.Match[str]) -> Iterator[Credit]:
    """The name behind a notice's words: a link, a known name, a quoted name, a proper name; or the next line."""
    rest = line.text[found.end() :]
    source = line
    if not rest.strip(" :.") and line.index + 1 < len(page.layout.lines):
        source = page.layout.lines[line.index + 1]
        rest = source.text[:80]
        yield from _logo(page, line, notice, found[0])
    link = next((x for x in source.links if x.text and 0 <= rest.find(x.text) <= 40), None)
    name = _name(page, rest, link, found[0])
    if name:
        quote = line.text[found.start() :][:300] if source is line else found[0]
        yield from _outlet(page, line, notice, quote, name, link)


def _linked(page: Page, line: Line, notice: Notice) -> Iterator[Credit]:
    """Article addresses on other sites in a notice: "this article <a>originally appeared</a> on …"."""
    for link in line.links:
        host = host_of(link.href)
        if host and not page.owner.has_host(host) and not is_social(host) and is_article_address(link.href):
            yield page.attribute(CreditKind.ORIGINAL_LINK, link.element, "href", "link", notice.rule, url=link.href)


def _name(page: Page, rest: str, link: Link | None, phrase: str) -> str | None:
    near = rest[:60]
    mention = next(iter(gazetteer.load().find(near)), None)
    if mention and mention.start <= 25:
        return near[mention.start : mention.end]
    if link and len(link.text) <= 50:
        owner = page.directory.owner(host_of(link.href))
        if owner:
            return owner.name
        if parse_chain(f"{link.text}, Reuters", photo=False).pure and not _is_no_name(link.text):
            return link.text
    found = _QUOTED.match(rest) or _PROPER.match(rest)
    if found is None or _is_no_name(found["name"]):
        return None
    # "in Paris", "im Januar": behind "in" an unknown name is a place or a time unless it has an article or quotes.
    inside = phrase.lower().split()[-1] in phrases.load().inside
    name = _ONE_SCRIPT.match(found["name"])[0].strip(" .")  # type: ignore[index]
    return name if not inside or found["mark"].strip() else None


def _is_no_name(text: str) -> bool:
    return text.split()[0].lower().strip(".,") in phrases.load().no_names


def _logo(page: Page, line: Line, notice: Notice, quote: str) -> Iterator[Credit]:
    """ "Originally published by:" above a linked logo: the link's host is the name."""
    block = line.owner.getparent()
    for element in () if block is None else (block, block.getparent()):
        for anchor in () if element is None else element.iter("a"):
            host = host_of(anchor.get("href"))
            entry = page.directory.owner(host)
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
