"""The credit forms a site's own file declares, for what the general rules can't know."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newscrawl.items import Credit, CreditKind, CreditName, Role
from newscrawl.sites import CreditRule
from newscrawl.trace import gazetteer
from newscrawl.trace.layout import Line
from newscrawl.trace.page import Page
from newscrawl.trace.zones import Zone


def find(page: Page) -> Iterator[Credit]:
    """Matches of `Site.credit_rules` in the article's lines, at most one a line and rule."""
    if page.site is None:
        return
    for rule in page.site.credit_rules:
        pattern = re.compile(rule.pattern)
        for line in _lines(page, rule):
            if found := pattern.search(line.text):
                name = found["name"] if "name" in pattern.groupindex else found[0]
                page.taken.add(line.index)
                kind = CreditKind(rule.kind)
                names = (_credit_name(name.strip()),)
                yield from page.credit(kind, line.owner, found[0], rule.position, "site-rule", names)


def _lines(page: Page, rule: CreditRule) -> list[Line]:
    layout = page.layout
    start, end = layout.head, layout.tail
    if rule.position in ("byline", "dateline", "opening", "outlet_line"):
        end = layout.first + 1
    elif rule.position in ("closing", "copyright", "notice"):
        start = layout.last
    return [line for line in layout.lines[start:end] if not line.zone & Zone.OUTSIDE]


def _credit_name(name: str) -> CreditName:
    mention = gazetteer.load().named(name)
    agency, publisher = (mention.agency(), mention.publisher()) if mention else (None, None)
    return CreditName(
        name=name,
        role=Role.PRODUCER if agency else Role.PUBLISHER,
        agency=agency.id if agency else None,
        publisher=publisher.id if publisher and not agency else None,
    )
