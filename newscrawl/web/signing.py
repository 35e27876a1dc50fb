"""Signing in and out, and what needs it."""

from __future__ import annotations

from hmac import compare_digest
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from newscrawl.web.access import COOKIE, SECONDS, Reviewer
from newscrawl.web.render import page
from newscrawl.web.shown import link
from newscrawl.web.state import Shared, state_of

router = APIRouter(include_in_schema=False)
Name = Annotated[str, Form(max_length=80, pattern=r"^[^\x00]*$")]


def may_read(request: Request) -> None:
    """For pages: raises a redirection to the sign-in form where reading needs the token."""
    state = state_of(request)
    if not state.is_private or state.reviewer(request):
        return
    back = f"{request.url.path}?{request.url.query}".rstrip("?")
    raise HTTPException(303, "Sign in first.", {"Location": link("/sign-in", back=back)})


def may_ask(request: Request) -> None:
    """For programs: raises 401 where reading needs the token."""
    state = state_of(request)
    if state.is_private and not (state.reviewer(request) or state.access.bearer(request.headers.get("authorization"))):
        raise HTTPException(401, "Authorization: Bearer TOKEN is needed.", {"WWW-Authenticate": "Bearer"})


def may_read_feeds(request: Request) -> None:
    """For both: a program may give the token, a person is led to the form."""
    if not state_of(request).access.bearer(request.headers.get("authorization")):
        may_read(request)


def must_give_token(
    request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))]
) -> None:
    """For programs that write; a cookie is not enough, as a browser sends it unasked. Raises 401."""
    if given is None or not state_of(request).access.is_token(given.credentials):
        raise HTTPException(401, "Authorization: Bearer TOKEN is needed.", {"WWW-Authenticate": "Bearer"})


def may_decide(request: Request, form_token: Annotated[str, Form(max_length=200)] = "") -> Reviewer:
    """For forms: who sends it. Raises 403 where it is nobody who signed in, or the form is not ours."""
    reviewer = state_of(request).reviewer(request)
    if reviewer is None:
        raise HTTPException(403, "Sign in to decide: your session may have ended.")
    if not compare_digest(form_token.encode(), reviewer.form_token.encode()):
        raise HTTPException(403, "This form was not made for your session; go back, reload the page and send it again.")
    return reviewer


@router.get("/sign-in")
def form(request: Request, back: str = "/review") -> Response:
    return page(request, "sign_in.html", back=_own(back), wrong="", name="")


@router.post("/sign-in")
def sign_in(
    request: Request,
    state: Shared,
    token: Annotated[str, Form(max_length=500)] = "",
    name: Name = "",
    back: Annotated[str, Form(max_length=4000)] = "/review",
) -> Response:
    name = " ".join(name.split())
    wrong = "" if state.access.is_token(token) else "This is not the token that the server was started with."
    wrong = wrong or ("" if name else "Give a name: it is stored with your decisions.")
    if wrong:
        return page(request, "sign_in.html", status=403, back=_own(back), wrong=wrong, name=name)
    answer = RedirectResponse(_own(back), 303)
    secure = request.url.scheme == "https"
    answer.set_cookie(
        COOKIE, state.access.cookie(name), max_age=SECONDS, httponly=True, samesite="strict", secure=secure
    )
    return answer


@router.post("/sign-out")
def sign_out(_reviewer: Annotated[Reviewer, Depends(may_decide)]) -> Response:
    answer = RedirectResponse("/", 303)
    answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return answer


def _own(back: str) -> str:
    """A path of ours, whatever was asked for."""
    try:
        parts = urlsplit(back)
    except ValueError:
        return "/review"
    is_path = not parts.scheme and not parts.netloc and back.startswith("/") and not back.startswith(("//", "/\\"))
    return back if is_path and back.isprintable() else "/review"
