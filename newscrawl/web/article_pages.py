"""Pages about one article: everything known of it, beside its original, its versions."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response

from newscrawl.query import RowKind, Why, history, side_by_side, why
from newscrawl.query.dossier import Credit
from newscrawl.query.history import difference
from newscrawl.query.side_by_side import Comparison, Row
from newscrawl.web.inputs import Address
from newscrawl.web.marks import mark
from newscrawl.web.render import page
from newscrawl.web.shown import link
from newscrawl.web.signing import may_read
from newscrawl.web.state import Reader, Shared

router = APIRouter(include_in_schema=False, dependencies=[Depends(may_read)])


@router.get("/article")
def article(request: Request, engine: Reader, state: Shared, address: Address) -> Response:
    found = why(engine, address)
    if found.dossier.page.url != address:
        return RedirectResponse(link("/article", url=found.dossier.page.url), 303)
    return page(
        request,
        "article.html",
        found=found,
        dossier=found.dossier,
        marked=mark(found.dossier, state.pages.seen(found.dossier)),
        pictures=_credits_of_pictures(found),
        sides=any(o.alignment for o in found.dossier.origins),
    )


def _credits_of_pictures(found: Why) -> dict[int, list[Credit]]:
    """Credits by the position of the picture that they stand at."""
    by_picture: dict[int, list[Credit]] = {}
    for credit in found.dossier.credits:
        if credit.image_position is not None:
            by_picture.setdefault(credit.image_position, []).append(credit)
    return by_picture


@router.get("/side-by-side")
def beside(
    request: Request,
    engine: Reader,
    address: Address,
    number: Annotated[int, Query(alias="n", ge=1)] = 1,
    only: Annotated[RowKind | None, Query()] = None,
) -> Response:
    found = side_by_side(engine, address)
    if number > max(1, len(found.comparisons)):
        raise HTTPException(404, f"It has {len(found.comparisons)} stored originals, and none of number {number}.")
    chosen = found.comparisons[number - 1] if found.comparisons else None
    return page(
        request,
        "side_by_side.html",
        found=found,
        number=number,
        chosen=chosen,
        only=only,
        rows=_rows(chosen, only) if chosen else [],
        counts={kind: chosen.count(kind) for kind in RowKind} if chosen else {},
    )


def _rows(chosen: Comparison, only: RowKind | None) -> list[tuple[Row, tuple[object, ...]]]:
    """Rows of the kind that is asked for, reworded ones with their words compared."""
    return [
        (row, difference(row.original or "", row.copy or "") if row.kind is RowKind.REWORDED else ())
        for row in chosen.rows
        if only is None or row.kind is only
    ]


@router.get("/history")
def versions(request: Request, engine: Reader, address: Address) -> Response:
    return page(request, "history.html", found=history(engine, address))
