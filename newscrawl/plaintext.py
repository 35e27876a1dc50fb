"""Crawled text on its way to a terminal or a report."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

# What begins so is a formula to a spreadsheet; the wide signs are to one that writes Japanese. Where numbers have a
# comma for a point, a semicolon begins a cell too, whatever is quoted.
_FORMULA = re.compile(r"(^|;)(?=[\s\"']*[=+\-@\uff1d\uff0b\uff0d\uff20])")
# C1 controls, bidi marks and line separators, which JSON leaves as they are.
_UNESCAPED = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_SPACE = re.compile(r"[\s\u0085]+")
# Terminal sequences as a whole, so that no rest of them ("[31m") remains.
_ESCAPE = re.compile(r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|\x1b.?")


def plain(value: object) -> str:
    """One line without control, bidi, format, private and unassigned characters; joiners of scripts stay."""
    if value is None:
        return ""
    line = _SPACE.sub(" ", _ESCAPE.sub("", str(value)))
    return "".join(c for c in line if c in "\u200c\u200d" or not unicodedata.category(c).startswith("C"))


def shortened(value: object, length: int) -> str:
    """`plain`, cut at a word to at most `length` characters."""
    line = plain(value).strip()
    if len(line) <= length:
        return line
    cut = line[: length - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[length // 2 :] else cut).rstrip(" ,.;:–-") + "…"


def counted(number: int, one: str, many: str = "") -> str:
    """`1 file`, `2 files`; `many` where an s does not make it."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def spreadsheet_cell(value: object) -> str:
    """A CSV cell that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    written = plain(value)
    return _FORMULA.sub(r"\1'", written) if isinstance(value, str) else written


def escaped(written: str) -> str:
    """JSON with all that a terminal would obey as its escapes: the same values to whoever reads it."""
    return _UNESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", written)
