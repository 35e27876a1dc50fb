"""The article's text: trafilatura's choice of paragraphs, without what is not the article's."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from newscrawl.extract.blocks import TextBlock
from newscrawl.extract.boilerplate import is_boilerplate
from newscrawl.extract.containers import site_lines
from newscrawl.extract.credit_text import is_credit_line
from newscrawl.extract.datetext import parse_time
from newscrawl.extract.declared import Declared
from newscrawl.extract.document import Document
from newscrawl.extract.evidence import likely
from newscrawl.extract.offers import is_offer
from newscrawl.extract.paragraphs import tree_paragraphs
from newscrawl.extract.recover import with_left_out
from newscrawl.extract.see_also import is_see_also_line
from newscrawl.extract.state import state_paragraphs
from newscrawl.extract.text import key, plain
from newscrawl.items import Image

_BREAK = re.compile(r"<br\s*/?>|</p>|</div>|\n+", re.IGNORECASE)
# JSON-LD's text must be this many times as long as the tree's to be believed instead.
_CLEARLY_MORE = 1.5
_DASHES = " —–-"
# Looking for the theme's lines costs 1.3 ms a page; beside more text than this they were on none of the news pages.
_LITTLE = 1500
# Kicker, headline and byline stand within so many lines from the start.
_HEAD = 6


def find_body(
    document: Document,
    declared: Declared,
    *,
    titles: Iterable[str],
    lead: str | None,
    authors: Iterable[str],
    images: Iterable[Image],
    credit_lines: Collection[str] = (),
    own: Collection[str] = (),
    blocks: list[TextBlock],
) -> str:
    """The text, one paragraph a line, the standfirst first. Empty where there is none.

    `titles` are the headline and its variants, which are no text; nor are bylines that name `authors`, the captions and
    credits of `images`, and `credit_lines`; of these, one that ends in a dash is what a paragraph begins with. The
    site's `own` paragraphs, by its layout, are believed without looking for others. `blocks` are the page's.
    """
    openings = _openings(credit_lines)
    unwanted = _Unwanted(
        lines=frozenset(
            {key(line) for line in credit_lines} | {key(t) for image in images for t in _image_lines(image)}
        ),
        titles=frozenset(key(title) for title in titles if len(key(title)) >= 8),
        authors=frozenset(key(author) for author in authors if len(key(author)) >= 4),
        address=re.sub(r"^https?://(?:www\.)?|[?#].*$", "", declared.canonical or document.url or "").rstrip("/"),
    )
    if own:
        return "\n".join(_with_lead(_without_opening(unwanted.removed_from([*own]), openings), lead))
    chosen = tree_paragraphs(document, blocks)
    lines = _without_opening(_without_frame(document, unwanted.removed_from(chosen)), openings)
    declared_lines = _without_opening(unwanted.removed_from(_declared_paragraphs(declared)), openings)
    if sum(map(len, declared_lines)) > _CLEARLY_MORE * sum(map(len, lines)):
        lines = declared_lines
    else:
        lines = likely(lines, blocks, key("".join(declared_lines)))
        lines = with_left_out(lines, blocks, seen=chosen, refuse=unwanted.holds)
    if sum(map(len, lines)) <= _LITTLE:
        known = [*lines[:_HEAD], lead or "", *(meta.content for meta in declared.meta("og:description", "description"))]
        state_lines = state_paragraphs(document, unwanted.titles, map(key, known))
        state_lines = _without_opening(unwanted.removed_from(state_lines), openings)
        if sum(map(len, state_lines)) > _CLEARLY_MORE * sum(map(len, lines)):
            lines = state_lines
    return "\n".join(_with_lead(lines, lead))


@dataclass(frozen=True, slots=True)
class _Unwanted:
    """What is no text though it stands among it; all as `key`."""

    lines: frozenset[str]
    titles: frozenset[str]
    authors: frozenset[str]
    address: str
    """The page's own, without scheme."""

    def removed_from(self, lines: list[str]) -> list[str]:
        return [line for i, line in enumerate(lines) if not self.holds(line, first=i < _HEAD)]

    def holds(self, line: str, *, first: bool = False) -> bool:
        """Whether a line is none of the text; `first` is near the headline, where kicker and byline stand."""
        same = key(line)
        if not same or same in self.lines or same in self.titles:
            return True
        if is_see_also_line(line) or is_boilerplate(line) or _is_date_line(line) or is_credit_line(line):
            return True
        if is_offer(line):
            return True
        if self.address and re.sub(r"^https?://(?:www\.)?", "", line).rstrip("/") == self.address:
            return True
        # "Kicker: headline" and "von Name" above the text.
        titled = any(same.endswith(title) and len(same) < len(title) + 60 for title in self.titles)
        return first and (titled or any(author in same and len(same) <= len(author) + 12 for author in self.authors))


def _without_frame(document: Document, lines: list[str]) -> list[str]:
    """The lines without the theme's own, which are only chosen where the page has little text."""
    if sum(map(len, lines)) > _LITTLE:
        return lines
    frame = site_lines(document.root)
    return [line for line in lines if key(line) not in frame]


def _openings(credit_lines: Iterable[str]) -> re.Pattern[str] | None:
    """What finds a mark such as "CNN —" or "(CNN)" at the beginning of a paragraph."""
    marks = [line.rstrip(_DASHES) for line in credit_lines if line.endswith(tuple(_DASHES.strip()))]
    dash = rf"\s*[{_DASHES.strip()}]"
    forms = [re.escape(mark) + (f"{dash}*" if mark.endswith(")") else f"{dash}+") for mark in marks if mark]
    return re.compile(f"(?:{'|'.join(forms)})\\s*(?=\\S)") if forms else None


def _without_opening(lines: list[str], openings: re.Pattern[str] | None) -> list[str]:
    """The lines without the first such mark; it stands before the first sentence, perhaps behind a standfirst."""
    for i, line in enumerate(lines[:_HEAD] if openings else ()):
        if openings and (found := openings.match(line)):
            return [*lines[:i], line[found.end() :], *lines[i + 1 :]]
    return lines


def _image_lines(image: Image) -> Iterable[str]:
    caption, credit = image.caption or "", image.credit or ""
    return (caption, credit, caption + credit, credit + caption)


def _is_date_line(line: str) -> bool:
    """Whether a paragraph holds nothing but a date."""
    return (
        len(line) <= 60
        and parse_time(line) is not None
        and len(re.findall(r"[^\W\d_]{3,}", line)) <= 4
        and not line.endswith(".")
    )


def _declared_paragraphs(declared: Declared) -> list[str]:
    text = declared.article.data.get("articleBody") if declared.article is not None else None
    if not isinstance(text, str):
        return []
    return [line for line in (plain(part) for part in _BREAK.split(_once(text))) if line]


def _once(text: str) -> str:
    """A text without its repetition: some sites write the whole article twice into one field."""
    text = text.strip()
    again = text.find(text[:80], 80) if len(text) > 400 else -1
    return text[:again] if again >= len(text) // 3 else text


def _with_lead(lines: list[str], lead: str | None) -> list[str]:
    """The lines beginning with the standfirst, which is not said twice."""
    if not lead:
        return lines
    first = key(lead)
    rest = [line for i, line in enumerate(lines) if i > 3 or key(line) != first]
    if rest and first in key(rest[0]):
        return rest
    return [lead, *rest]
