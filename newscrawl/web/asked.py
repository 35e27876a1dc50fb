"""What narrows a list, as pages and programs ask for it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated

from fastapi import Query

from newscrawl.items import Relation, State
from newscrawl.query import Filters
from newscrawl.web.inputs import Day, Word, given, utc

Confidence = Annotated[float | None, Query(ge=0, le=1, description="Least confidence of the likeliest origin.")]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """As a dependency: filters of a request's query."""

    site: Word = None
    origin: Annotated[
        str | None, Query(max_length=200, pattern=r"^[^\x00]*$", description="A name or id, `unknown`, or `own`.")
    ] = None
    agency: Annotated[
        str | None, Query(max_length=200, pattern=r"^[^\x00]*$", description="Id or name of a credited agency.")
    ] = None
    language: Word = None
    relation: Annotated[Relation | None, Query()] = None
    confidence: Confidence = None
    since: Day = None
    until: Day = None

    def filters(self, state: State | None = None) -> Filters:
        """Raises 404 for a day that no calendar has."""
        return Filters(
            site=given(self.site),
            origin=given(self.origin),
            agency=given(self.agency),
            language=given(self.language),
            relation=self.relation,
            confidence=self.confidence,
            since=utc(self.since),
            until=utc(self.until),
            state=state,
        )


@dataclass(frozen=True, slots=True)
class Typed:
    """The same from a form, whose fields may be empty."""

    q: Word = None
    site: Word = None
    origin: Word = None
    agency: Word = None
    language: Word = None
    relation: Annotated[str | None, Query(pattern=rf"^({'|'.join(Relation)}|)$")] = None
    confidence: Annotated[str | None, Query(pattern=r"^(0|1|0\.[0-9]{1,3}|)$")] = None
    since: Day = None
    until: Day = None
    state: Annotated[str | None, Query(pattern=rf"^({'|'.join(State)}|)$")] = None

    def narrowed(self) -> Filters:
        return Narrowed(
            site=self.site,
            origin=self.origin,
            agency=self.agency,
            language=self.language,
            relation=Relation(self.relation) if self.relation else None,
            confidence=float(self.confidence) if self.confidence else None,
            since=self.since,
            until=self.until,
        ).filters(State(self.state) if self.state else None)

    def fields(self) -> dict[str, str]:
        """What to fill the form with."""
        return {name: value or "" for name, value in asdict(self).items()}
