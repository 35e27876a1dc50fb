"""Addresses of pictures: the largest one an element offers, and whether two name the same picture."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from lxml import etree

_SIZE = re.compile(r"[-_]\d{2,4}x\d{2,4}(?=\.)|[-_]scaled(?=\.)|[-_](?:large|medium|small|thumb\w*)(?=\.)")
_LAZY = ("data-src", "data-lazy-src", "data-original", "data-orig-file", "data-url", "data-image", "src")


def address_of(holder: etree._Element, picture: etree._Element | None) -> str | None:
    """The address of the picture in a holder, placeholders passed over."""
    if picture is None:
        return _largest(next((s.get("srcset") or s.get("data-srcset") for s in holder.iter("source")), None))
    if picture.tag == "video":
        return picture.get("poster")
    for name in _LAZY:
        value = (picture.get(name) or "").strip()
        if value and not value.startswith("data:"):
            return value
    return _largest(picture.get("srcset") or picture.get("data-srcset"))


def _largest(srcset: str | None) -> str | None:
    """The last candidate of a srcset: they are written in growing size."""
    candidates = [part.split()[0] for part in re.split(r",\s+", srcset or "") if part.split()]
    return candidates[-1] if candidates else None


def same_picture(one: str | None, other: str | None) -> bool:
    """Whether two addresses end in the same file, sizes apart."""
    return bool(one and other) and picture_key(one) == picture_key(other)


def picture_key(address: str | None) -> str:
    """The file's name without its size, or the whole address where that name says too little."""
    try:
        path = urlsplit(unquote(address or "")).path
    except ValueError:
        return address or ""
    name = _SIZE.sub("", path.rstrip("/").rsplit("/", 1)[-1].lower())
    return name if len(name) >= 8 else address or ""
