"""Source lines: "Quelle: dpa", "来源：新华社", "Źródło: PAP", "Fonte: IG Mulher"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from newscrawl.items import Credit, CreditKind, CreditName, Role
from newscrawl.trace import phrases
from newscrawl.trace.bylines import text_credits
from newscrawl.trace.chains import parse_chain
from newscrawl.trace.layout import Line
from newscrawl.trace.page import Page, host_of, is_article_address
from newscrawl.trace.zones import Zone

_LONGEST = 120
# A source line may follow a time or an editor's name in the same line: "2019-09-07 13:43:45　来源: 新京报".
_INNER = re.compile(r"[\s|•·(（\]】](?=\S{2,14}\s?[:：])")
_NAME_END = re.compile(r"[\s|，,。;；)）】]")


def find(page: Page) -> Iterator[Credit]:
    """Source lines of the article's head and tail; in captions the same words mean the picture."""
    layout = page.layout
    known = phrases.load()
    # The last paragraph found may be a stray one of the comment form.
    end = layout.body[-2:][0] if layout.body else 0
    for line in layout.lines[layout.head : layout.tail]:
        if layout.first < line.index < end or line.zone & (Zone.OUTSIDE | Zone.CAPTION | Zone.FIGURE | Zone.HEADING):
            continue
        for start in (0, *(m.end() for m in islice(_INNER.finditer(line.text, 1), 8))):
            found = known.source_label.match(line.text[start : start + 160])
            if start and line.text[:start].rstrip().endswith((":", "：")):
                # "Weather data: Source: …"
                break
            if found and (start or len(line.text) <= 2 * _LONGEST):
                yield from _read(page, line, start, found)
                break


def _read(page: Page, line: Line, start: int, found: re.Match[str]) -> Iterator[Credit]:
    rest = line.text[start + found.end() :][:_LONGEST]
    name = _NAME_END.split(rest, maxsplit=1)[0] if found[1].lower() in phrases.load().source_open else rest
    page.taken.add(line.index)
    if (
        not name.strip()
        or page.owner.is_name(name)
        or page.owner.is_name(rest)
        or name.strip() in phrases.load().self_names
    ):
        return
    quote = line.text[start : start + found.end()] + name
    chain = parse_chain(name, photo=False)
    link = next((x for x in line.links if x.text and 0 <= rest.find(x.text) <= 2), None)
    url = link.href if link and host_of(link.href) and not page.owner.has_host(host_of(link.href) or "") else None
    linked = url is not None and found[1].lower() in phrases.load().source_linked
    if chain.pure:
        for kind, names in text_credits(page, chain, labelled=True):
            yield from page.credit(kind, line.owner, quote, "source_line", "source-line", names, url=url)
    elif found[1].lower() in phrases.load().source_open or (linked and link and len(link.text) <= 40):
        shown = link.text if link and url else name.strip()
        names = (CreditName(name=shown, role=Role.PUBLISHER),)
        yield from page.credit(CreditKind.OUTLET, line.owner, quote, "source_line", "source-line-open", names, url=url)
    if (
        url
        and link
        and is_article_address(url)
        and (chain.pure or linked or found[1].lower() in phrases.load().source_open)
    ):
        yield page.attribute(CreditKind.ORIGINAL_LINK, link.element, "href", "link", "source-link", url=url)
