"""`newscrawl review`: what a person says about origins, kept for good."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Annotated

import typer

from newscrawl.cli.rights.review_dialogue import ask_all, print_decided, print_list, print_report
from newscrawl.cli.shared.database import AsJson, DatabaseOption, open_current
from newscrawl.cli.shared.output import print_json
from newscrawl.commands.reviewing import answer

if TYPE_CHECKING:
    from sqlalchemy import Engine


HELP = """Step through uncertain origins with their evidence, and confirm, correct or reject them.

What you say is stored with your name and the time, and stays on top of whatever is concluded later: a confirmed
origin is ranked first, a rejected one does not come back for that version of the page. Nothing is ever overwritten:
a later decision about the same publisher counts, and --withdraw takes one back.

With an address and one of --confirm, --correct, --reject, --withdraw nothing is asked. --rank says which of its origins
is meant.

Examples:

  newscrawl review --site securnews --limit 10

  newscrawl review putin-besucht

  newscrawl review putin-besucht --confirm --note "read both"

  newscrawl review putin-besucht --correct https://edition.cnn.com/2024/06/19/asia/putin-kim/index.html

  newscrawl review --sample --limit 50

  newscrawl review --report
"""


def review(
    address: Annotated[
        str | None, typer.Argument(help="One article: its address, or a part of it or of its title.")
    ] = None,
    url: Annotated[str | None, typer.Option(help="The same as the argument.")] = None,
    site: Annotated[str | None, typer.Option(help="Articles of one site.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many origins.")] = 20,
    sample: Annotated[
        bool, typer.Option("--sample", help="Any origin, sure ones too, so that --report measures them all.")
    ] = False,
    confirm: Annotated[bool, typer.Option("--confirm", help="It is the origin.")] = False,
    correct: Annotated[
        str | None, typer.Option(metavar="ORIGIN", help="Another is the origin: its article's address, or its name.")
    ] = None,
    reject: Annotated[bool, typer.Option("--reject", help="It is not the origin.")] = False,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take the last decision about it back.")] = False,
    publisher: Annotated[
        str | None, typer.Option(help="For --withdraw: whose decision, where it is no longer listed.")
    ] = None,
    rank: Annotated[int, typer.Option(min=1, help="Which of its origins is meant.")] = 1,
    note: Annotated[str | None, typer.Option(help="Why; shown with the decision.")] = None,
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Who says so. Default: your login name.")] = None,
    listed: Annotated[bool, typer.Option("--list", help="List what would be asked, and ask nothing.")] = False,
    measured: Annotated[
        bool, typer.Option("--report", help="How often the machine was right, by its confidence.")
    ] = False,
    as_json: AsJson = False,
    database: DatabaseOption = None,
) -> None:
    """Confirm, correct or reject origins."""
    from newscrawl.query import reviews
    from newscrawl.trace.reviews import Decision

    given = {
        Decision.CONFIRM: confirm,
        Decision.CORRECT: correct is not None,
        Decision.REJECT: reject,
        Decision.WITHDRAW: withdraw,
    }
    chosen = [decision for decision, was in given.items() if was]
    if len(chosen) > 1:
        raise typer.BadParameter("choose one of --confirm, --correct, --reject, --withdraw")
    address = address or url
    if chosen and address is None:
        raise typer.BadParameter("say which article is meant: newscrawl review ADDRESS --confirm")
    engine = open_current(database)
    if measured:
        print_report(reviews.report(engine), as_json)
        return
    if chosen and address:
        named = publisher if withdraw else correct
        print_decided(answer(engine, _found(engine, address), rank, chosen[0], named, _reviewer(by), note), as_json)
        return
    asked = reviews.questions(
        engine,
        url=_found(engine, address) if address else None,
        site=site,
        limit=limit,
        doubtful=not (sample or address),
    )
    if listed or as_json:
        print_json(asked) if as_json else print_list(asked)
    else:
        ask_all(engine, asked, _reviewer(by), "sample" if sample else "address" if address else "uncertain")


def _found(engine: Engine, address: str) -> str:
    from newscrawl.query import article

    return article(engine, address).page.url


def _reviewer(name: str | None) -> str:
    try:
        found = name if name is not None else getpass.getuser()
    except (KeyError, OSError):
        found = ""
    if not found.strip():
        raise typer.BadParameter("a decision needs a name: --by NAME")
    return found.strip()
