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
# A session id: letters and figures in one long word, a UUID, or `;jsessionid=…` and `(S(…))`.
_ID = re.compile(
    r"(?=[a-zA-Z]*\d)(?=\d*[a-zA-Z])[a-zA-Z\d]{12,}|[\da-fA-F]{8}(?:-[\da-fA-F]{4}){3}-[\da-fA-F]{12}|\(S\([^/]*\)\)"
)
_ID_BEHIND = re.compile(r"(;\w+=).*")


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
    """What an address has in common with its likes: `/calendar/#/#/*?day&view`.

    A closing slash belongs to the shape and hides no segment. Where a name stands in a path twice, all that follows its
    first place is one: `/tag/a/tag/b/` and whatever is longer are `/tag/…/`.
    """
    parts = urlsplit(url)
    slash = "/" if parts.path.endswith("/") else ""
    folders = [_figures(folder) for folder in parts.path.strip("/").split("/")[:-1]]
    path = "/".join(["", *folders, "*"])
    if twice := _first_again(parts.path):
        before = parts.path.split("/")
        path = "/".join([*map(_figures, before[: before.index(twice)]), twice, "…"])
    asked = sorted({_DIGITS.sub("#", piece.partition("=")[0]) for piece in parts.query.split("&") if piece})
    return path + slash + ("?" + "&".join(asked) if asked else "")


def _first_again(path: str) -> str | None:
    """The name that comes again first in a path."""
    seen: set[str] = set()
    for name in path.split("/"):
        if name in seen:
            return name
        if name and not name.isdigit():
            seen.add(name)
    return None


def _figures(folder: str) -> str:
    """A part of a path without what only counts: figures, and the session id."""
    return "#" if _ID.fullmatch(folder) else _DIGITS.sub("#", _ID_BEHIND.sub(r"\1#", folder))


def _is_trap(seen: deque[bool], least: int, share: float) -> bool:
    return len(seen) >= least and seen.count(False) >= share * len(seen)


def _reason(seen: deque[bool], what: str) -> str:
    return f"{TRAP}{seen.count(False)} of {len(seen)} pages {what[:200]} had no text of their own"
