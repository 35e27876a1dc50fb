"""Blocks inside an article's container that are not its text: other articles' teasers, captions without a figure."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources

from lxml import etree

from newscrawl.extract.document import text_of
from newscrawl.extract.text import key

# CSS that cuts a text after so many lines stands on teasers: nobody cuts the article that is being read.
_CUT = re.compile(r"(?:^|[\s:!])line-clamp-\d")
_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:wp-?caption-?text|(?:image|img|photo|picture|media|figure)-?_?-?(?:caption|description|desc)|"
    r"bildunterschrift|bildtext)(?:$|[\s_-])|imagedescription",
    re.IGNORECASE,
)
_LONGEST_CAPTION = 600
_LONGEST_TEASER = 500
_LONGEST_HEADING = 70
# How far up from its heading a list of other articles is looked for.
_STEPS = 6


@cache
def _headings() -> re.Pattern[str]:
    data = tomllib.loads(resources.files("newscrawl.extract").joinpath("data/lists.toml").read_text("utf-8"))
    return re.compile(rf"(?:{'|'.join(data['related_headings'])})", re.IGNORECASE)


def clutter(root: etree._Element) -> list[etree._Element]:
    """The blocks to leave out; some may lie in others."""
    found: list[etree._Element] = []
    for element in root.iter("p", "div", "span", "h2", "h3", "h4", "h5", "small", "em"):
        if element.tag[0] == "h":
            if (block := _related_list(element)) is not None:
                found.append(block)
        elif (named := element.get("class")) and (
            (_names_cut(named) and _is_teaser(element)) or (_names_caption(named) and _is_caption(element))
        ):
            found.append(element)
    return found


@lru_cache(4096)
def _names_cut(named: str) -> bool:
    return _CUT.search(named) is not None


@lru_cache(4096)
def _names_caption(named: str) -> bool:
    return _CAPTION.search(named) is not None


def _is_teaser(element: etree._Element) -> bool:
    return next(element.iterdescendants("p", "div"), None) is None and len(text_of(element)) <= _LONGEST_TEASER


def _is_caption(element: etree._Element) -> bool:
    # An unclosed element holds the text that follows it.
    return len(list(element.iter("p"))) <= 2 and len(text_of(element)) <= _LONGEST_CAPTION


def _related_list(heading: etree._Element) -> etree._Element | None:
    """The largest block that a heading such as "More from …" opens and that is mostly links to other pages."""
    text = text_of(heading)
    if not 3 < len(text) <= _LONGEST_HEADING or not _headings().match(text):
        return None
    best = None
    for steps, block in enumerate(heading.iterancestors()):
        if (
            block.tag in ("body", "article", "main", "html")
            or steps > _STEPS
            or next(block.iterdescendants("h1"), None) is not None
        ):
            break
        links = [len(key(text_of(a))) for a in block.iter("a")]
        if len(links) < 2:
            continue
        whole = text_of(block)
        if not whole.startswith(text) or 2 * sum(links) < len(key(whole)) - len(key(text)):
            break
        best = block
    return best


def keep_quotes(root: etree._Element) -> None:
    """Make quotes that stand in a figure without a picture part of the text: figures are not looked into for text."""
    for figure in root.iter("figure"):
        if (
            next(figure.iterdescendants("blockquote"), None) is not None
            and next(figure.iter("img", "picture", "iframe"), None) is None
        ):
            figure.tag = "div"
