"""Saved searches as feeds that a reader subscribes to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest

from tests.web.server import TOKEN, Client, serving
from tests.web.world import COPY, GERMAN


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("watches") / "watches.toml"
    path.write_text('[[watch]]\nname = "cnn"\ntitle = "New <copies> of CNN"\norigin = "cnn"\n', "utf-8")
    return path


@pytest.fixture(scope="module")
def client(filled_url: str, saved: Path) -> Iterator[Client]:
    with serving(filled_url, watches=saved) as served:
        yield served


def test_a_reader_gets_the_newest_first_in_both_forms(client: Client) -> None:
    answer = client.get("/feeds/cnn.atom")
    feed = feedparser.parse(answer.content)
    assert answer.headers["content-type"] == "application/atom+xml"
    assert not feed.bozo
    links = [entry.link for entry in feed.entries]
    assert links[0] == COPY
    assert len(links) == 2
    other = client.get("/feeds/cnn.json").json()
    assert [item["url"] for item in other["items"]] == links
    assert other["feed_url"] == f"{client.base}/feeds/cnn.json"
    again = client.get("/feeds/cnn.atom", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_the_page_lists_them_with_what_is_new(client: Client) -> None:
    text = client.get("/feeds").text
    assert "New &lt;copies&gt; of CNN" in text
    assert GERMAN[0] in text
    assert 'href="/feeds/cnn.atom"' in text
    assert client.get("/feeds/nobody.atom").status_code == 404


def test_where_reading_needs_the_token_a_reader_gives_it(filled_url: str, saved: Path) -> None:
    with serving(filled_url, watches=saved, is_private=True) as private:
        assert private.get("/feeds/cnn.atom").status_code == 303
        assert private.get("/feeds/cnn.atom", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200


def test_a_file_that_can_not_be_read_is_told_without_its_path(filled_url: str, tmp_path: Path) -> None:
    (tmp_path / "watches.toml").write_text("[[watch", "utf-8")
    with serving(filled_url, watches=tmp_path / "watches.toml") as broken:
        answer = broken.get("/feeds")
        assert answer.status_code == 503
        assert str(tmp_path) not in answer.text
