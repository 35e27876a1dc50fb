"""Finding the page that a person means."""

from __future__ import annotations

from difflib import get_close_matches
from urllib.parse import urlsplit, urlunsplit

from sqlalchemy import Connection, select

from newscrawl.errors import NewscrawlError
from newscrawl.plaintext import plain
from newscrawl.query.views import ARTICLE, PAGE

# Addresses of one host that are compared with a mistyped one.
_COMPARED = 5_000
_SHOWN = 5
# Characters that are searched for, and addresses that are counted.
_LEAST = 3
_LISTED = 200


class UnknownAddress(NewscrawlError):
    """No page has this address, or several do; the message names the closest ones."""


class AmbiguousAddress(UnknownAddress):
    """Several pages may be meant; the message names them, each on a line of its own."""


def find_page(connection: Connection, address: str) -> str:
    """The stored address that is meant: the same but for scheme, `www.` and a closing slash, or the only one that
    contains the words given; where none does, the only one whose title does.

    Raises UnknownAddress.
    """
    address = address.strip()
    try:
        spelled = variants(address)
    except ValueError:
        raise UnknownAddress(f"{plain(address)!r} is no address: its host can't be read") from None
    exact = _among(connection, spelled)
    if exact:
        return next(url for url in spelled if url in exact)
    for search, where in ((_containing, "addresses"), (_titled, "titles")):
        found = search(connection, address)
        if len(found) == 1:
            return found[0]
        if found:
            raise AmbiguousAddress(f"{plain(address)!r} is part of several {where}:{_listed(found)}")
    close = _close(connection, address)
    hint = f"; close to it:{_listed(close)}" if close else "; newscrawl search WORDS finds articles by their text"
    raise UnknownAddress(f"no page with the address {plain(address)!r}{hint}")


def variants(address: str) -> list[str]:
    """Spellings of an address that mean the same page, the given one first."""
    parts = urlsplit(address if "//" in address else f"https://{address}")
    hosts = dict.fromkeys((parts.netloc, parts.netloc.removeprefix("www."), f"www.{parts.netloc}"))
    schemes = dict.fromkeys((parts.scheme, "https", "http"))
    paths = dict.fromkeys((parts.path, parts.path.rstrip("/"), f"{parts.path.rstrip('/')}/"))
    queries = dict.fromkeys((parts.query, ""))
    spelled = [urlunsplit((s, h, p, q, "")) for q in queries for s in schemes for h in hosts for p in paths]
    return list(dict.fromkeys([address, *spelled]))


def _among(connection: Connection, urls: list[str]) -> set[str]:
    return set(connection.scalars(select(PAGE.c.url).where(PAGE.c.url.in_(urls))))


def _containing(connection: Connection, part: str) -> list[str]:
    """Addresses that contain the text, stored articles before all others."""
    if len(part) < _LEAST:
        return []
    query = select(PAGE.c.url, PAGE.c.state).where(PAGE.c.url.contains(part, autoescape=True))
    rows = connection.execute(query.order_by(PAGE.c.url).limit(_LISTED)).all()
    return [row.url for row in rows if row.state == "stored"] or [row.url for row in rows]


def _titled(connection: Connection, part: str) -> list[str]:
    """Addresses of articles whose title contains the text; a title that was cut off may end in an ellipsis."""
    part = part.removesuffix("…").rstrip()
    if len(part) < _LEAST:
        return []
    query = select(ARTICLE.c.url).where(ARTICLE.c.title.contains(part, autoescape=True))
    return list(connection.scalars(query.order_by(ARTICLE.c.url).limit(_LISTED)))


def _close(connection: Connection, address: str) -> list[str]:
    host = urlsplit(address if "//" in address else f"https://{address}").hostname or address
    same_host = PAGE.c.url.contains(host.removeprefix("www."), autoescape=True)
    urls = list(connection.scalars(select(PAGE.c.url).where(same_host).limit(_COMPARED)))
    return get_close_matches(address, urls, n=_SHOWN, cutoff=0.6)


def _listed(urls: list[str]) -> str:
    more = f"and {len(urls) - _SHOWN} more" if len(urls) > _SHOWN else ""
    return "".join(f"\n  {plain(url)}" for url in urls[:_SHOWN]) + (f"\n  {more}" if more else "")
