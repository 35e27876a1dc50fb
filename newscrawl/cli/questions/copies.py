"""`newscrawl copies`: the family of an article."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from newscrawl.cli.shared.database import AsJson, DatabaseOption, open_current
from newscrawl.cli.shared.output import console, print_json, print_line, print_wrapped, text, when

if TYPE_CHECKING:
    from newscrawl.query import Family, Member

HELP = """Show every copy of an article: cut, retitled, merged or dressed up, on whatever site.

Each copy is told with what it is to the article, how much of it stands in the article, its site and its claimed time.
What the article was put together from, or was put into, is listed apart, and so are earlier and later versions on the
same site, filled-in forms and other articles of the same event: they are no copies.
The address may lack its scheme, "www." or closing slash, or be any part that only one address or title has.

Examples:

  newscrawl copies https://securnews.ch/putin-besucht-nordkorea/

  newscrawl copies putin-besucht --json
"""


def copies(
    address: Annotated[str, typer.Argument(help="The article's address, or a part of it or of its title.")],
    as_json: AsJson = False,
    database: DatabaseOption = None,
) -> None:
    """Show every copy of an article."""
    from newscrawl import query

    found = query.copies(open_current(database), address)
    if as_json:
        print_json(found)
    elif found is None:
        console.print(text(f"{address}: no article is stored of this page; newscrawl show {address} tells why"))
    else:
        print_family(found)


def print_family(found: Family) -> None:
    """The answer for people."""
    console.print(text(found.title or "(no title)", "bold"))
    print_line(found.url, "cyan")
    claimed = when(found.published_at) if found.published_at else "no time claimed"
    console.print(text(f"{found.site} · published {claimed} · seen {when(found.first_seen_at)}\n", "dim"))
    console.print(text(found.answer, "bold green" if found.is_sure else "bold yellow"))
    _print("Copies", found.copies, found.earliest)
    _print("Put together", found.parts, found.earliest)
    _print("Alike, but no copies", found.related, None)


def _print(title: str, members: Sequence[Member], earliest: str | None) -> None:
    if members:
        console.print(f"\n{title}", style="bold")
    for member in members:
        line = Text("  · ") + text(member.site) + Text("  ")
        line.append(member.relation, style="green")
        console.print(line)
        if shares := _shares(member):
            print_wrapped(text(shares, "dim"), indent=4)
        if member.title:
            console.print(Text("    ") + text(member.title), no_wrap=True, overflow="ellipsis")
        print_line(member.url, "cyan", indent=4)
        print_wrapped(text(f"{_time(member)}{'; earliest' if member.url == earliest else ''}", "dim"), indent=4)


def _shares(member: Member) -> str:
    if member.share is None or member.share_of_asked is None:
        return ""
    run = f", {member.run:.0f} words in one piece" if member.run else ""
    return f"{member.share:.0%} of it stands in the text asked for, {member.share_of_asked:.0%} of that in it{run}"


def _time(member: Member) -> str:
    if member.published_at is None:
        return "claims no time"
    zone = "" if member.published_zoned else ", zone not given"
    return f"claims {when(member.published_at)}{zone}"
