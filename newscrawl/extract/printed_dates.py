"""Dates that only words tell: near the headline, behind a label, or found by htmldate."""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from importlib import resources

import htmldate
from htmldate import extractors
from lxml import etree

from newscrawl.extract.datetext import parse_time
from newscrawl.extract.declared import Declared
from newscrawl.extract.document import Document, short_text_of
from newscrawl.extract.text import key
from newscrawl.items import DateClaim, DateKind

MODIFIED_MARK = re.compile(r"modif|updat|aktualis|changed|mise-?a-?jour|edited", re.IGNORECASE)
_DATE_CLASS = re.compile(r"date|time|publi|datum|posted|meta|byline", re.IGNORECASE)
# No date is without one, and it is looked for in a hundredth of the time that the labels take.
_DIGIT = re.compile(r"\d")
_META_DATE = re.compile(r"(?:content|article|entry|post)[_-]+meta[_-]+date", re.IGNORECASE)
# Where a theme puts its clock, and where other articles' dates stand.
_ELSEWHERE = frozenset({"nav", "footer", "aside"})
_ELSEWHERE_CLASS = re.compile(
    r"top-?bar|topbar|masthead|site-header|related|sidebar|widget|comment|teaser|breaking|ticker|footer|nav\b", re.I
)


def texts(document: Document, declared: Declared) -> Iterator[DateClaim]:
    """Dates in words near the headline; a line of nothing but a date before the site's name is the theme's clock."""
    site = key(declared.site_name or "")
    for element in document.root.iter("time", "span", "div", "p", "li", "td", "small", "em"):
        marks = f"{element.get('class')} {element.get('id')} {element.get('itemprop')}"
        if element.tag != "time" and not _DATE_CLASS.search(marks):
            continue
        text = short_text_of(element, 90) if len(element) < 12 else ""
        if len(text) < 6 or not _DIGIT.search(text) or elsewhere(element) or (site and key(text).endswith(site)):
            continue
        read = parse_time(text)
        if read and not _before_everything(element):
            kind = DateKind.MODIFIED if MODIFIED_MARK.search(text) else DateKind.PUBLISHED
            yield DateClaim(kind=kind, value=read[0], precision=read[1], source="text", raw=text,
                            locator=document.locate(element))  # fmt: skip
            return


@cache
def _labels() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What introduces the day of publication, and what introduces any date."""
    data = tomllib.loads(resources.files("newscrawl.extract").joinpath("data/date_labels.toml").read_text("utf-8"))
    said, dated = "|".join(data["published"]), "|".join(data["date"])
    published = re.compile(rf"\b(?:{said})(?:\s(?:am|on|le|el|em|il|op|den|dne|at))?\s?[:：]?\s?", re.IGNORECASE)
    return published, re.compile(rf"^(?:{dated})\s?[:：]\s?", re.IGNORECASE)


def labelled(document: Document, _: Declared) -> Iterator[DateClaim]:
    """A date behind a label such as "Published:", beside the text if there is one, else in the page's foot."""
    published, dated = _labels()
    below: list[DateClaim] = []
    for element in document.root.iter("p", "div", "span", "li", "td", "dd", "small", "em", "time"):
        text = short_text_of(element, 160) if len(element) < 12 else ""
        if len(text) < 8 or not _DIGIT.search(text):
            continue
        found = published.search(text) or dated.search(text)
        read = parse_time(text[found.end() : found.end() + 24]) if found else None
        if found is None or read is None:
            continue
        claim = DateClaim(kind=DateKind.PUBLISHED, value=read[0], precision=read[1], source="text", raw=text,
                          locator=document.locate(element))  # fmt: skip
        if not elsewhere(element):
            yield claim
            return
        if found.re is published and next(element.iterancestors("aside", "nav", "article"), None) is None:
            below.append(claim)
    yield from below[:1]


def searched(document: Document, declared: Declared) -> Iterator[DateClaim]:
    """What htmldate finds once the theme's area and other articles are taken out."""
    tree = copy.deepcopy(document.root)
    site = [e for e in tree.iter("nav", "footer", "aside", "header", "div", "section", "ul") if _theme(e)]
    for element in site:
        if (parent := element.getparent()) is not None:
            parent.remove(element)
    address = declared.canonical or document.url
    found = _by_htmldate(tree, address)
    # The first of a month is what it makes of a month and year; the day may stand in what was taken out.
    if found and found.endswith("-01"):
        whole = _by_htmldate(copy.deepcopy(document.root), address)
        # A bare year is as often any other number.
        agrees = whole and (whole[:4] == found[:4] or (found.endswith("-01-01") and not whole.endswith("-01-01")))
        found = whole if agrees else found
    if found:
        read = parse_time(found)
        if read is not None:
            yield DateClaim(kind=DateKind.PUBLISHED, value=read[0], precision=read[1], source="text", raw=found)


class _OwnWords:
    """What htmldate asks of the library dateparser, which first reads the words of 200 languages: two to three seconds
    in each process, for dates that pages hardly print without ours reading them too."""

    @staticmethod
    def get_date_data(text: str) -> dict[str, datetime | None]:
        read = parse_time(text)
        return {"date_obj": read[0].replace(tzinfo=None) if read else None}


def _by_htmldate(tree: etree._Element, address: str | None) -> str | None:
    # It has no other place for that. For this call alone: whoever else uses it in this process gets what it says.
    theirs, extractors.get_external_parser = extractors.get_external_parser, _OwnWords  # type: ignore[assignment]
    try:
        return htmldate.find_date(tree, original_date=True, extensive_search=True, url=address)
    except (ValueError, TypeError, AttributeError, RecursionError, etree.LxmlError):
        # Its own failures on odd trees; a page without a date is still an article.
        return None
    finally:
        extractors.get_external_parser = theirs


def elsewhere(element: etree._Element) -> bool:
    """Whether an element stands outside the article: top bar, navigation, sidebar, footer, other articles."""
    nested = 0
    for above in element.iterancestors():
        nested += above.tag == "article"
        if (above.tag in _ELSEWHERE and not _is_meta(element, above)) or (
            above.tag == "header" and _is_site_header(above)
        ):
            return True
        if above.tag not in ("body", "html") and _ELSEWHERE_CLASS.search(f"{above.get('class')} {above.get('id')}"):
            return True
    return nested > 1


def _is_meta(element: etree._Element, above: etree._Element) -> bool:
    """Whether an element marked as the article's date stands in a column beside its text."""
    return above.tag == "aside" and _META_DATE.search(element.get("class") or "") is not None


def _is_site_header(header: etree._Element) -> bool:
    return next(header.iterancestors("article", "main"), None) is None and header.find(".//h1") is None


def _theme(element: etree._Element) -> bool:
    if element.find(".//h1") is not None:
        return False
    marked = element.tag in _ELSEWHERE or _ELSEWHERE_CLASS.search(f"{element.get('class')} {element.get('id')}")
    return bool(marked) or (element.tag == "header" and _is_site_header(element)) or _before_everything(element)


def _before_everything(element: etree._Element) -> bool:
    """Whether it stands before the first h1 and not in the block that holds that heading."""
    heading = next(element.getroottree().getroot().iter("h1"), None)
    if heading is None:
        return False
    if set(element.iterancestors("article", "main")) & set(heading.iterancestors("article", "main")):
        return False
    near = heading.getparent()
    if near is not None and near.tag not in ("body", "html") and near in element.iterancestors():
        return False
    first = next(e for e in element.getroottree().getroot().iter(element.tag, "h1") if e is element or e is heading)
    return first is element
