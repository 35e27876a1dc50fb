"""Addresses without end that hold no articles: calendars, filters and session ids, told by what their likes brought.

Addresses have one shape where they differ in figures, in the last segment of the path, or in the values of the query.
A shape is a trap when hardly one of its last pages had a text of its own; so is a whole site, which may write its
addresses so that no two have one shape. Pages that are gone or refused say nothing: only a page that was read does.
"""

from __future__ import annotations

import re
from collections import deque
from urllib.parse import urlsplit

TRAP = "trap: "
"""With what the reason begins for which an address is set aside here."""
# Pages that are judged together, and from how many on.
_NEWEST, _LEAST, _LEAST_OF_SITE = 200, 100, 400
_SHARE, _SHARE_OF_SITE = 0.95, 0.98
# Shapes that are remembered: a site that makes up one for each address is a trap as a whole.
_MOST_SHAPES = 5_000
_DIGITS = re.compile(r"\d+")


class Traps:
    """What a run has read of one site so far."""

    def __init__(self) -> None:
        self._shapes: dict[str, deque[bool]] = {}
        self._site: deque[bool] = deque(maxlen=2 * _NEWEST)
        self._found: dict[str, str] = {}
        self.of_site: str | None = None

    def saw(self, url: str, *, own: bool) -> str | None:
        """Note whether a page that was read for the first time had a text of its own.

        Returns the reason where that shows a trap which was not known before.
        """
        shape = shape_of(url)
        if shape not in self._shapes and len(self._shapes) < _MOST_SHAPES:
            self._shapes[shape] = deque(maxlen=_NEWEST)
        if (seen := self._shapes.get(shape)) is not None:
            seen.append(own)
            if shape not in self._found and _is_trap(seen, _LEAST, _SHARE):
                self._found[shape] = _reason(seen, f"like {shape}")
                return self._found[shape]
        self._site.append(own)
        if self.of_site is None and _is_trap(self._site, _LEAST_OF_SITE, _SHARE_OF_SITE):
            self.of_site = _reason(self._site, "of the site")
            return self.of_site
        return None

    def reason(self, url: str) -> str | None:
        """Why an address is not worth fetching in this run; None where it is."""
        if self.of_site or not self._found:
            return self.of_site
        return self._found.get(shape_of(url))


def shape_of(url: str) -> str:
    """What an address has in common with its likes: `/calendar/#/#/*?day&view`."""
    parts = urlsplit(url)
    *folders, _ = parts.path.split("/")
    path = "/".join([*(_DIGITS.sub("#", folder) for folder in folders), "*"])
    names = sorted({piece.partition("=")[0] for piece in parts.query.split("&") if piece})
    return path + ("?" + "&".join(names) if names else "")


def _is_trap(seen: deque[bool], least: int, share: float) -> bool:
    return len(seen) >= least and seen.count(False) >= share * len(seen)


def _reason(seen: deque[bool], what: str) -> str:
    return f"{TRAP}{seen.count(False)} of {len(seen)} pages {what[:200]} had no text of their own"
