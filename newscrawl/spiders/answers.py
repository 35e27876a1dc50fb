"""What an answer or a failure means for a page's state. Pure decisions, one place for all spiders."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest
from scrapy.spidermiddlewares.httperror import HttpError

from newscrawl.fetch.forgotten import AddressForgotten
from newscrawl.fetch.politeness import HostPaused
from newscrawl.items import State

_REASONS = {
    401: "asks for a login (401)",
    402: "asks for payment (402)",
    403: "forbidden (403)",
    407: "asks for a proxy login (407)",
    429: "too many requests (429)",
    451: "withheld for legal reasons (451)",
}


class AddressTrapped(IgnoreRequest):
    """Hardly one of the address's likes had a text of its own. Nothing was sent."""


def state_of_status(status: int) -> tuple[State, str] | None:
    """State and reason of an HTTP status; None where the body decides."""
    if 200 <= status < 300:
        return None
    if status in _REASONS:
        return State.BLOCKED, _REASONS[status]
    if status in (404, 410):
        return State.GONE, f"gone ({status})"
    return State.FAILED, f"answered {status}"


def state_of_error(error: BaseException | None) -> tuple[State, str]:
    """State and reason of a download that brought no response."""
    if isinstance(error, HostPaused):
        return State.BLOCKED, str(error)
    if isinstance(error, AddressForgotten):
        return State.FORGOTTEN, str(error)
    if isinstance(error, AddressTrapped):
        return State.NOT_ARTICLE, str(error)
    if isinstance(error, IgnoreRequest) and "robots.txt" in str(error):
        return State.ROBOTS, "forbidden by robots.txt"
    if isinstance(error, HttpError):  # only a redirect that is not followed gets here
        return State.FAILED, f"answered {error.response.status} with a redirect that can't be followed"
    return State.FAILED, f"{type(error).__name__}: {error}".strip(": ")[:500]


def is_html(content_type: str | None) -> bool:
    """Whether a body may be an HTML page; without a header it may."""
    kind = (content_type or "").partition(";")[0].strip().lower()
    return kind in ("", "text/html", "application/xhtml+xml", "text/plain", "application/octet-stream", "text/xml")
