"""What a person says about an origin, from the command line, a form or a program."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from newscrawl.store.reviewing import Decided
    from newscrawl.trace.reviews import Decision


def answer(
    engine: Engine,
    url: str,
    rank: int,
    decision: Decision,
    named: str | None,
    reviewer: str,
    note: str | None,
    expected: str | None = None,
    chosen: str = "address",
) -> Decided:
    """Store a decision; where the article's origin is unknown, one can still be named.

    expected: slug of the origin that was looked at, as ranks may have changed since.

    Raises UnknownAddress, UnknownPublisher, CannotDecide, StoreError.
    """
    from newscrawl.query import article
    from newscrawl.query.party import party
    from newscrawl.store.reviewing import Answer, decide

    ranked = bool(article(engine, url).origins) and not (decision == "withdraw" and named)
    said = Answer(
        url=url,
        rank=rank if ranked else None,
        decision=decision,
        party=party(engine, named) if named else None,
        expected=expected,
        reviewer=reviewer,
        note=note.strip() or None if note else None,
        chosen=chosen,
    )
    return decide(engine, said, datetime.now(UTC))
