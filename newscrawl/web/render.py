"""Templates to pages. Whatever they print is escaped, and characters that deceive are shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from newscrawl.plaintext import shortened
from newscrawl.query import in_words
from newscrawl.web import shown
from newscrawl.web.state import state_of

NAVIGATION = (
    ("/", "Overview"),
    ("/search", "Search"),
    ("/stories", "Stories"),
    ("/sites", "Sites"),
    ("/agencies", "Agencies"),
    ("/network", "Network"),
    ("/review", "Review"),
)


def page(request: Request, template: str, *, status: int = 200, **context: object) -> HTMLResponse:
    """A page of the explorer from a template and its values."""
    state = state_of(request)
    reviewer = state.reviewer(request)
    known: Mapping[str, Any] = {"path": request.url.path, "reviewer": reviewer, "can_sign_in": state.access.is_open}
    return HTMLResponse(environment().get_template(template).render(**known, **context), status)


@cache
def environment() -> Environment:
    made = Environment(
        loader=PackageLoader("newscrawl.web"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printed,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Callable[..., Any]] = {
        "outside": shown.outside,
        "when": shown.when,
        "day": shown.day,
        "percent": shown.percent,
        "hours": shown.hours,
        "words": shown.words,
        "anchor": shown.anchor,
        "in_words": in_words,
        "number": "{:,}".format,
        "short": shortened,
    }
    made.filters.update(filters)
    made.globals.update(link=shown.link, navigation=NAVIGATION)
    return made


def _printed(value: object) -> object:
    if value is None:
        return ""
    return shown.visible(value) if type(value) is str else value
