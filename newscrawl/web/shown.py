"""Crawled text and addresses on their way into a page."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import datetime
from urllib.parse import urlencode, urlsplit

# Marks without effect on their neighbours are dropped, joiners of scripts stay, all others are shown: what turns a
# text's direction or stands for nothing is no part of what a reader believes to see.
_SILENT = frozenset("\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff")
_KEPT = frozenset("\n\t\u200c\u200d")
_ODD = re.compile(r"[^\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0377]")


def visible(text: str) -> str:
    """The text with control, bidi, private and unassigned characters as `[U+202E]`; line breaks and tabs stay."""
    return _ODD.sub(_sign, text)


def _sign(match: re.Match[str]) -> str:
    char = match[0]
    if char in _KEPT or not unicodedata.category(char).startswith("C"):
        return char
    return "" if char in _SILENT or char == "\r" else f"[U+{ord(char):04X}]"


def outside(url: str | None) -> str | None:
    """An address that may be a link, None for any scheme but http and https."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc or visible(url or "") != url:
        return None
    return url


def link(path: str, **query: object) -> str:
    """A path of ours with those query values that are given."""
    given = {key.rstrip("_"): value for key, value in query.items() if value not in (None, "", ())}
    return f"{path}?{urlencode(given, doseq=True)}" if given else path


def when(value: datetime | None) -> str:
    """A time for people, always UTC; a dash where none is known."""
    return "–" if value is None else value.strftime("%Y-%m-%d %H:%M")


def day(value: datetime | None) -> str:
    return "–" if value is None else value.strftime("%Y-%m-%d")


def percent(share: float | None) -> str:
    """A share for people; one that is neither none nor all is not rounded to it."""
    if share is None:
        return "–"
    if 0 < share < 0.005:
        return "< 1 %"
    return "> 99 %" if 0.995 <= share < 1 else f"{share:.0%}".replace("%", "\u202f%")


def hours(value: float | None) -> str:
    """A delay in the unit that a person would choose."""
    if value is None:
        return "–"
    size = abs(value)
    if size < 1:
        said = f"{size * 60:.0f} min"
    elif size < 48:
        said = f"{size:.0f} h"
    else:
        said = f"{size / 24:.0f} days"
    return f"{said} before" if value < 0 else said


def words(value: str | None) -> str:
    """An identifier as words: `outlet_line` → `outlet line`."""
    return (value or "").replace("_", " ").replace("-", " ")


def anchor(value: str) -> str:
    """A short name for an element of a page, the same for the same value."""
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[:12]
