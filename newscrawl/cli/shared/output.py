"""What all commands print through: a safe console, and JSON and CSV that are safe to open."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import datetime
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from newscrawl.plaintext import escaped, plain, spreadsheet_cell

# Piped output has no width of its own, and tables are made for at least this one.
MIN_WIDTH = 100
_WORD = re.compile(r"\S+\s*")


def _console() -> Console:
    made = Console(highlight=False, soft_wrap=False)
    return made if made.is_terminal else Console(highlight=False, width=max(MIN_WIDTH, made.width))


console = _console()


def text(value: object, style: str = "") -> Text:
    """A cell: never markup, never a control character."""
    return Text(plain(value), style=style)


def print_line(value: object, style: str = "", *, indent: int = 0) -> None:
    """A line that is never broken, so that an address in it can be copied whole."""
    console.print(Text(" " * indent) + text(value, style), soft_wrap=True)


def print_wrapped(value: Text, *, indent: int = 0) -> None:
    """A paragraph, broken between words alone: an address in it stays in one piece, however long."""
    for line in value.divide(_breaks(value.plain, console.width - indent)):
        line.rstrip()
        console.print(Text(" " * indent) + line, soft_wrap=True)


def _breaks(line: str, width: int) -> Iterator[int]:
    """Where words begin that would stand beyond the width, in cells."""
    used = 0
    for word in _WORD.finditer(line):
        if used and used + cell_len(word.group().rstrip()) > width:
            yield word.start()
            used = 0
        used += cell_len(word.group())


def when(value: datetime | None, *, seconds: bool = False) -> str:
    """A time for people, always UTC; a dash where none is known."""
    return "–" if value is None else value.strftime("%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M")


def print_json(value: object) -> None:
    """Values as they are; JSON escapes what a terminal would obey."""
    sys.stdout.write(escaped(json.dumps(_json(value), ensure_ascii=False, indent=2, default=str)) + "\n")


def print_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([spreadsheet_cell(row[name]) for name in columns] for row in rows)


def _json(value: object) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return _json(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): _json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_json(item) for item in value]
    return value.isoformat() if isinstance(value, datetime) else value
