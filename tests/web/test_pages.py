"""The explorer's pages as somebody without JavaScript meets them, on both databases."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from html import unescape
from pathlib import Path

import pytest

from tests.web.server import Client, serving
from tests.web.world import CHANGED, COPY, ENGLISH, EVIL, GERMAN, ORIGINAL, SCRIPT

BASE = "https://umschau.example"
PAGES = [
    ("/", {}),
    ("/search", {}),
    ("/article", {"url": COPY}),
    ("/article", {"url": EVIL}),
    ("/side-by-side", {"url": COPY}),
    ("/side-by-side", {"url": EVIL}),
    ("/history", {"url": CHANGED}),
    ("/history", {"url": EVIL}),
    ("/stories", {}),
    ("/story", {"url": COPY}),
    ("/story", {"url": EVIL}),
    ("/agencies", {}),
    ("/network", {}),
    ("/sites", {}),
    ("/sites/umschau", {}),
    ("/review", {}),
    ("/review/question", {"url": EVIL}),
    ("/sign-in", {}),
    ("/nowhere", {}),
]


def words(client: Client, path: str, **query: object) -> str:
    """What a person reads, white space normalised."""
    answer = client.get(path, **query)
    assert answer.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


@pytest.mark.parametrize(("path", "query"), PAGES, ids=[f"{p} {' '.join(q.values())}".strip() for p, q in PAGES])
def test_no_page_obeys_what_was_crawled(client: Client, path: str, query: dict[str, str]) -> None:
    text = client.get(path, **query).text
    assert re.findall(r"<script[^>]*>", text) == ['<script src="/static/explorer.js" defer>']
    assert not re.search(r"""(?:href|src|action)\s*=\s*["']?\s*(?:javascript|data):""", text, re.IGNORECASE)
    assert not re.search(r"<[^>]*\son\w+\s*=", text)
    assert not re.search(r"<[^>]*\sstyle\s*=", text)
    assert "\u202e" not in text


def test_an_article_that_means_harm_is_shown_as_it_is_written(client: Client) -> None:
    said = words(client, "/article", url=EVIL)
    assert SCRIPT in said
    assert "Read [U+202E]hsilgne[U+202C] here" in said
    assert "javascript:alert(3)" in said


def test_every_answer_forbids_what_is_not_used(client: Client) -> None:
    for path in ("/", "/nowhere", "/static/explorer.css", "/api/v1/articles", "/api/v1/article?url=nowhere"):
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'; ")
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "localhost.evil.example", "", "[::2]"])
def test_a_foreign_host_name_is_refused(client: Client, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8780", "127.0.0.1", "[::1]:8780"])
def test_loopback_names_are_served(client: Client, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


def test_the_start_page_counts_with_denominators(client: Client) -> None:
    said = words(client, "/")
    assert "9 stored articles" in said
    assert "of 9 articles" in said
    assert "umschau" in said
    assert "finished" in said


def test_a_list_is_filtered_and_paged(client: Client) -> None:
    assert "1–9 of 9 articles, newest first" in words(client, "/search")
    said = words(client, "/search", origin="reuters")
    assert "1–2 of 2 articles" in said
    assert "0.85 strong" in said
    assert "Nothing matches" in words(client, "/search", site="nobody")
    assert "close to it: reuters" in words(client, "/search", agency="reuter")
    assert "only 9 match" in words(client, "/search", page=7)
    assert "answered 500" in words(client, "/search", state="failed")


def test_words_are_found_in_titles_and_texts(client: Client) -> None:
    said = words(client, "/search", q="Betonblöcken -nichts")
    assert "1–1 of 1 articles, the best first" in said
    assert "<mark>Betonblöcken</mark>" in client.get("/search", q="Betonblöcken").text
    assert "Nothing matches" in words(client, "/search", q="Betonblöcken", site="cnn")
    assert 'role="alert"' in client.get("/search", q="?!").text


def test_an_article_shows_answer_evidence_credits_and_family(client: Client) -> None:
    said = words(client, "/article", url=COPY)
    assert "75 % of this text's sentences stand there" in said
    assert "for “" not in said
    assert "outlet line, weight 0.85" in said
    assert "archived in umschau.warc.gz at 100" in said
    assert "KCNA (producer, kcna) → Reuters (distributor, reuters)" in said
    text = client.get("/article", url=COPY).text
    assert '36 Betonblöcken. <mark class="credit text" title="text credit, closing">(Reuters)</mark>' in text


def test_a_part_of_an_address_leads_to_the_article(client: Client) -> None:
    answer = client.get("/article", url="uebersetzt")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/article?url=https%3A%2F%2Fumschau.example%2Fuebersetzt"


def test_an_address_that_several_pages_have_leads_to_each(client: Client) -> None:
    answer = client.get("/article", url="umschau.example")
    assert answer.status_code == 404
    assert "Which one is meant?" in answer.text
    linked = re.findall(r'href="(/article\?url=https%3A%2F%2Fumschau[^"]+)"', answer.text)
    assert len(linked) > 1
    assert all(client.get(path).status_code == 200 for path in linked)


def test_a_day_that_cannot_be_read_is_told_in_words(client: Client) -> None:
    for path in ("/stories", "/search", "/api/v1/articles"):
        answer = client.get(path, since="18.06.2026")
        assert answer.status_code == 422
        assert "ince: write a day as 2026-06-18" in answer.text


def test_an_unknown_address_is_answered_with_help(client: Client) -> None:
    answer = client.get("/article", url=f"{BASE}/uebersetzz")
    assert answer.status_code == 404
    assert COPY in answer.text
    assert "newscrawl crawl" in answer.text
    assert client.get("/article", url="http://[").status_code == 404
    assert client.get("/article", url="a\x00b").status_code == 422
    assert client.get("/article").status_code == 422


def test_an_address_without_an_article_tells_its_state(client: Client) -> None:
    assert "its state is failed (answered 500)" in words(client, "/article", url=f"{BASE}/kaputt")


def test_sentences_stand_beside_each_other(client: Client) -> None:
    said = words(client, "/side-by-side", url=COPY)
    assert f"translated {GERMAN[0]} {ENGLISH[0]}" in said
    assert f"translated, moved {GERMAN[1]} {ENGLISH[3]}" in said
    assert f"added {GERMAN[2]} –" in said
    assert f"dropped caveat – {ENGLISH[2]}" in said
    assert "Credits cut" in said
    assert "Caveats cut 1 : did not respond to (reply)" in said
    assert '<mark class="caveat">did not respond to</mark>' in client.get("/side-by-side", url=COPY).text
    only = words(client, "/side-by-side", url=COPY, only="dropped")
    assert ENGLISH[2] in only
    assert GERMAN[2] not in only
    assert client.get("/side-by-side", url=COPY, n=2).status_code == 404
    alone = words(client, "/side-by-side", url=ORIGINAL)
    assert "nothing can stand beside it" in alone
    assert COPY in alone


def test_a_database_that_has_learned_nothing_is_read_without_writing(filled_template: Path, tmp_path: Path) -> None:
    path = tmp_path / "newscrawl.db"
    shutil.copy(filled_template, path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM dedup_snapshot")
        connection.commit()
    with serving(f"sqlite:///{path}") as served:
        assert ENGLISH[0] in words(served, "/side-by-side", url=COPY)


def test_versions_show_what_changed(client: Client) -> None:
    text = client.get("/history", url=CHANGED).text
    assert "<ins> und anders</ins>" in text
    assert "<del><bdi>Unbekannt</bdi></del>" in text
    assert "has not changed" in words(client, "/history", url=COPY)


def test_a_site_shows_shares_with_their_denominators_and_the_coverage_behind_them(client: Client) -> None:
    said = words(client, "/sites/umschau")
    assert "7 stored articles of an aggregator" in said
    assert "8 of 8 discovered addresses were settled" in said
    assert "were compared with all others" in said
    assert "from others 71 % 5 of 7 stored articles" in said
    assert "CNN outlet 29 % 2 of 7" in said
    assert "failed answered 500" in said
    assert "checks of these counts hold" in said
    assert client.get("/sites/umschaux").status_code == 404
    assert "close to it: umschau" in client.get("/sites/umschaux").text


def test_a_story_tells_sites_origins_and_how_certain_the_first_is(client: Client) -> None:
    assert "2 sites, 1 origin" in words(client, "/stories")
    text = client.get("/story", url=COPY).text
    said = words(client, "/story", url=COPY)
    assert "2 sites, 1 origin : 2 texts in de, en, written by CNN" in said
    assert "claims the earliest time" in said or "claims a time" in said
    assert len(re.findall("<circle ", text)) == 2
    assert len(re.findall('<line class="made"', text)) == 1
    assert client.get("/story", url=f"{BASE}/kaputt").status_code == 404
    assert "No text stands in several places" in words(client, "/stories", site="nobody")


def test_agencies_and_network_lead_to_the_articles_behind_them(client: Client) -> None:
    assert 'href="/search?agency=kcna"' in client.get("/agencies").text
    text = client.get("/network", relation="translated").text
    assert len(re.findall("<path ", text)) == 2
    assert 'href="/search?site=umschau&amp;origin=cnn&amp;relation=translated"' in text
    assert "2 29 % 2 of 7 stored articles of it" in words(client, "/network")
    assert "within these limits" in words(client, "/network", least=99)


def test_where_others_can_reach_it_nothing_is_read_without_the_token(filled_url: str) -> None:
    with serving(filled_url, is_private=True) as private:
        answer = private.get("/article", url=COPY)
        assert (answer.status_code, answer.headers["location"][:14]) == (303, "/sign-in?back=")
        assert private.get("/api/v1/articles").status_code == 401
        assert private.get("/static/explorer.css").status_code == 200
        assert private.get("/sign-in").status_code == 200
