"""Agencies that a text only cites: "laut dpa", "told Reuters", "Von Nordkoreas Staatsmedien KCNA veröffentlichte …"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from newscrawl.items import Credit, CreditKind, CreditName, Role
from newscrawl.trace import gazetteer, phrases
from newscrawl.trace.gazetteer import Mention
from newscrawl.trace.layout import Line
from newscrawl.trace.page import Page
from newscrawl.trace.zones import Zone

_NEAR = 60
# Mentions of one agency that are looked at.
_MOST = 20
_CAPITAL_AFTER = re.compile(r"\s[A-ZÀ-ÞČŠŽА-Я]")
_CAPITAL_BEFORE = re.compile(r"\b[A-ZÀ-ÞČŠŽА-Я][\w.]*\s$")
_SENTENCE = re.compile(r"[.!?。！？](?:\s|$)|[。！？]")


def find(page: Page) -> Iterator[Credit]:
    """One credit for each agency the article's sentences cite, at the first sentence that does."""
    seen: set[str] = set()
    tried: Counter[str] = Counter()
    for index in page.layout.body:
        line = page.layout.lines[index]
        if line.zone & (Zone.CAPTION | Zone.CREDIT) or phrases.load().see_also.match(line.text):
            continue
        for mention in gazetteer.load().find(line.text):
            agency = mention.agency()
            if agency is None or agency.kind != "news" or agency.id in seen or tried[agency.id] >= _MOST:
                continue
            tried[agency.id] += 1
            if not _is_cited(line.text, mention):
                continue
            seen.add(agency.id)
            quote = _sentence(line, mention.start, mention.end)
            names = (CreditName(name=line.text[mention.start : mention.end], role=Role.PRODUCER, agency=agency.id),)
            yield from page.credit(CreditKind.CITED, line.owner, quote, "body", "cited", names)


def _is_cited(text: str, mention: Mention) -> bool:
    known = phrases.load()
    before = _last_sentence(text[max(0, mention.start - _NEAR) : mention.start])
    after = _SENTENCE.split(text[mention.end : mention.end + _NEAR])[0]
    name = text[mention.start : mention.end]
    # "podle Petra Smejkala": a name that is also a word or a person's stands alone where it is an agency.
    cues = list(known.cited_before.finditer(before))
    if name in known.persons and not cues:
        return known.reported.match(after) is not None
    if mention.ambiguous and name.istitle():
        beside = bool(cues) and not before[cues[-1].end() :].strip()
        if _CAPITAL_AFTER.match(after) or (_CAPITAL_BEFORE.search(before) and not beside):
            return False
    return bool(cues or known.cited_beside.search(before) or known.cited_after.search(after))


def _last_sentence(text: str) -> str:
    return _SENTENCE.split(text)[-1]


def _sentence(line: Line, start: int, end: int) -> str:
    """The sentence around a mention, cut at 240 characters on either side."""
    left = max((m.end() for m in _SENTENCE.finditer(line.text[:start])), default=0)
    right = _SENTENCE.search(line.text, end)
    stop = right.end() if right else len(line.text)
    return line.text[max(left, start - 240) : min(stop, end + 240)].strip()
