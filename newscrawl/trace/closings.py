"""Credits at the end of a text: "(dpa/gem)", "sak/Reuters", "Quelle: ntv.de, ino/dpa", contribution and desk lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newscrawl.items import Credit, CreditKind, CreditName, Role
from newscrawl.trace import gazetteer, phrases
from newscrawl.trace.bylines import leads_to_agency, stands_alone
from newscrawl.trace.chains import Chain, parse_chain
from newscrawl.trace.layout import Line
from newscrawl.trace.page import Page
from newscrawl.trace.zones import Zone

_END = 160
_PAREN = re.compile(r"[(（\[]([^()（）\[\]]{2,80})[)）\]]\s*[.]?\s*$")
# What follows the last full stop, quote or dash: "… into the US. PTI", "— AFP", "--".
_REST = re.compile(r"(?:[.!?…»”\"“)]|\s[—–-]{1,2})\s+([^.!?]{2,60})\.?\s*$")
_SENTENCE_END = re.compile(r"[.!?…»”\"“’'。！？]\s*$")
_MARK = re.compile(r"(?:copyright:?\s*)?(?:©|\(c\)|ⓒ|™)|copyright:?", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def find(page: Page) -> Iterator[Credit]:
    """Closing credits of the last paragraph and of the lines behind it."""
    layout = page.layout
    if not layout.body:
        return
    start = layout.body[max(0, len(layout.body) - 2)]
    seen: set[str] = set()
    for line in layout.lines[start : layout.tail]:
        skipped = Zone.OUTSIDE | Zone.CAPTION | Zone.FIGURE | Zone.HEADING
        if line.zone & skipped or phrases.load().see_also.match(line.text):
            continue
        for rule, quote, chain in _forms(page, line):
            if quote in seen or not _text_agency(chain):
                continue
            seen.add(quote)
            page.taken.add(line.index)
            yield from page.credit(CreditKind.TEXT, line.owner, quote, "closing", rule, chain.names)


def _text_agency(chain: Chain) -> bool:
    return chain.pure and any(a.kind != "photo" for a in chain.agencies)


def _forms(page: Page, line: Line) -> Iterator[tuple[str, str, Chain]]:
    text = line.text
    if len(text) <= _END and phrases.load().signs_nothing.search(text):
        return
    # A bare link behind the text is navigation, but for one to the agency itself.
    linked = line.link_share >= 0.9
    leads = linked and len(text) <= _END and len(line.anchors) == 1 and line.owner.tag != "li"
    leads = leads and leads_to_agency(page, line)
    if (line.index > page.layout.last or leads) and len(text) <= _END:
        chain = parse_chain(text, photo=False)
        ending = _PAREN.search(text)
        defined = ending is not None and _definition(text[: ending.start()], ending[1])
        if (leads or not linked) and not _of_picture(text) and not defined and stands_alone(chain):
            yield "closing-line", text, chain
    end = text[-_END:]
    if found := _PAREN.search(end):
        before = text[: len(text) - len(end) + found.start()]
        chain = parse_chain(found[1], photo=False)
        if _of_picture(found[1]):
            return
        if (_SENTENCE_END.search(before) or chain.certain or found[1].islower()) and not _definition(before, found[1]):
            yield "closing-brackets", found[0].strip(), chain
    if (
        (found := _REST.search(end))
        and not _of_picture(found[1])
        and not _MARK.search(end[max(0, found.start() - 2) : found.end()])
    ):
        chain = parse_chain(found[1], photo=False)
        if _is_signature(found[1], chain):
            yield "closing-rest", found[1].strip(), chain


def _is_signature(text: str, chain: Chain) -> bool:
    """Agencies with initials at most: "[Bloomberg]" behind a title or a surname behind "says" signs nothing."""
    roles = {n.role for n in chain.names}
    return Role.AUTHOR not in roles and (Role.HOUSE not in roles or "/" in text)


def _of_picture(text: str) -> bool:
    """True behind a picture's label; labels that texts have too ("Quelle:") are read as the text's here."""
    known = phrases.load()
    return bool(known.photo_label.match(text)) and not known.source_label.match(text)


def _definition(before: str, inner: str) -> bool:
    """True where the brackets explain the words before them: "Pakistan Tehreek-e-Insaf (PTI)"."""
    if not (inner.isupper() and inner.isascii() and inner.isalpha()) or _SENTENCE_END.search(before):
        return False
    initials = iter("".join(word[0] for word in re.findall(r"\w+", before)[-len(inner) - 2 :]).upper())
    return all(letter in initials for letter in inner[1:])


def contributions(page: Page) -> Iterator[Credit]:
    """ "With files from The Associated Press", "Associated Press writer X contributed to this report"."""
    known = phrases.load()
    for line in _edges(page):
        text = line.text
        if len(text) > 400 or "contribution" not in known.spoken(text):
            continue
        if found := known.contributed_before.search(text) or known.contributed_anywhere.search(text):
            names = _agencies(text[found.end() : found.end() + _END])
            start = found.start()
        elif (found := known.contributed_after.search(text)) and found.start() < 300:
            names = _agencies(text[: found.start()])
            start = 0
        else:
            continue
        if names:
            page.taken.add(line.index)
            yield from page.credit(CreditKind.TEXT, line.owner, text[start:], "closing", "contribution", names)


def _agencies(text: str) -> tuple[CreditName, ...]:
    found = []
    for mention in gazetteer.load().find(text):
        agency = mention.agency()
        if agency and agency.kind != "photo":
            found.append(CreditName(name=text[mention.start : mention.end], role=Role.PRODUCER, agency=agency.id))
    return tuple(found)


def _edges(page: Page) -> Iterator[Line]:
    """Lines that may hold notices: around the text's beginning and its end."""
    layout = page.layout
    if not layout.body:
        return
    begin = layout.body[min(1, len(layout.body) - 1)]
    end = layout.body[max(0, len(layout.body) - 3)]
    for line in layout.lines[layout.head : layout.tail]:
        if (line.index <= begin or line.index >= end) and not line.zone & (
            Zone.NAVIGATION | Zone.COMMENTS | Zone.PICTURE | Zone.TEASER
        ):
            yield line


def desk_lines(page: Page) -> Iterator[Credit]:
    """ "(Reporting by A; Editing by B)": the form in which Reuters closes its texts, whoever prints them."""
    known = phrases.load()
    for line in _edges(page):
        text = line.text[-400:]
        matches = known.desk.findall(text) if "desk" in known.spoken(text) else ()
        if len(matches) < 2 or not ("(" in text or ";" in text or len(line.text) <= 160):
            continue
        start = text.rfind("(", 0, known.desk.search(text).end())  # type: ignore[union-attr]
        quote = text[max(start, 0) :]
        named = _agencies(quote)
        page.taken.add(line.index)
        names = named or (CreditName(name="Reuters", role=Role.PRODUCER, agency="reuters"),)
        yield from page.credit(CreditKind.TEXT, line.owner, quote, "closing", "desk-line", names)


def _marked(page: Page) -> Iterator[Line]:
    """Lines near the text's end, and a little further those that are named copyright."""
    layout = page.layout
    start = max(layout.body[-3:][0], layout.first + 1) if layout.body else len(layout.lines)
    yield from layout.lines[start : layout.tail]
    yield from (line for line in layout.lines[layout.tail : layout.last + 25] if line.zone & Zone.CREDIT)


def marks(page: Page) -> Iterator[Credit]:
    """ "© 2019 Associated Press. All rights reserved", "Copyright Boston Business Journal" behind the text."""
    for line in _marked(page):
        text = line.text
        found = _MARK.search(text[:60])
        if not found or len(text) > 400 or line.zone & (Zone.OUTSIDE | Zone.CAPTION | Zone.FIGURE):
            continue
        if phrases.load().photo_label.match(text[: found.start()]):
            continue
        chain = parse_chain(_YEAR.sub("", text[found.end() : found.end() + 60].split(".")[0]), photo=False)
        # With a person it is a picture's: "© AFP / Marco Bertorello".
        persons = any(n.role is Role.AUTHOR for n in chain.names)
        if not chain.pure or persons or page.owner.is_name(text[found.end() :]):
            continue
        quote = text[found.start() :][:200]
        if any(a.kind != "photo" for a in chain.agencies):
            page.taken.add(line.index)
            yield from page.credit(CreditKind.TEXT, line.owner, quote, "copyright", "copyright-mark", chain.names)
        elif page.strangers(chain):
            page.taken.add(line.index)
            yield from page.credit(CreditKind.OUTLET, line.owner, quote, "copyright", "copyright-mark", chain.names)
