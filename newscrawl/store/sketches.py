"""Sketches in a table: which stored texts share sampled shingles with a given one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Sequence

from sqlalchemy import Connection, select, text

from newscrawl.dedup import exact
from newscrawl.dedup.model import Document, Sketch, Snapshot, Text
from newscrawl.dedup.prepare import prepare, sketch
from newscrawl.store.models import Article, ArticleVersion, DateClaim
from newscrawl.store.models import Sketch as SketchRow
from newscrawl.store.upsert import chunks, insert_missing

# One parameter whatever the number of values, so that the statement is written and its plan made once. SQLite seeks
# each value in the primary key, at a fifth of the cost that SQLAlchemy has with a parameter a value.
_AMONG = {
    "sqlite": "IN (SELECT value FROM json_each(:held))",
    "postgresql": "= ANY(CAST(:held AS bigint[]))",
}
_SHARING = {
    name: text(
        "SELECT article_version_id, count(*) FROM sketch"
        f" WHERE snapshot = :snapshot AND value {among} GROUP BY article_version_id"
    )
    for name, among in _AMONG.items()
}


class TableIndex:
    """Answers `dedup.model.SketchIndex` from the sketches of one snapshot."""

    def __init__(self, connection: Connection, snapshot: int) -> None:
        self._connection = connection
        self._snapshot = snapshot

    def add(self, version_id: int, sketch: Sketch) -> None:
        rows = [
            {"snapshot": self._snapshot, "value": value, "article_version_id": version_id} for value in sketch.values
        ]
        insert_missing(self._connection, SketchRow, rows, ["snapshot", "value", "article_version_id"])

    def sharing(self, values: Sequence[int]) -> Counter[str]:
        """Version ids, as text, → how many of the values they hold."""
        query = _SHARING[self._connection.dialect.name]
        rows = self._connection.execute(query, self._given(values))
        return Counter({str(ident): number for ident, number in rows})

    def _given(self, values: Sequence[int]) -> dict[str, object]:
        listed = list(values)
        return {
            "snapshot": self._snapshot,
            "held": listed if self._connection.dialect.name == "postgresql" else json.dumps(listed),
        }


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


def sketch_of(document: Document, snapshot: Snapshot) -> tuple[Text, Sketch]:
    """The prepared text and its sketch, which is empty where the text is too short to prove anything."""
    text = prepare(document, snapshot)
    found = sketch(text, snapshot)
    enough = exact.fingerprint("\n".join(document.paragraphs)) is not None
    return text, found if enough else Sketch(version=found.version, values=())
