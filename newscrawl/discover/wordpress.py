"""The posts list of WordPress's REST interface (`/wp-json/wp/v2/posts`)."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from newscrawl.discover import SourceError
from newscrawl.discover.canonical import canonical_url
from newscrawl.discover.dates import parse_w3c
from newscrawl.items import Discovery, Via
from newscrawl.plaintext import shortened

PER_PAGE = 100
"""WordPress gives at most 100 posts a page."""
# Without the texts an answer is some 30 times smaller; WordPress before 4.9.8 ignores the parameter.
_FIELDS = "link,title,date_gmt,modified_gmt,guid"
_TAG = re.compile(r"</?[A-Za-z!][^<>]*>")


@dataclass(frozen=True, slots=True)
class PostsRead:
    """Posts, newest first, and the address of the next page of the list, if there is one."""

    pages: tuple[Discovery, ...]
    next_url: str | None


def first_page(api: str, per_page: int = PER_PAGE) -> str:
    """The address of the list's first page; parameters that `api` has win."""
    given = dict(parse_qsl(urlsplit(api).query, keep_blank_values=True))
    return _with_query(api, {"per_page": str(per_page), "page": "1", "_fields": _FIELDS, **given})


def read_posts(body: bytes, url: str, total_pages: str | int | None = None) -> PostsRead:
    """The posts of one page of the list; `total_pages` is the header `X-WP-TotalPages`.

    Where a cache dropped that header, a full page has a next one. Raises SourceError where the answer is no list of
    posts, with WordPress's own message where it gave one.
    """
    try:
        posts = json.loads(body)
    except (ValueError, RecursionError) as err:
        raise SourceError(f"this address is no WordPress list of posts: {url}: no JSON: {err}") from err
    if not isinstance(posts, list):
        said = f"{posts.get('code')}: {posts.get('message')}" if isinstance(posts, dict) else "not a list"
        raise SourceError(f"this address is no WordPress list of posts: {url}: {shortened(said, 200)}")
    found = [_post(post, number, url) for number, post in enumerate(posts)]
    if posts and not any(found):
        raise SourceError(f"this address is no WordPress list of posts: {url}: no entry has a link")
    return PostsRead(tuple(d for d in found if d is not None), _next(url, len(posts), total_pages))


def _post(post: Any, number: int, url: str) -> Discovery | None:
    if not isinstance(post, dict) or not isinstance(post.get("link"), str):
        return None
    try:
        address = canonical_url(post["link"], base=url)
    except ValueError:
        return None
    return Discovery(
        url=address,
        via=Via.API,
        found_on=url,
        locator=f"/{number}",
        title=_rendered(post.get("title")),
        published_at=_time(post.get("date_gmt")),
        modified_at=_time(post.get("modified_gmt")),
        guid=_rendered(post.get("guid")),
    )


def _rendered(value: Any) -> str | None:
    text = value.get("rendered") if isinstance(value, dict) else value
    return (" ".join(html.unescape(_TAG.sub("", text)).split()) or None) if isinstance(text, str) else None


def _time(value: Any) -> datetime | None:
    # Drafts and broken imports have "0000-00-00T00:00:00".
    return parse_w3c(value) if isinstance(value, str) else None


def _next(url: str, count: int, total_pages: str | int | None) -> str | None:
    query = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
    page = _number(query.get("page")) or 1
    total = _number(total_pages)
    full = count > 0 and count >= (_number(query.get("per_page")) or 10)
    more = full if total is None else page < total
    return _with_query(url, {**query, "page": str(page + 1)}) if more else None


def _number(value: str | int | None) -> int | None:
    text = str(value).strip() if value is not None else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _with_query(url: str, query: dict[str, str]) -> str:
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query, safe=","), ""))
