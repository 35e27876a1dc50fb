"""Links to other articles that a site injects into the text ("Siehe auch …")."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import islice

from lxml import etree

from newscrawl.extract.document import text_of
from newscrawl.extract.text import key

# Longer than any injected headline of the catalogue.
_LONGEST = 220
_CLASS = re.compile(
    r"(?:^|[\s_-])(?:related|read-?(?:also|more|next)|see-?also|inline-?teaser|baca-?juga|recommended|lesen-?sie-?auch|also-?read)"
    r"(?:$|[\s_-])", re.IGNORECASE
)  # fmt: skip
_CARRIERS = (
    "p",
    "div",
    "aside",
    "ul",
    "li",
    "section",
    "h2",
    "h3",
    "h4",
    "h5",
    "blockquote",
    "strong",
    "b",
    "em",
    "span",
    "a",
)
_MARKED = ("aside", "div", "ul", "p", "section")
_LEAD_IN = " >»›•·*|[(-–—→▶"
_AFTER = re.compile(r"^\s*[:：|>»›–—-]|^[\s\u00a0]*$")


@dataclass(frozen=True, slots=True)
class _Phrase:
    folded: str
    length: int
    """Before folding, which can lengthen a text."""
    strict: bool
    """Whether it needs more proof than itself."""


@cache
def _phrases() -> dict[str, tuple[_Phrase, ...]]:
    """By their first two folded characters, the longest first."""
    data = tomllib.loads(resources.files("newscrawl.extract").joinpath("data/see_also.toml").read_text("utf-8"))
    strict = {phrase.casefold() for phrase in data["link_only"]["phrases"]}
    every = {phrase for phrases in data["phrases"].values() for phrase in phrases} | set(data["link_only"]["phrases"])
    by_start: dict[str, dict[str, _Phrase]] = {}
    for phrase in sorted(every, key=lambda phrase: (-len(phrase), phrase)):
        folded = phrase.casefold()
        by_start.setdefault(folded[:2], {})[folded] = _Phrase(folded, len(phrase), folded in strict)
    return {start: tuple(phrases.values()) for start, phrases in by_start.items()}


def after_phrase(text: str) -> tuple[str, bool] | None:
    """What follows a "see also" phrase at the start of a text, and whether it needs more proof; None without one."""
    start = text.lstrip(_LEAD_IN)
    for phrase in _phrases().get(start[:2].casefold()[:2], ()):
        if start[: phrase.length].casefold() == phrase.folded:
            rest = start[phrase.length :]
            if not rest or not rest[0].isalnum() or not phrase.folded[-1].isascii():
                return rest, phrase.strict
    return None


def is_see_also(element: etree._Element) -> bool:
    """Whether a block says nothing but "see also" and the link text of another article."""
    text = text_of(element)
    if not text or len(text) > _LONGEST + 60:
        return False
    found = after_phrase(text)
    if found is None:
        return False
    rest, _ = found
    linked = sum(len(key(text_of(a))) for a in element.iter("a"))
    return len(key(rest)) <= linked + 3 or not key(rest)


def is_see_also_line(line: str) -> bool:
    """Whether a paragraph without markup is such a link: the phrase alone, or with a headline without a full stop."""
    if len(line) > _LONGEST:
        return False
    found = after_phrase(line)
    if found is None:
        return False
    rest, strict = found
    if _AFTER.match(rest):
        return True
    ends_as_sentence = rest.rstrip().endswith((".", "。", "।"))
    begins_as_headline = (
        rest.lstrip(" \u00a0\"“„«‘'")[:1].isupper() or not rest.lstrip()[:1].isalpha() or _uncased(rest)
    )
    return not strict and begins_as_headline and not ends_as_sentence


def _uncased(text: str) -> bool:
    return text.lower() == text.upper()


def see_also_blocks(root: etree._Element) -> list[etree._Element]:
    """The outermost blocks below an element that hold such a link and nothing else."""
    found: list[etree._Element] = []
    for element in root.iter(*_CARRIERS):
        marked = element.tag in _MARKED and _names_links(element.get("class") or "")
        if marked and _mostly_links(element):
            found.append(element)
        elif (
            (text := element.text)
            and not text.isspace()
            and after_phrase(text.strip())
            and (block := _outermost(element)) is not None
        ):
            found.append(block)
    return found


@lru_cache(4096)
def _names_links(named: str) -> bool:
    return _CLASS.search(named) is not None


def _outermost(element: etree._Element) -> etree._Element | None:
    """The largest block around a phrase that still says nothing else."""
    best = None
    for steps, block in enumerate((element, *element.iterancestors())):
        if block.tag in ("body", "article", "main", "html") or steps > 5:
            break
        if is_see_also(block):
            best = block
        elif best is not None or len(block) > 6:
            break
    return best


def link_paragraphs(root: etree._Element) -> list[etree._Element]:
    """Paragraphs that are links with headlines: announcements of other articles, whatever introduces them."""
    return [
        element
        for element in root.iter("p", "li")
        if (len(element) <= 3 and _announces(element)) or (element.tag == "p" and _announces_several(element))
    ]


def _announces_several(element: etree._Element) -> bool:
    """Whether it is a list of headlines parted by line breaks."""
    if next(element.iterdescendants("br"), None) is None:
        return False
    links = [text_of(a) for a in element.iter("a")]
    if len(links) < 2 or any(not 20 <= len(link) <= _LONGEST or link.endswith((".", "。")) for link in links):
        return False
    return sum(len(key(link)) for link in links) >= 0.75 * len(key(text_of(element)))


def _announces(element: etree._Element) -> bool:
    links = list(islice(element.iter("a"), 2))
    if len(links) != 1:
        return False
    text = text_of(element)
    if not 20 <= len(text) <= _LONGEST or text.endswith((".", ":", "。")):
        return False
    return len(key(text_of(links[0]))) >= 0.75 * len(key(text))


def _mostly_links(element: etree._Element) -> bool:
    text = len(key(text_of(element)))
    return 0 < text <= 600 and sum(len(key(text_of(a))) for a in element.iter("a")) >= 0.7 * text
