"""`newscrawl why`: who wrote an article first, how we know, and what would settle it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from newscrawl.cli.shared.database import AsJson, DatabaseOption, open_current
from newscrawl.cli.shared.output import console, print_json, print_line, print_wrapped, text, when
from newscrawl.plaintext import plain, shortened

if TYPE_CHECKING:
    from newscrawl.query import Member, Why
    from newscrawl.query.dossier import Credit, Derived, Dossier, Origin, Proof
    from newscrawl.query.reviews import ReviewRow

HELP = """Say who wrote an article first: ranked origins, evidence for and against, and what would settle it.

Each piece of evidence is a verbatim quote with its place in the archived page. "Unknown" is an answer too.
The address may lack its scheme, "www." or closing slash, or be any part that only one address or title has.

Examples:

  newscrawl why https://securnews.ch/putin-besucht-nordkorea/

  newscrawl why putin-besucht --json

  SCRAPY_PROJECT=demo newscrawl why mongolei-nordkorea
"""


def why(
    address: Annotated[str, typer.Argument(help="The article's address, or a part of it or of its title.")],
    as_json: AsJson = False,
    database: DatabaseOption = None,
) -> None:
    """Say who wrote an article first, and how we know."""
    from newscrawl import query

    found = query.why(open_current(database), address)
    if as_json:
        print_json(found)
    else:
        print_why(found)


def print_why(found: Why) -> None:
    """The answer for people."""
    _print_head(found.dossier)
    known = bool(found.dossier.origins)
    console.print(text(found.answer, "bold green" if known else "bold yellow"))
    for origin in found.dossier.origins:
        _print_origin(origin)
    _section_if("Reviewed by people", map(review_in_words, found.dossier.reviews))
    _print_other_credits(found.dossier)
    if found.family:
        _print_articles("Who else has this text", map(_copy, (*found.family.copies, *found.family.parts)))
    _print_articles("Articles that name this one as their original", map(_derived, found.dossier.derived))
    _print_articles("Other articles that name the same original", map(_derived, found.dossier.siblings))
    _section_if("Looked at", found.looked_at)
    _print_settle(found.settle)


def review_in_words(review: ReviewRow) -> str:
    """One decision: whom it refused or believed, by whom, when, why."""
    shown = plain(review.shown_name or "an unknown origin")
    if review.shown_confidence is not None:
        shown += f" ({plain(review.shown_relation)}, {review.shown_confidence:.2f})"
    told = {
        "confirm": f"confirmed: {shown}",
        "reject": f"refused: {shown}",
        "correct": f"refused: {shown}; the origin is {plain(review.origin_name)}",
        "withdraw": f"withdrawn: what was said about {plain(review.origin_name)}",
    }
    # Where the publisher was right, another article of it is meant; where nothing was known, nothing was refused.
    if review.decision == "correct" and review.shown_origin in (None, review.origin):
        told["correct"] = f"the origin is {plain(review.origin_name)}"
    where = f", at {plain(review.origin_url)}" if review.decision == "correct" and review.origin_url else ""
    earlier = "" if review.is_newest else f"; reviewed on an earlier version (number {review.version})"
    note = f": {plain(review.note)}" if review.note else ""
    return f"{told[review.decision]}{where} – {plain(review.reviewer)}, {when(review.reviewed_at)}{earlier}{note}"


def _print_head(dossier: Dossier) -> None:
    article = dossier.text
    if article is not None:
        console.print(text(article.title or "(no title)", "bold"))
    print_line(dossier.page.url, "cyan")
    if article is not None:
        zone = "" if article.published_zoned or article.published_at is None else ", zone not given"
        source = f" ({plain(article.published_source)}{zone})" if article.published_at else ""
        name = article.publisher_name or dossier.page.site
        line = f"{plain(name)} · {plain(article.language) or 'language unknown'} · published "
        console.print(text(f"{line}{when(article.published_at)}{source} · seen {when(article.first_seen_at)}", "dim"))
    console.print()


def _print_origin(origin: Origin) -> None:
    from newscrawl.query import in_words

    decided = f"; {'confirmed' if origin.review == 'confirm' else 'named'} by {plain(origin.reviewer)}"
    head = Text(f"\n{origin.rank}. ")
    head.append(plain(origin.origin_name), style="bold")
    kind = "agency" if origin.is_agency else "publisher"
    head.append(f"  {kind}, {plain(origin.role)} origin, {plain(origin.relation)}; ")
    head.append(f"confidence {origin.confidence:.2f} ({in_words(origin.confidence)})", style="green")
    head.append(decided if origin.review else "", style="bold green")
    console.print(head)
    address = origin.original_url or origin.origin_url
    if address:
        stored = "stored" if origin.is_stored else "not stored"
        delay = ""
        if origin.delay_hours is not None:
            delay = f", dated {abs(origin.delay_hours):.1f} h {'before' if origin.delay_hours >= 0 else 'after'} this"
        print_line(f"original: {address} ({stored}{delay})", indent=3)
    _print_text(origin)
    for proof in origin.evidence:
        _print_proof(proof)
    if not any(p.polarity == "contradicts" for p in origin.evidence):
        print_wrapped(text("against: nothing found", "dim"), indent=3)
    print_line(f"by {origin.tracer}", "dim", indent=3)


# Pairs of passages that are shown; the best ones say most.
_PAIRS = 3


def _print_text(origin: Origin) -> None:
    """How much of the text stands in the original, and the passages that answer each other best."""
    if origin.copy_coverage is None or origin.original_coverage is None:
        return
    lines = ""
    if origin.first_line is not None and origin.last_line is not None:
        lines = f" Lines {origin.first_line + 1} to {origin.last_line + 1} are from it."
    shares = f"{origin.copy_coverage:.0%} of this text stands there, {origin.original_coverage:.0%} of that one here."
    print_wrapped(text(f"text: {shares}{lines}"), indent=3)
    best = sorted(origin.alignment, key=lambda pair: -pair.score)[:_PAIRS]
    for pair in sorted(best, key=lambda pair: pair.copy_start):
        print_wrapped(text(f"“{shortened(pair.copy_text, 160)}”"), indent=9)
        print_wrapped(text(f"← “{shortened(pair.original_text, 160)}”", "dim"), indent=9)


# Evidence that is concluded from facts and quotes nothing.
_CONCLUDED = ("direction", "review")


def _print_proof(proof: Proof) -> None:
    for_it = proof.polarity == "supports"
    line = Text("for      " if for_it else "against  ", style="green" if for_it else "red")
    concluded = proof.kind in _CONCLUDED
    line.append(shortened(proof.quote, 160) if concluded else f"“{shortened(proof.quote, 160)}”", style="bold")
    line.append(f"  {plain(proof.kind).replace('_', ' ')}, weight {proof.weight:.2f}", style="none")
    print_wrapped(line, indent=3)
    if not concluded:
        print_wrapped(text(_place(proof), "dim"), indent=12)


def _place(item: Proof | Credit) -> str:
    """Where the quote can be read again: document, place in it, rule, archive."""
    if item.locator.startswith("text:"):
        return f"characters {item.locator.removeprefix('text:')} of this text, compared with {item.source_url}"
    if item.locator.startswith("picture:"):
        number = int(item.locator.removeprefix("picture:")) + 1
        return f"picture {number} of this article, by rule {item.rule}, beside {item.source_url}"
    document = f"{item.source_url} " if item.source_url else ""
    archive = f"; {item.archive_file} at {item.archive_offset}" if item.archive_file else "; not archived"
    return f"at {document}{item.locator} by rule {item.rule}{archive}"


def _print_other_credits(dossier: Dossier) -> None:
    """Credits that are no evidence of who wrote the text: pictures, cited sources."""
    used = {(p.quote, p.locator) for o in dossier.origins for p in o.evidence}
    others = [c for c in dossier.credits if (c.quote, c.locator) not in used]
    elsewhere = [c for c in others if c.kind in ("photo", "cited", "picture")]
    of_text = [c for c in others if c not in elsewhere]
    _print_credits("Also credited with the text" if dossier.origins else "Credited with the text", of_text)
    _print_credits("Credited for something else", elsewhere)


def _print_credits(title: str, credits: Sequence[Credit]) -> None:
    if credits:
        console.print(f"\n{title}", style="bold")
    for credit in credits:
        print_wrapped(Text("· ") + _credit(credit), indent=2)
        print_wrapped(text(_place(credit), "dim"), indent=6)


def _credit(credit: Credit) -> Text:
    line = Text(f"{plain(credit.kind).replace('_', ' ')}: ")
    line.append(f"“{shortened(credit.quote, 100)}”", style="bold")
    chain = " → ".join(f"{plain(n.agency or n.publisher or n.name)} ({plain(n.role)})" for n in credit.names if n.name)
    line.append(f"  {chain}" if chain else "")
    return line


def _print_articles(title: str, lines: Iterable[tuple[str, str, str]]) -> None:
    """Articles as their site, address and what is known of them; an address stays in one piece."""
    for number, (site, url, known) in enumerate(lines):
        if number == 0:
            console.print(f"\n{title}", style="bold")
        console.print(Text("  · ") + text(site) + Text("  ") + text(known, "dim"))
        print_line(url, "cyan", indent=4)


def _copy(copy: Member) -> tuple[str, str, str]:
    claimed = when(copy.published_at) if copy.published_at else "no time claimed"
    return copy.site, copy.url, f"{claimed}; {copy.relation}"


def _derived(article: Derived) -> tuple[str, str, str]:
    claimed = when(article.published_at) if article.published_at else "no time claimed"
    return article.site, article.url, f"{claimed}; {article.relation}, {article.confidence:.2f}"


# A sentence's last words where they are to be typed.
_COMMAND = re.compile(r": (?=(?:newscrawl|scrapy) )")


def _print_settle(lines: Iterable[str]) -> None:
    """What to do; a command stands on a line of its own, to be copied."""
    for number, line in enumerate(lines):
        if number == 0:
            console.print("\nWhat would settle it", style="bold")
        said, *command = _COMMAND.split(line, maxsplit=1)
        print_wrapped(Text("· ") + text(f"{said}:" if command else said), indent=2)
        for typed in command:
            print_line(typed, indent=4)


def _section_if(title: str, lines: Iterable[str]) -> None:
    for number, line in enumerate(lines):
        if number == 0:
            console.print(f"\n{title}", style="bold")
        print_wrapped(Text("· ") + text(line), indent=2)
