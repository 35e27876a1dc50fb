"""Credits of versions: as their pages show them, and as the files of their pictures hold them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from newscrawl.items import Credit as Found
from newscrawl.store.models import Credit, CreditName, Image, ImageFile, VersionImage
from newscrawl.store.names import ensure_agencies, ensure_publishers
from newscrawl.store.origins import Places
from newscrawl.store.upsert import chunks, insert_all
from newscrawl.trace.picture_file import metadata_credits

Numbered = tuple[Sequence[Found], Places, int]
"""Credits of a version, which downloads they are in, and the number of the first."""


def add_credits(connection: Connection, given: Mapping[int, Numbered]) -> None:
    """Store credits by version."""
    credits = [
        (version, number, credit, places)
        for version, (found, places, start) in given.items()
        for number, credit in enumerate(found, start)
    ]
    if not credits:
        return
    names = [name for _, _, credit, _ in credits for name in credit.names]
    agencies = ensure_agencies(connection, {n.agency: n.name for n in names if n.agency})
    publishers = ensure_publishers(connection, {n.publisher: (n.name, False) for n in names if n.publisher})
    columns = (Credit.article_version_id, Credit.ordinal, Credit.id)
    rows = [_row(version, number, credit, places) for version, number, credit, places in credits]
    made = connection.execute(insert(Credit).returning(*columns), rows)
    ids = {(version, number): ident for version, number, ident in made}
    chain = [
        {
            "credit_id": ids[version, number],
            "ordinal": place,
            "name": name.name,
            "role": name.role,
            "agency_id": agencies.get(name.agency or ""),
            "publisher_id": publishers.get(name.publisher or ""),
        }
        for version, number, credit, _ in credits
        for place, name in enumerate(credit.names)
    ]
    insert_all(connection, CreditName, chain)


def clear_credits(connection: Connection, version_id: int) -> None:
    """Take away a version's credits."""
    credits = select(Credit.id).where(Credit.article_version_id == version_id)
    connection.execute(delete(CreditName).where(CreditName.credit_id.in_(credits)))
    connection.execute(delete(Credit).where(Credit.article_version_id == version_id))


def add_metadata_credits(connection: Connection, version_ids: Sequence[int]) -> None:
    """Whom the files of versions' pictures credit in themselves, for versions that hold nothing of that."""
    found: dict[int, list[Found]] = {}
    for part in chunks(version_ids):
        query = (
            select(VersionImage.article_version_id, VersionImage.position, Image.url, ImageFile.metadata_)
            .join(Image, Image.id == VersionImage.image_id)
            .join(ImageFile, ImageFile.image_id == Image.id)
            .where(VersionImage.article_version_id.in_(part))
            .order_by(VersionImage.article_version_id, VersionImage.position)
        )
        for version, position, url, fields in connection.execute(query).all():
            found.setdefault(version, []).extend(metadata_credits(fields or {}, url, position))
    last = select(Credit.article_version_id, func.max(Credit.ordinal)).group_by(Credit.article_version_id)
    before = dict(connection.execute(last.where(Credit.article_version_id.in_(found))).all()) if found else {}
    nowhere = Places(None, {})
    add_credits(connection, {v: (credits, nowhere, before.get(v, -1) + 1) for v, credits in found.items()})


def renew_metadata_credits(connection: Connection, version_id: int) -> None:
    """The same, in the place of what was noted of that before."""
    mine = Credit.article_version_id == version_id
    old = select(Credit.id).where(mine, Credit.position == "image_metadata")
    connection.execute(delete(CreditName).where(CreditName.credit_id.in_(old)))
    connection.execute(delete(Credit).where(mine, Credit.position == "image_metadata"))
    add_metadata_credits(connection, [version_id])


def _row(version_id: int, number: int, credit: Found, places: Places) -> dict[str, Any]:
    return {
        "article_version_id": version_id,
        "ordinal": number,
        "kind": credit.kind,
        "quote": credit.quote,
        "locator": credit.locator,
        "position": credit.position,
        "rule": credit.rule,
        "url": credit.url,
        "image_position": credit.image_position,
        "source_url": credit.source_url,
        "fetch_id": places.of(credit.source_url),
    }
