"""Datelines and opening credits: "HAYWARD, Calif. (AP) — ", "МОСКВА, 29 июня. /ТАСС/. ", "新华社北京11月17日电 "."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newscrawl.items import Credit, CreditKind, Role
from newscrawl.trace import gazetteer, phrases
from newscrawl.trace.chains import Chain, parse_chain
from newscrawl.trace.layout import Line
from newscrawl.trace.page import Page
from newscrawl.trace.zones import Zone

_SPAN = 120
# "(AP) — ", "(EFE).- ", "(CNN)President", "/ТАСС/. ", "【6月18日 AFP】"; the place before it is short.
_BRACKETED = re.compile(r"^([^()（）]{0,70})([(（])([^()（）]{2,60})[)）]")
# Behind a word a slash parts a photographer from an agency: "Jo Weber/AFP/".
_SLASHED = re.compile(r"^([^/©:]{0,60})(?<!\w)/([^/]{2,30})/")
_LENTICULAR = re.compile(r"^(?:【([^【】]{2,60})】|\[([^\[\]]{2,60})\])")
# "МОСКВА, 3 мар — РИА Новости. "
_DASHED = re.compile(r"^([^—–]{2,60}?)\s[—–-]{1,2}\s([^—–.]{2,40})\.\s")
_BARE = re.compile(r"^([^—–]{2,80}?)\s*(?:\s[—–-]{1,2}\s|[—–]\s*)")
_CABLE = re.compile(r"^[（(]?([^，。,\s]{2,40}?)(?:電|电|讯|訊|報導|报道)[）)]?")
_LOWER = re.compile(r"[a-zà-öø-ÿа-я]{4,}")
# Lower-case words that stand in datelines.
_DATE_WORDS = re.compile(
    r"\b(?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|janvier|février|mars|avril|"
    r"juin|juillet|août|septembre|octobre|novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|"
    r"octubre|noviembre|diciembre|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|"
    r"жовтня|листопада|грудня)\b"
)
_AFTER = re.compile(r"^\s*(?:[-–—.:,\"“”]|[A-ZÀ-ÖØ-ÞА-Я0-9«„]|[^\x00-\u2e7f])")


def find(page: Page) -> Iterator[Credit]:
    """Credits that open one of the first lines of the text."""
    for line in _openings(page):
        for rule, quote, inner in _forms(line.text):
            chain = parse_chain(inner, photo=False)
            kind = _kind(page, chain)
            if kind is None:
                continue
            page.taken.add(line.index)
            # What stands before a bare name is the place.
            names = tuple(n for n in chain.names if rule != "dateline-bare" or n.role is not Role.AUTHOR)
            yield from page.credit(kind, line.owner, quote, "dateline", rule, names)
            return


def _openings(page: Page) -> Iterator[Line]:
    layout = page.layout
    last = layout.body[min(2, len(layout.body) - 1)] if layout.body else 10
    for line in layout.lines[layout.head : last + 1]:
        if not line.zone & (Zone.OUTSIDE | Zone.CAPTION | Zone.CREDIT | Zone.FIGURE | Zone.HEADING):
            yield line


def _kind(page: Page, chain: Chain) -> CreditKind | None:
    if not chain.pure:
        return None
    if any(a.kind != "photo" for a in chain.agencies):
        return CreditKind.TEXT
    if any(not p.ambiguous for p in page.strangers(chain)):
        return CreditKind.OUTLET
    return None


def _forms(text: str) -> Iterator[tuple[str, str, str]]:
    """Rule, quote and inner text of the openings a line may have."""
    opening = text[:_SPAN]
    if (found := _BRACKETED.match(opening)) and _AFTER.match(opening[found.end() :] or "-") and _is_place(found[1]):
        yield "dateline-brackets", found[0], found[3]
    if (found := _SLASHED.match(opening)) and _placelike(found[1]):
        yield "dateline-slashes", found[0], found[2]
    if found := _LENTICULAR.match(opening):
        yield "dateline-lenticular", found[0], _in_full(found[1] or found[2])
    mention = next(iter(gazetteer.load().find(found[1])), None) if (found := _CABLE.match(opening)) else None
    reported = found is not None and found[0].rstrip("）)").endswith(("道", "導"))
    # "據中央社報導" cites; "…中文站 10月14日报道" opens a report.
    if found and mention and mention.start <= 2 and not (reported and not re.search(r"\d", found[1])):
        yield "dateline-cable", found[0], found[1][mention.start : mention.end]
    if (found := _BARE.match(opening)) and _goes_on(text[found.end() :]) and _placelike(found[1]):
        # The name ends a bare dateline; before more words it is their subject ("LE POINT SUR LA SITUATION — ").
        mentions = gazetteer.load().find(found[1])
        if mentions and mentions[-1].end >= len(found[1].rstrip(" .:,")):
            yield "dateline-bare", found[0].strip(), _DATE_WORDS.sub("", found[1])
    if (found := _DASHED.match(opening)) and _placelike(found[1]) and gazetteer.load().named(found[2]):
        yield "dateline-bare", found[0].strip(), found[2]


def _in_full(inner: str) -> str:
    """The inner text of a bracketed dateline with the short name that may end it in full."""
    endings = phrases.load().dateline_endings
    return next((inner + full.removeprefix(short) for short, full in endings.items() if inner.endswith(short)), inner)


def _is_place(text: str) -> bool:
    """No place are "Symbolbild" of "Symbolbild (dpa)" and the name in "The Associated Press (AP)"."""
    if not _placelike(text) or phrases.load().photo_label.match(text):
        return False
    return not any(m.agency() for m in gazetteer.load().find(text))


def _goes_on(rest: str) -> bool:
    """Whether a sentence begins here: "Reuters — the news agency — reports" has no dateline."""
    return len(rest) > 20 and not rest.lstrip()[:1].islower()


def _placelike(text: str) -> bool:
    """True for places and dates: at most two longer lower-case words, names of months aside."""
    return len(_LOWER.findall(_DATE_WORDS.sub("", re.sub(r"\b[A-ZÀ-ÞА-Я]\S*", "", text)))) <= 1
