"""`newscrawl dedup --reindex`: learn from the stored texts and compare them all anew."""

from __future__ import annotations

from datetime import UTC, datetime

import typer

from newscrawl.cli.shared.bars import Bars
from newscrawl.cli.shared.database import open_current
from newscrawl.errors import NewscrawlError


def reindex(database: str | None) -> None:
    """Move a database's sketches and relations to a new snapshot, with progress on standard error.

    Raises NewscrawlError where it was interrupted: the next call goes on from there.
    """
    from newscrawl.store.reindexing import reindex as run

    engine = open_current(database)
    with Bars() as shown:
        try:
            number = run(engine, datetime.now(UTC), shown)
        except KeyboardInterrupt:
            raise NewscrawlError('interrupted; "newscrawl dedup --reindex" goes on from there') from None
    typer.echo(f"all texts are compared by snapshot {number}")
