"""The JSON API on what people say about origins."""

from __future__ import annotations

from fastapi import Depends, Request
from pydantic import BaseModel, Field

from newscrawl.commands.reviewing import answer
from newscrawl.query import paging, reviews
from newscrawl.query.reviews import Question, Report, ReviewRow
from newscrawl.trace.reviews import Decision
from newscrawl.web.api_parts import Listing, Problem, api_router, listing
from newscrawl.web.inputs import LONGEST, Limit, Offset, Word, given
from newscrawl.web.signing import must_give_token
from newscrawl.web.state import Reader, Shared

router = api_router()
_TEXT = r"^[^\x00]*$"


class Answer(BaseModel):
    """What a person says about one origin of an article."""

    url: str = Field(min_length=1, max_length=LONGEST, pattern=_TEXT)
    decision: Decision
    rank: int = Field(1, ge=1, le=1000)
    """Which of its origins is meant."""
    expected: str | None = Field(None, max_length=200, pattern=_TEXT)
    """Id of the origin that was looked at, as ranks may have changed since."""
    origin: str | None = Field(None, max_length=LONGEST, pattern=_TEXT)
    """For `correct`: the true origin, as its article's address or its publisher."""
    reviewer: str = Field(min_length=1, max_length=80, pattern=_TEXT)
    note: str | None = Field(None, max_length=2000, pattern=_TEXT)


class Believed(BaseModel):
    publisher: str
    relation: str
    confidence: float
    url: str | None


class Stored(BaseModel):
    """What came of a decision."""

    url: str
    is_new: bool
    """False where the same person had said the same before."""
    origins: list[Believed]
    waiting: int
    """Texts that are to be traced again."""


@router.get("/questions")
def questions(engine: Reader, site: Word = None, doubtful: bool = True, limit: Limit = 50) -> list[Question]:
    """Origins that nobody decided about, the least certain first; with doubtful=false any, in a fair order."""
    return reviews.questions(engine, site=given(site), limit=limit, doubtful=doubtful)


@router.get("/reviews")
def decisions(
    request: Request, engine: Reader, url: Word = None, limit: Limit = 50, offset: Offset = 0
) -> Listing[ReviewRow]:
    """Decisions in the order in which they were made; url: those about one article, by its stored address."""
    return listing(request, paging.sliced(reviews.reviews(engine, given(url)), limit=limit, offset=offset), limit)


@router.get("/precision")
def precision(engine: Reader) -> Report:
    """How often the machine was right, by its confidence, as far as people looked."""
    return reviews.report(engine)


@router.post(
    "/reviews",
    dependencies=[Depends(must_give_token)],
    responses={409: {"model": Problem, "description": "It can't be decided so"}},
)
def decide(state: Shared, said: Answer) -> Stored:
    """Confirm, correct, reject or withdraw, as `newscrawl review` does."""
    named = said.origin if said.decision in (Decision.CORRECT, Decision.WITHDRAW) else None
    done = answer(
        state.writer, said.url, said.rank, said.decision, named, said.reviewer, said.note, said.expected, "address"
    )
    state.remembered.forget("review")
    after = [
        Believed(publisher=o.publisher, relation=o.relation, confidence=o.confidence, url=o.url) for o in done.after
    ]
    return Stored(url=done.url, is_new=done.is_new, origins=after, waiting=done.waiting)
