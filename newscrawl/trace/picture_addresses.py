"""What the addresses of pictures tell: from whose servers they come, and which agency named the file.

A picture says little of a text: an agency's is shown by hundreds of outlets. What is read here is evidence beside
others, and never an origin by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

from newscrawl.extract.image_url import picture_key
from newscrawl.items import Credit, CreditKind, CreditName, Role
from newscrawl.trace import gazetteer
from newscrawl.trace.page import Page, host_of, is_social
from newscrawl.trace.tables import table
from newscrawl.trace.zones import Zone

_ATTRIBUTES = ("src", "data-src", "data-lazy-src", "data-original", "data-orig-file")
_META = ("og:image", "twitter:image")
# No file system holds longer ones, and some patterns look ahead from each place of a name.
_LONGEST_NAME = 255
# A name that a system or an agency made: long, with many digits. Others ("putin-kim.jpg") are given anew by everybody.
_LEAST_LENGTH, _LEAST_DIGITS = 10, 6
_DAY = re.compile(r"(?<!\d)20\d{2}[-_]?[01]\d[-_]?[0-3]\d(?!\d)")


def find(page: Page) -> Iterator[Credit]:
    """Credits of the article's pictures by their addresses, one for each picture and name."""
    for element, attribute, address in _addresses(page):
        host = host_of(address)
        entry = page.directory.owner(host) if host and not is_social(host) else None
        if entry and not page.owner.is_entry(entry) and not page.owner.has_host(host or ""):
            ident = {"agency": entry.id} if entry.is_agency else {"publisher": entry.id}
            names = (CreditName(name=entry.name, role=Role.PUBLISHER, **ident),)
            yield page.attribute(
                CreditKind.PICTURE, element, attribute, "image_address", "image-host", names, url=address
            )
        if (agency := agency_of(address)) and not page.owner.is_entry(agency):
            names = (CreditName(name=agency.name, role=Role.PRODUCER, agency=agency.id),)
            yield page.attribute(CreditKind.PICTURE, element, attribute, "image_address", "image-file-name", names)


def _addresses(page: Page) -> Iterator[tuple[Any, str, str]]:
    """Elements with their attribute and the absolute address in it: the page's declared picture, and the article's."""
    for meta in page.document.root.iter("meta"):
        if (meta.get("property") or meta.get("name")) in _META and host_of(meta.get("content")):
            yield meta, "content", meta.get("content") or ""
            break
    for picture in page.layout.pictures:
        if picture.zone & Zone.OUTSIDE or not page.layout.head - 10 <= picture.line < page.layout.tail:
            continue
        for name in _ATTRIBUTES:
            value = (picture.element.get(name) or "").strip()
            if value and not value.startswith("data:"):
                yield picture.element, name, value
                break


def agency_of(address: str) -> gazetteer.Entry | None:
    """The agency whose pictures have such file names."""
    name = _file_name(address)[:_LONGEST_NAME]
    found = next((agency for agency, pattern in _patterns() if pattern.search(name)), None)
    return gazetteer.load().get(found) if found else None


def telling_name(address: str | None) -> str | None:
    """The file's name without its size and ending, where only one picture has it; None where anything may."""
    name = picture_key(address).rsplit("/", 1)[-1].rsplit(".", 1)[0]
    digits = sum(c.isdigit() for c in _DAY.sub("", name))
    return name if len(name) >= _LEAST_LENGTH and digits >= _LEAST_DIGITS else None


def _file_name(address: str) -> str:
    try:
        return unquote(urlsplit(address).path).rstrip("/").rsplit("/", 1)[-1]
    except ValueError:
        return ""


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row["agency"], re.compile(row["pattern"], re.IGNORECASE)) for row in table("picture_names")["name"])
