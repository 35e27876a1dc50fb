"""Asking a person about one origin after the other, and printing what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer
from rich.table import Table

from newscrawl.cli.shared.output import console, print_json, print_line, print_wrapped, text
from newscrawl.commands.reviewing import answer
from newscrawl.errors import NewscrawlError
from newscrawl.plaintext import plain

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from newscrawl.query.reviews import Question, Report
    from newscrawl.store.reviewing import Decided

_ASKED = {
    "confidence": "its confidence is middling",
    "direction": "who copied whom is undecided",
    "contradicted": "evidence contradicts it",
    "earlier version": "it was reviewed on an earlier version",
}
_WAITING = "{} texts wait to be traced again: newscrawl trace, or the next crawl, does it."
_KEYS = {"c": "confirm", "o": "correct", "r": "reject", "s": "skip", "q": "quit"}


def ask_all(engine: Engine, asked: Sequence[Question], reviewer: str, chosen: str) -> None:
    if not asked:
        console.print("Nothing to review: no origin is uncertain, or each was decided about.")
        return
    waiting = 0
    done = 0
    for number, question in enumerate(asked, 1):
        decided = _ask(engine, question, f"{number} of {len(asked)}", reviewer, chosen)
        if decided is None:
            break
        if not isinstance(decided, bool):
            done += 1
            waiting += decided.waiting
    console.print(text(f"{done} of {len(asked)} decided."))
    if waiting:
        console.print(text(_WAITING.format(waiting)))


def _ask(engine: Engine, question: Question, place: str, reviewer: str, chosen: str) -> Decided | bool | None:
    """The decision; True where it was skipped, None where no more is wanted."""
    from newscrawl.cli.questions.why import print_why
    from newscrawl.query import why
    from newscrawl.trace.reviews import Decision

    console.rule(text(place))
    print_why(why(engine, question.url))
    console.print()
    reasons = f" ({', '.join(_ASKED[r] for r in question.reasons)})" if question.reasons else ""
    console.print(text(f"{place}: is {question.origin_name}, rank {question.rank}, an origin of it?{reasons}", "bold"))
    while True:
        said = _prompt("[c]onfirm, c[o]rrect, [r]eject, [s]kip, [q]uit")
        key = next((k for k, word in _KEYS.items() if said and said.lower() in (k, word)), None)
        if said is None or key == "q":
            return None
        if key == "s":
            return True
        if key is None:
            continue
        named = _prompt("The true origin: its article's address, or its publisher") if key == "o" else None
        if key == "o" and not named:
            continue
        note = _prompt("Note (may be empty)", empty=True)
        try:
            return answer(
                engine,
                question.url,
                question.rank,
                Decision(_KEYS[key]),
                named,
                reviewer,
                note,
                question.origin,
                chosen,
            )
        except NewscrawlError as err:
            typer.echo(f"newscrawl: {err}", err=True)


def _prompt(question: str, *, empty: bool = False) -> str | None:
    """What was typed; None at the end of the input."""
    try:
        typed: str = typer.prompt(question, default="" if empty else None, show_default=False)
    except typer.Abort:
        return None
    return typed.strip()


def print_decided(decided: Decided, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "url": decided.url,
                "is_new": decided.is_new,
                "origins": [
                    {"publisher": o.publisher, "relation": o.relation, "confidence": o.confidence, "url": o.url}
                    for o in decided.after
                ],
                "waiting": decided.waiting,
            }
        )
        return
    print_line(decided.url, "cyan")
    if not decided.is_new:
        console.print("That was said before, by the same person; nothing changed.")
        return
    for rank, origin in enumerate(decided.after, 1):
        told = f"{rank}. {origin.publisher}, {origin.relation}; confidence {origin.confidence:.2f}"
        print_wrapped(text(told), indent=2)
    if not decided.after:
        console.print("  origin unknown")
    if decided.waiting:
        console.print(text(_WAITING.format(decided.waiting)))


def print_list(asked: Sequence[Question]) -> None:
    if not asked:
        console.print("Nothing to review.")
    for question in asked:
        reasons = ", ".join(_ASKED[r] for r in question.reasons)
        print_line(question.url, "cyan")
        told = f"{question.origin_name} (rank {question.rank}, {question.relation}) {question.confidence:.2f}"
        print_wrapped(text(f"{told}{f': {reasons}' if reasons else ''}"), indent=2)


def print_report(found: Report, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    if not found.reviewed:
        console.print("Nobody has reviewed an origin that the machine concluded: newscrawl review")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("confidence", "reviewed", "right", "precision", "95 % interval", "of a sample"):
        table.add_column(name, justify="right")
    for one in found.bins:
        if one.precision is not None:
            known = (f"{one.precision:.2f}", f"{one.low:.2f}–{one.high:.2f}")
            table.add_row(
                f"{one.least:.2f}–{one.most:.2f}", str(one.reviewed), str(one.right), *known, str(one.sampled)
            )
    console.print(table)
    console.print(text(f"{found.right} of {found.reviewed} right, as said by {plain(', '.join(found.reviewers))}."))
    if found.named_where_unknown:
        console.print(text(f"For {found.named_where_unknown} articles of unknown origin somebody named one."))
    hint = "What was chosen for being uncertain is right less often than other verdicts; --sample chooses fairly."
    console.print(text(hint, "dim"))
