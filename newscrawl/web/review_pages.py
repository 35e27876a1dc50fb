"""The queue of uncertain origins, and the forms by which a person decides."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from newscrawl.commands.reviewing import answer
from newscrawl.errors import NewscrawlError, StoreError
from newscrawl.query import reviews, why
from newscrawl.query.dossier import Origin
from newscrawl.trace.reviews import Decision
from newscrawl.web.access import Reviewer
from newscrawl.web.inputs import LONGEST, Address, Word, given
from newscrawl.web.render import page
from newscrawl.web.shown import link
from newscrawl.web.signing import may_decide, may_read
from newscrawl.web.state import Reader, Shared

router = APIRouter(include_in_schema=False)
_SHOWN = 25
_LAST = 10
Text = Annotated[str, Form(max_length=LONGEST, pattern=r"^[^\x00]*$")]


@router.get("/review", dependencies=[Depends(may_read)])
def queue(
    request: Request, engine: Reader, state: Shared, site: Word = None, sample: bool = False, done: Word = None
) -> Response:
    key = ("review", given(site), sample)
    asked, _ = state.remembered.get(
        key, lambda: reviews.questions(engine, site=key[1], limit=_SHOWN + 1, doubtful=not sample)
    )
    return page(
        request,
        "review.html",
        asked=asked,
        most=_SHOWN,
        report=reviews.report(engine),
        last=reviews.reviews(engine)[: -_LAST - 1 : -1],
        site=given(site),
        sample=sample,
        done=done if done in list(Decision) else None,
    )


@router.get("/review/question", dependencies=[Depends(may_read)])
def question(
    request: Request, engine: Reader, address: Address, rank: Annotated[int, Query(ge=1)] = 1, chosen: Word = None
) -> Response:
    return _question(request, engine, address, rank, _chosen(chosen))


@router.post("/review/question")
def decide(
    request: Request,
    state: Shared,
    reviewer: Annotated[Reviewer, Depends(may_decide)],
    url: Text,
    decision: Annotated[Decision, Form()],
    rank: Annotated[int, Form(ge=1)] = 1,
    expected: Text = "",
    origin: Text = "",
    note: Text = "",
    chosen: Text = "",
) -> Response:
    named = origin.strip() or None
    wrong = "Name the true origin: its article's address, or its publisher."
    if named or decision is not Decision.CORRECT:
        named = named if decision in (Decision.CORRECT, Decision.WITHDRAW) else None
        try:
            answer(state.writer, url, rank, decision, named, reviewer.name, note, expected or None, _chosen(chosen))
        except StoreError:
            raise
        except NewscrawlError as err:
            wrong = str(err)
        else:
            state.remembered.forget("review")
            sample = "1" if _chosen(chosen) == "sample" else None
            return RedirectResponse(link("/review", done=decision.value, sample=sample), 303)
    return _question(
        request, state.reader, url, rank, _chosen(chosen), status=409, wrong=wrong, origin=origin, note=note
    )


def _question(
    request: Request,
    engine: Reader,
    address: str,
    rank: int,
    chosen: str,
    *,
    status: int = 200,
    wrong: str = "",
    origin: str = "",
    note: str = "",
) -> Response:
    found = why(engine, address)
    asked: Origin | None = next((o for o in found.dossier.origins if o.rank == rank), None)
    return page(
        request,
        "question.html",
        status=status,
        found=found,
        dossier=found.dossier,
        asked=asked,
        chosen=chosen,
        wrong=wrong,
        origin=origin,
        note=note,
    )


def _chosen(value: str | None) -> str:
    return value if value in ("uncertain", "sample") else "address"
