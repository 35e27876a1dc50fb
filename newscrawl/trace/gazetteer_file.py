"""The gazetteer's lists as text: a new entry is appended, comments and order stay as they are."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

# "publisher = [", one table in braces a line, up to the bracket that stands alone.
_INLINE = re.compile(r"^publisher\s*=\s*\[[^\n]*\n(?:(?!\]).*\n)*?(?=\]\s*$)", re.MULTILINE)

NEW_FILE = '# Further agencies and publishers.\nversion = "1"\n'
"""What a list begins with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """An entry to be appended. For the meaning of the fields see `newscrawl.trace.gazetteer.Entry`."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    country: str | None = None
    language: str | None = None
    hosts: tuple[str, ...] = ()
    kind: str = "publisher"
    ambiguous: bool = False
    lone: bool = True

    @property
    def section(self) -> str:
        return "publisher" if self.kind == "publisher" else "agency"

    def fields(self) -> dict[str, str]:
        """Keys and values as TOML writes them, in the lists' order; what is left at its default is left out."""
        kind = self.kind if self.kind not in ("publisher", "news") else None
        texts = {"id": self.id, "name": self.name, "language": self.language, "country": self.country, "kind": kind}
        lists = {"hosts": self.hosts, "aliases": self.aliases, "short": self.short}
        written = {key: _text(value) for key, value in texts.items() if value}
        written |= {key: f"[{', '.join(map(_text, values))}]" for key, values in lists.items() if values}
        written |= {"ambiguous": "true"} if self.ambiguous else {}
        written |= {"lone": "false"} if not self.lone else {}
        return written


def appended(text: str, entry: NewEntry) -> str:
    """A list's text with the entry at its end; everything before stays as it is, line ends too."""
    ending = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n")
    inline = _INLINE.search(lines) if entry.section == "publisher" else None
    if inline:
        values = ", ".join(f"{key} = {value}" for key, value in entry.fields().items())
        before = lines[: inline.end()]
        lines = f"{_with_comma(before)}  {{ {values} }},\n{lines[inline.end() :]}"
    else:
        table = "\n".join(f"{key} = {value}" for key, value in entry.fields().items())
        lines = f"{lines.rstrip()}\n\n[[{entry.section}]]\n{table}\n"
    return lines.replace("\n", ending)


def _with_comma(before: str) -> str:
    """The list's beginning, its last entry followed by a comma."""
    return re.sub(r"\}[ \t]*\n\Z", "},\n", before)


def _text(value: str) -> str:
    """A basic string. JSON's escapes are TOML's too, but for DEL, which JSON leaves as it is."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
