"""Options that narrow articles, the same for every command that lists, searches or exports them."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from newscrawl.items import Relation, State
from newscrawl.plaintext import plain

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from newscrawl.query import Filters


def _moment(typed: str) -> datetime:
    """A day or a time as it is typed; UTC where no zone is named."""
    try:
        found = datetime.fromisoformat(typed.strip())
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        message = f"{plain(typed)!r} is no time; write 2026-06-01, 2026-06-01T14:30 (UTC) or 2026-06-01T14:30+02:00"
        raise typer.BadParameter(message) from None


Site = Annotated[str | None, typer.Option("--site", help="Name of a site.")]
Origin = Annotated[
    str | None, typer.Option("--origin", help="Likeliest origin: id or name of a publisher, `unknown`, or `own`.")
]
Agency = Annotated[str | None, typer.Option("--agency", help="Id or name of an agency credited for text or pictures.")]
Language = Annotated[str | None, typer.Option("--language", help="Two letters.")]
Since = Annotated[
    datetime | None,
    typer.Option(
        "--since",
        metavar="TIME",
        parser=_moment,
        help="Published at or after that, as 2026-06-01 or 2026-06-01T14:30 (UTC, or with a zone: +02:00).",
    ),
]
Until = Annotated[
    datetime | None, typer.Option("--until", metavar="TIME", parser=_moment, help="Published before that.")
]
RelationOption = Annotated[
    str | None, typer.Option("--relation", help="What it is to its origin: translated, republished, agency, verbatim …")
]
Confidence = Annotated[
    float | None, typer.Option("--confidence", min=0, max=1, help="Least confidence of the origin, 0 to 1.")
]


def filters(
    *,
    site: str | None = None,
    origin: str | None = None,
    agency: str | None = None,
    language: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    relation: str | None = None,
    confidence: float | None = None,
    state: str | None = None,
) -> Filters:
    """What was asked for. Raises BadParameter for a word that no article can have, rather than finding none."""
    from newscrawl.query import Filters

    _known("--state", state, State)
    _known("--relation", relation, Relation)
    return Filters(
        site=site,
        origin=origin,
        agency=agency,
        language=language,
        since=since,
        until=until,
        relation=relation,
        confidence=confidence,
        state=state,
    )


def tell_unheard(engine: Engine, asked: Filters) -> None:
    """Says beside the data, where a list is empty, which of the names asked for nothing stored has."""
    from newscrawl.query import unheard

    for said in unheard(engine, asked):
        typer.echo(f"newscrawl: {said}", err=True)


def _known(option: str, value: str | None, kind: type[StrEnum]) -> None:
    if value is not None and value not in list(kind):
        raise typer.BadParameter(f"{option} {plain(value)!r}: it is one of {', '.join(kind)}")
