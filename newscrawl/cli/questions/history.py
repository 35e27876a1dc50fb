"""`newscrawl history`: what changed in an article since it was first seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from newscrawl.cli.shared.database import AsJson, DatabaseOption, open_current
from newscrawl.cli.shared.output import console, print_json, print_line, text, when
from newscrawl.plaintext import plain

if TYPE_CHECKING:
    from newscrawl.query import Change, Passage, VersionRow

HELP = """Show what changed in an article since it was first seen: its versions, and for each what it says otherwise.

Headline, author, dates, credits, pictures and likeliest origin are called out; the text is compared word by word:
[-removed-] and {+added+}. A version is new where headline, text, authors, credits or the stated time of publication
changed, whatever the page around them did.

Examples:

  newscrawl history putin-besucht

  newscrawl history putin-besucht --whole

  newscrawl history https://securnews.ch/putin-besucht-nordkorea/ --json
"""
# Unchanged words shown on either side of a change.
_AROUND = 12


def history(
    address: Annotated[str, typer.Argument(help="The address, or a part of it or of the article's title.")],
    whole: Annotated[bool, typer.Option("--whole", help="The unchanged text too.")] = False,
    as_json: AsJson = False,
    database: DatabaseOption = None,
) -> None:
    """Show what changed in an article since it was first seen."""
    from newscrawl import query

    found = query.history(open_current(database), address)
    if as_json:
        print_json(found)
        return
    print_line(found.url, "bold cyan")
    if not found.versions:
        console.print(text(f"No article is stored at this address: its state is {found.state}."))
        raise typer.Exit(1)
    for version in found.versions:
        _print_version(version, whole)
    if len(found.versions) == 1:
        console.print("\nIt has not changed since it was first seen.")


def _print_version(version: VersionRow, whole: bool) -> None:
    console.print()
    seen = f"seen {when(version.first_seen_at)} to {when(version.last_seen_at)} UTC"
    console.print(text(f"Version {version.number} · {seen} · {version.words} words", "bold"))
    if not version.changes and not version.difference:
        console.print(text(version.title or "(no title)"))
    for change in version.changes:
        _print_change(change)
    if version.difference:
        removed, added = (_count(version.difference, kind) for kind in ("removed", "added"))
        console.print(text(f"text: {removed} words removed, {added} added"))
        console.print(Text().join(_shown(version.difference, whole)))


def _print_change(change: Change) -> None:
    for sign, style, values in (("−", "red", change.removed), ("+", "green", change.added)):
        for value in values:
            print_line(f"{change.what}: {sign} {plain(value)}", style)


def _count(passages: Sequence[Passage], kind: str) -> int:
    return sum(len(p.text.split()) for p in passages if p.kind == kind)


def _shown(passages: Sequence[Passage], whole: bool) -> Iterator[Text]:
    for place, passage in enumerate(passages):
        if passage.kind == "removed":
            yield _lines(f"[-{passage.text}-]", "red")
        elif passage.kind == "added":
            yield _lines(f"{{+{passage.text}+}}", "green")
        else:
            first, last = place == 0, place == len(passages) - 1
            yield _lines(passage.text if whole else _shortened(passage.text, first, last), "dim")


def _lines(passage: str, style: str) -> Text:
    """The passage with its line breaks, and without whatever else a terminal would obey."""
    return Text("\n").join(text(line, style) for line in passage.split("\n"))


def _shortened(passage: str, first: bool, last: bool) -> str:
    """The words next to a change; between two changes those next to both."""
    words = passage.split(" ")
    if len(words) <= 2 * _AROUND:
        return passage
    before = "" if first else " ".join(words[:_AROUND])
    after = "" if last else " ".join(words[-_AROUND:])
    return f"{before} … {after}".strip() if first or last else f"{before} … {after}"
