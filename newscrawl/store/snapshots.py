"""What was learned from the corpus, as stored: numbered, one of them current."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, select

from newscrawl.dedup.model import Snapshot
from newscrawl.dedup.prepare import SKETCH
from newscrawl.dedup.relate import DETECTOR
from newscrawl.store.models import Boilerplate, DedupSnapshot, StopValue
from newscrawl.store.upsert import insert_missing

BUILDING, CURRENT, RETIRED = "building", "current", "retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A snapshot's number and the versions of what used it."""

    number: int
    state: str
    sketch: str
    detector: str

    @property
    def is_ours(self) -> bool:
        """Whether this program's sketches and findings may stand beside those of this snapshot."""
        return (self.sketch, self.detector) == (SKETCH, DETECTOR)


class Snapshots:
    """Reads snapshots, each one once: its content never changes."""

    def __init__(self) -> None:
        self._read: dict[int, Snapshot] = {}

    def current(self, connection: Connection) -> Stored:
        """The current one; number 0, which has learned nothing, in a database without any."""
        if found := by_state(connection, CURRENT):
            return found
        first = row(0, CURRENT, documents=0, now=datetime.now(UTC))
        insert_missing(connection, DedupSnapshot, [first], ["number"])
        return Stored(number=0, state=CURRENT, sketch=SKETCH, detector=DETECTOR)

    def content(self, connection: Connection, number: int) -> Snapshot:
        if number not in self._read:
            self._read = {number: load(connection, number)}
        return self._read[number]


def by_state(connection: Connection, state: str) -> Stored | None:
    """The snapshot in this state, the newest of several."""
    columns = DedupSnapshot.number, DedupSnapshot.state, DedupSnapshot.sketch, DedupSnapshot.detector
    query = select(*columns).where(DedupSnapshot.state == state).order_by(DedupSnapshot.number.desc()).limit(1)
    found = connection.execute(query).one_or_none()
    return None if found is None else Stored(**found._mapping)


def load(connection: Connection, number: int) -> Snapshot:
    """The content of a snapshot."""
    sites: dict[str, set[int]] = defaultdict(set)
    for site, key in connection.execute(
        select(Boilerplate.site, Boilerplate.key).where(Boilerplate.snapshot == number)
    ):
        sites[site].add(key)
    stop = connection.scalars(select(StopValue.value).where(StopValue.snapshot == number))
    return Snapshot(
        number=number, boilerplate={site: frozenset(keys) for site, keys in sites.items()}, stop=frozenset(stop)
    )


def row(number: int, state: str, *, documents: int, now: datetime) -> dict[str, object]:
    return {
        "number": number,
        "state": state,
        "sketch": SKETCH,
        "detector": DETECTOR,
        "documents": documents,
        "learned_at": now,
    }
