"""Moving all sketches and relations to a newly learned snapshot. Can be broken off at any time and goes on from there.

1. Learn a snapshot, state `building`. 2. Sketch every version for it, beside the sketches in use. 3. Make it `current`:
from then on arriving texts are compared by it. 4. Compare every version anew; until that is done, pairs not reached yet
are those of the older snapshot, as their numbers say. 5. Remove the older sketches.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine, delete, func, select, update

from newscrawl.dedup.model import Snapshot
from newscrawl.store import learning
from newscrawl.store.comparing import add_sketches, compare
from newscrawl.store.models import ArticleVersion, DedupSnapshot, Sketch, VersionSketch
from newscrawl.store.relations import one_at_a_time
from newscrawl.store.session import translated
from newscrawl.store.sketches import documents, sketched
from newscrawl.store.snapshots import BUILDING, CURRENT, RETIRED, by_state, load

Progress = Callable[[str, int, int], None]
"""Called with the step, how many versions are done, and of how many."""

# Versions of one transaction: a crawl that writes meanwhile waits no longer than for these.
_BATCH = 50
# Rows of older sketches that are removed at once, for the same reason.
_ROWS = 50_000


def reindex(engine: Engine, now: datetime, progress: Progress) -> int:
    """Learn a new snapshot, or go on with one that was broken off; returns its number. Raises StoreError."""
    with translated(engine):
        number = _begin(engine, now)
        with engine.connect() as connection:
            snapshot = load(connection, number)
        _sketch_all(engine, snapshot, progress)
        _compare_all(engine, snapshot, now, progress)
        _remove_older(engine, number, progress)
    return number


def _begin(engine: Engine, now: datetime) -> int:
    with engine.begin() as connection:
        one_at_a_time(connection)
        for state in (BUILDING, CURRENT):
            found = by_state(connection, state)
            if found and found.is_ours and (state == BUILDING or _is_unfinished(connection, found.number)):
                return found.number
        # A snapshot that another version of this program began.
        connection.execute(update(DedupSnapshot).where(DedupSnapshot.state == BUILDING).values(state=RETIRED))
        return learning.learn(connection, now)


def _is_unfinished(connection: Connection, number: int) -> bool:
    return bool(_left(connection, number) or _older(connection, number))


def _older(connection: Connection, number: int) -> Sequence[int]:
    """Snapshots before this one whose sketches are still there."""
    return connection.scalars(select(VersionSketch.snapshot).where(VersionSketch.snapshot < number).distinct()).all()


def _left(connection: Connection, snapshot: int) -> int:
    query = select(func.count()).where(VersionSketch.snapshot == snapshot, VersionSketch.compared.is_(False))
    return connection.execute(query).scalar_one()


def _sketch_all(engine: Engine, snapshot: Snapshot, progress: Progress) -> None:
    """The last batch, which finds no further version, makes the snapshot current in the same transaction."""
    after = 0
    while True:
        with engine.begin() as connection:
            one_at_a_time(connection)
            missing = _without_sketch(connection, snapshot.number, after)
            add_sketches(connection, documents(connection, missing), snapshot, compared=False)
            if not missing:
                _make_current(connection, snapshot.number)
                return
            total = connection.scalar(select(func.count()).select_from(ArticleVersion)) or 0
            done = connection.scalar(select(func.count()).where(VersionSketch.snapshot == snapshot.number)) or 0
        after = missing[-1]
        progress("sketched", done, total)


def _without_sketch(connection: Connection, snapshot: int, after: int) -> Sequence[int]:
    known = (VersionSketch.article_version_id == ArticleVersion.id) & (VersionSketch.snapshot == snapshot)
    query = select(ArticleVersion.id).outerjoin(VersionSketch, known).where(VersionSketch.snapshot.is_(None))
    return connection.scalars(query.where(ArticleVersion.id > after).order_by(ArticleVersion.id).limit(_BATCH)).all()


def _make_current(connection: Connection, number: int) -> None:
    older = (DedupSnapshot.state == CURRENT) & (DedupSnapshot.number != number)
    connection.execute(update(DedupSnapshot).where(older).values(state=RETIRED))
    connection.execute(update(DedupSnapshot).where(DedupSnapshot.number == number).values(state=CURRENT))


def _compare_all(engine: Engine, snapshot: Snapshot, now: datetime, progress: Progress) -> None:
    while True:
        with engine.begin() as connection:
            one_at_a_time(connection)
            mine = VersionSketch.snapshot == snapshot.number
            query = select(VersionSketch.article_version_id).where(mine, VersionSketch.compared.is_(False))
            ids = connection.scalars(query.order_by(VersionSketch.article_version_id).limit(_BATCH)).all()
            if not ids:
                return
            # Each pair is compared once.
            compare(connection, list(sketched(documents(connection, ids), snapshot)), snapshot, now, below=True)
            done = mine & VersionSketch.article_version_id.in_(ids)
            connection.execute(update(VersionSketch).where(done).values(compared=True))
            left = _left(connection, snapshot.number)
            total = connection.scalar(select(func.count()).where(mine)) or 0
        progress("compared", total - left, total)


def _remove_older(engine: Engine, number: int, progress: Progress) -> None:
    with engine.connect() as connection:
        numbers = _older(connection, number)
    for snapshot in numbers:
        mine, done = Sketch.snapshot == snapshot, 0
        with engine.connect() as connection:
            total = connection.execute(select(func.count()).where(mine)).scalar_one()
        while done < total:
            with engine.begin() as connection:
                next_values = select(Sketch.value).where(mine).order_by(Sketch.value).offset(_ROWS - 1).limit(1)
                last = connection.scalar(next_values)
                some = mine if last is None else mine & (Sketch.value <= last)
                done += connection.execute(delete(Sketch).where(some)).rowcount
            progress("removed older sketches", done, total)
        with engine.begin() as connection:
            connection.execute(delete(VersionSketch).where(VersionSketch.snapshot == snapshot))
