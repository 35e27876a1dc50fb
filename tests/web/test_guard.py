"""What no request gets past, whoever sends it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from newscrawl.cli.main import run
from tests.web.server import TOKEN, Client


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.",
        "127.0.0.1:80@evil.example",
        "[::1].evil.example",
        "[::1]evil",
        "localhost:x",
        "127.0.0.1:80/..",
        "localhost:123456",
        "",
    ],
)
def test_no_other_host_is_served(client: Client, host: str) -> None:
    assert client.get("/api/v1/articles", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:80", "127.0.0.1:8780", "[::1]:8780", "[::1]"])
def test_loopback_is_served_by_each_of_its_names(client: Client, host: str) -> None:
    assert client.get("/api/v1/articles", headers={"Host": host}).status_code == 200


def parts(number: int) -> Iterator[bytes]:
    yield b'"'
    yield from (b"x" * 10_000 for _ in range(number))
    yield b'"'


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/review/question", "/api/v1/reviews", "/nowhere"])
@pytest.mark.parametrize(
    "kind", ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_a_body_is_refused_before_it_is_read_whole(client: Client, path: str, kind: str) -> None:
    for body in (parts(11), b"x" * 100_001):
        answer = client.session.post(client.base + path, data=body, headers={"Content-Type": kind}, timeout=30)
        assert answer.status_code == 413


def test_the_longest_form_is_read(client: Client) -> None:
    form = {"url": "ü" * 2083, "note": "ü" * 2083, "origin": "ü" * 2083, "decision": "correct", "chosen": "ü" * 2083}
    assert client.post("/review/question", **form).status_code == 403
    assert client.post("/sign-in", token=TOKEN, name="Ann").status_code == 303


def test_other_names_are_served_to_those_alone_who_have_the_token(
    monkeypatch: pytest.MonkeyPatch, filled_sqlite: str, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NEWSCRAWL_WEB_HOSTS", "news.example")
    monkeypatch.delenv("NEWSCRAWL_WEB_TOKEN", raising=False)
    monkeypatch.setattr("sys.argv", ["newscrawl", "serve", "--port", "0", "--database", filled_sqlite])
    with pytest.raises(SystemExit):
        run()
    assert "news.example (NEWSCRAWL_WEB_HOSTS) is reached by others" in capsys.readouterr().err
