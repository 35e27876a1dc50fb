"""The JSON API for programs, on both databases."""

from __future__ import annotations

from dataclasses import fields

import pytest
from starlette.requests import Request

from newscrawl import query
from newscrawl.query import Slice
from newscrawl.query.dossier import Dossier
from newscrawl.web.api_parts import following
from tests.web.server import Client
from tests.web.world import COPY, EVIL, SCRIPT


def test_a_list_leads_to_its_next_part(client: Client) -> None:
    found = []
    address = f"{client.base}/api/v1/articles?site=umschau&limit=3"
    while address:
        part = client.session.get(address, timeout=30).json()
        found += [row["url"] for row in part["items"]]
        address = part["next"]
    assert len(found) == len(set(found)) == part["total"] == 7


def test_a_search_gives_the_best_first_with_its_words_marked(client: Client) -> None:
    found = client.get("/api/v1/search", q="Betonblöcken").json()
    assert [hit["article"]["url"] for hit in found["items"]] == [COPY]
    assert {"text": "Betonblöcken", "is_hit": True} in found["items"][0]["snippet"]
    assert (found["total"], found["is_exact"], found["is_ranked"], found["next"]) == (1, True, True, None)


def test_answers_hold_what_the_query_functions_tell(client: Client) -> None:
    for path, kind in (("article", Dossier), ("why", query.Why), ("side-by-side", query.SideBySide)):
        answer = client.get(f"/api/v1/{path}", url=COPY).json()
        assert list(answer) == [f.name for f in fields(kind)]
    assert client.get("/api/v1/article", url=EVIL).json()["text"]["title"] == SCRIPT


def test_what_has_not_changed_is_not_sent_again(client: Client) -> None:
    first = client.get("/api/v1/article", url=COPY)
    again = client.get("/api/v1/article", url=COPY, headers={"If-None-Match": f'"other", W/{first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert client.get("/api/v1/article", url=COPY, headers={"If-None-Match": '"other"'}).status_code == 200
    head = client.session.head(f"{client.base}/api/v1/article", params={"url": COPY}, timeout=30)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == first.headers["content-length"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/article?url=nowhere-at-all", 404),
        ("/api/v1/article", 422),
        ("/api/v1/articles?limit=0", 422),
        ("/api/v1/articles?limit=201", 422),
        ("/api/v1/articles?relation=stolen", 422),
        ("/api/v1/articles?since=2026-02-30", 404),
        ("/api/v1/search?q=%3F", 404),
        ("/api/v1/search", 422),
        ("/api/v1/nowhere", 404),
    ],
)
def test_refusals_say_why(client: Client, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.json()["detail"]


@pytest.mark.parametrize(
    ("rows", "total", "after"), [((1,), 3, None), ((), 6, "http://host/?limit=5&offset=5"), ((1,), 5, None)]
)
def test_where_rows_turned_out_to_be_one_the_next_part_is_counted_by_the_limit(
    rows: tuple[int, ...], total: int, after: str | None
) -> None:
    asked = {"type": "http", "scheme": "http", "server": ("host", 80), "path": "/", "query_string": b"", "headers": []}
    assert following(Request(asked), Slice(items=rows, offset=0, total=total, is_exact=True), 5) == after
