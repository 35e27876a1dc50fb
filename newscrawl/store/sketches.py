"""Sketches in a table: which stored texts share sampled shingles with a given one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select, text

from newscrawl.dedup import exact
from newscrawl.dedup.model import Document, Sketch, Snapshot, Text
from newscrawl.dedup.prepare import prepare_many, sketch
from newscrawl.store.models import Article, ArticleVersion, DateClaim
from newscrawl.store.upsert import chunks

# Texts that are prepared at once.
_AT_ONCE = 64

# One parameter whatever the number of values, so that the statement is written and its plan made once. SQLite seeks
# each value in the primary key, at a fifth of the cost that SQLAlchemy has with a parameter a value.
_AMONG = {
    "sqlite": "IN (SELECT value FROM json_each(:held))",
    "postgresql": "= ANY(CAST(:held AS integer[]))",
}
_HOLDERS = {
    name: text(f"SELECT value, article_version_id FROM sketch WHERE snapshot = :snapshot AND value {among}")
    for name, among in _AMONG.items()
}
_ADD = {
    name: text(
        f"INSERT INTO sketch (snapshot, value, article_version_id) SELECT :snapshot, value, :version FROM {listed}"
        " WHERE TRUE ON CONFLICT DO NOTHING"
    )
    for name, listed in {
        "sqlite": "json_each(:held)",
        "postgresql": "unnest(CAST(:held AS integer[])) AS given (value)",
    }.items()
}


class TableIndex:
    """Stores the sketches of one snapshot and says who shares values with whom."""

    def __init__(self, connection: Connection, snapshot: int) -> None:
        self._connection = connection
        self._dialect = connection.dialect.name
        self._snapshot = snapshot

    def add(self, sketches: Mapping[int, Sketch]) -> None:
        rows = [self._given(sketch.values) | {"version": ident} for ident, sketch in sketches.items() if sketch.values]
        if rows:
            self._connection.execute(_ADD[self._dialect], rows)

    def sharing_of(self, sketches: Mapping[int, Sequence[int]]) -> dict[int, Mapping[int, int]]:
        """For each version, given its values: stored versions, itself among them → how many of them they hold."""
        asked = sorted({value for values in sketches.values() for value in values})
        rows = self._connection.execute(_HOLDERS[self._dialect], self._given(asked)).fetchall() if asked else []
        if len(sketches) == 1:
            # An article that comes alone: arrays cost a third of the time, and save some only for many.
            return {key: Counter(version for _, version in rows) for key in sketches}
        held = np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=2 * len(rows)).reshape(-1, 2)
        held = held[np.argsort(held[:, 0], kind="stable")]
        return {ident: _counted(held, np.array(values, dtype=np.int64)) for ident, values in sketches.items()}

    def _given(self, values: Sequence[int]) -> dict[str, object]:
        listed = list(values)
        return {"snapshot": self._snapshot, "held": listed if self._dialect == "postgresql" else json.dumps(listed)}


def _counted(held: NDArray[np.int64], values: NDArray[np.int64]) -> dict[int, int]:
    """held: (n, 2) values, ascending, and their holders."""
    begin = np.searchsorted(held[:, 0], values, side="left")
    number = np.searchsorted(held[:, 0], values, side="right") - begin
    before = np.cumsum(number) - number
    places = np.arange(int(number.sum())) + np.repeat(begin - before, number)
    idents, counts = np.unique(held[places, 1], return_counts=True)
    return dict(zip(idents.tolist(), counts.tolist(), strict=True))


def documents(connection: Connection, version_ids: Collection[int]) -> list[Document]:
    """The texts of versions, ids as text, in order of id; the date is the time that the version's page claims."""
    found = []
    for part in chunks(sorted(version_ids)):
        query = (
            select(
                ArticleVersion.id,
                ArticleVersion.title,
                ArticleVersion.body,
                ArticleVersion.language,
                Article.site,
                Article.url,
                DateClaim.value,
            )
            .join(Article, Article.id == ArticleVersion.article_id)
            .outerjoin(
                DateClaim,
                (DateClaim.article_version_id == ArticleVersion.id)
                & DateClaim.chosen
                & (DateClaim.kind == "published"),
            )
            .where(ArticleVersion.id.in_(part))
            .order_by(ArticleVersion.id, DateClaim.ordinal)
        )
        found += [_document(*row) for row in connection.execute(query)]
    return list({document.id: document for document in found}.values())


def _document(
    ident: int, title: str | None, body: str, language: str | None, site: str, url: str, date: object
) -> Document:
    return Document(
        id=str(ident),
        title=title,
        paragraphs=tuple(body.split("\n")),
        lang=language,
        site=site,
        url=url,
        date=None if date is None else date.isoformat(),  # type: ignore[attr-defined]
    )


def sketched(given: Iterable[Document], snapshot: Snapshot) -> Iterator[tuple[Text, Sketch]]:
    """The prepared texts and their sketches, which are empty where a text is too short to prove anything."""
    remaining = iter(given)
    while batch := list(islice(remaining, _AT_ONCE)):
        enough = exact.fingerprints(["\n".join(document.paragraphs) for document in batch])
        for prepared, value in zip(prepare_many(batch, snapshot), enough, strict=True):
            found = sketch(prepared, snapshot)
            yield prepared, found if value else Sketch(version=found.version, values=())
