"""Reviewing in the explorer: nobody decides without the token, and what is decided is what the command would store."""

from __future__ import annotations

import re

import pytest

from newscrawl.errors import ConfigurationError
from newscrawl.query import article, reviews
from newscrawl.store.session import open_engine, reading
from newscrawl.web.access import Access
from newscrawl.web.app import create_app
from tests.web.server import TOKEN, Client, serving
from tests.web.world import COPY, EVIL

QUESTION = "/review/question"


def signed_in(client: Client, name: str = "Ann") -> Client:
    fresh = client.another()
    answer = fresh.post("/sign-in", token=TOKEN, name=name, back="/review")
    assert (answer.status_code, answer.headers["location"]) == (303, "/review")
    return fresh


def form_of(client: Client, url: str) -> dict[str, str]:
    text = client.get(QUESTION, url=url).text
    return dict(re.findall(r'<input type="hidden" name="(form_token|rank|expected|url)" value="([^"]*)"', text))


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: Client) -> None:
    cookie = client.another().post("/sign-in", token=TOKEN, name="Ann").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert TOKEN not in cookie


def test_a_name_that_no_database_holds_is_refused(client: Client) -> None:
    answer = client.another().post("/sign-in", token=TOKEN, name="A\0nn")
    assert (answer.status_code, answer.cookies.get_dict()) == (422, {})


@pytest.mark.parametrize("given", ["", "wrong", TOKEN + "x", TOKEN[:-1]])
def test_a_wrong_token_opens_nothing(client: Client, given: str) -> None:
    stranger = client.another()
    assert stranger.post("/sign-in", token=given, name="Ann").status_code == 403
    assert stranger.post(QUESTION, url=COPY, decision="confirm").status_code == 403
    assert 'name="decision"' not in stranger.get(QUESTION, url=COPY).text


def test_a_forged_cookie_or_form_decides_nothing(client: Client, filled_url: str) -> None:
    ann = signed_in(client)
    form = form_of(ann, COPY)
    for wrong in ("", "x" * 64, form_of(signed_in(client, "Bob"), COPY)["form_token"]):
        assert ann.post(QUESTION, **{**form, "form_token": wrong, "decision": "reject"}).status_code == 403
    mallory = client.another()
    name, value = next(iter(ann.session.cookies.items()))
    mallory.session.cookies.set(name, value[:-1] + ("0" if value[-1] != "0" else "1"))
    assert mallory.post(QUESTION, **form, decision="reject").status_code == 403
    assert reviews.reviews(open_engine(filled_url)) == ()


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example/", "/\\evil.example", "evil", "/a\r\nX: y"])
def test_signing_in_leads_nowhere_else(client: Client, back: str) -> None:
    assert client.another().post("/sign-in", token=TOKEN, name="Ann", back=back).headers["location"] == "/review"


def test_a_person_confirms_corrects_and_withdraws(client: Client, filled_url: str) -> None:
    engine = open_engine(filled_url)
    ann = signed_in(client)
    asked = len(reviews.questions(engine))
    answer = ann.post(QUESTION, **form_of(ann, COPY), decision="confirm", note="read <both>")
    assert (answer.status_code, answer.headers["location"]) == (303, "/review?done=confirm")
    assert len(reviews.questions(engine)) == asked - 1
    assert article(engine, COPY).origins[0].review == "confirm"
    assert "read &lt;both&gt;" in ann.get("/article", url=COPY).text
    wrong = ann.post(QUESTION, **form_of(ann, COPY), decision="correct", origin="No Such Paper", note="kept")
    assert wrong.status_code == 409
    assert "no publisher is known as" in wrong.text
    assert 'value="kept"' in wrong.text
    assert ann.post(QUESTION, **form_of(ann, COPY), decision="correct").status_code == 409
    assert ann.post(QUESTION, **form_of(ann, COPY), decision="correct", origin="dpa").status_code == 303
    assert [o.origin for o in article(engine, COPY).origins] == ["dpa"]
    assert ann.post(QUESTION, **form_of(ann, COPY), decision="withdraw").status_code == 303
    assert [r.decision for r in reviews.reviews(engine, COPY)] == ["confirm", "correct", "withdraw"]
    assert {r.reviewer for r in reviews.reviews(engine)} == {"Ann"}
    shown = ann.get("/review").text
    assert "100\u202f%" in shown or "0\u202f%" in shown
    stale = {**form_of(ann, COPY), "expected": "nobody", "rank": "1"}
    assert ann.post(QUESTION, **stale, decision="confirm").status_code == 409
    engine.dispose()


def test_a_program_decides_with_the_token_alone(client: Client) -> None:
    said = {"url": EVIL, "decision": "reject", "reviewer": "Bot", "note": "no"}
    ann = signed_in(client)
    assert ann.post("/api/v1/reviews", json=said).status_code == 401
    assert ann.post("/api/v1/reviews", json=said, token="x" * 20).status_code == 401
    done = client.post("/api/v1/reviews", json=said, token=TOKEN)
    assert (done.status_code, done.json()["origins"]) == (200, [])
    assert client.post("/api/v1/reviews", json=said, token=TOKEN).status_code == 409
    kept = client.get("/api/v1/reviews", url=EVIL).json()["items"]
    assert [(row["decision"], row["reviewer"]) for row in kept] == [("reject", "Bot")]
    assert client.get("/api/v1/precision").json()["reviewed"] >= 1
    assert EVIL not in [row["url"] for row in client.get("/api/v1/questions").json()]


def test_signing_out_ends_it(client: Client) -> None:
    ann = signed_in(client)
    token = form_of(ann, COPY)["form_token"]
    assert ann.post("/sign-out").status_code == 403
    assert ann.post("/sign-out", form_token=token).status_code == 303
    assert not ann.session.cookies
    assert 'name="decision"' not in ann.get(QUESTION, url=COPY).text


def test_without_a_token_nobody_can_sign_in(filled_url: str) -> None:
    with serving(filled_url, token=None) as read_only:
        assert "read-only" in read_only.get("/review").text
        assert "NEWSCRAWL_WEB_TOKEN" in read_only.get("/sign-in").text
        assert read_only.post("/sign-in", token="", name="Ann").status_code == 403
        assert read_only.post(QUESTION, url=COPY, decision="confirm").status_code == 403


def test_a_token_that_can_be_guessed_is_refused(filled_url: str) -> None:
    with pytest.raises(ConfigurationError, match="16 characters"):
        create_app(filled_url, token="secret")


def test_an_old_cookie_is_worth_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    access = Access(TOKEN)
    cookie = access.cookie("Ann")
    assert access.reviewer(cookie) is not None
    monkeypatch.setattr("newscrawl.web.access.time.time", lambda: 10**11)
    assert access.reviewer(cookie) is None
    assert Access("another token of that length").reviewer(cookie) is None


def test_pages_ask_the_database_through_a_door_that_can_not_write(filled_url: str) -> None:
    app = create_app(filled_url)
    engine = app.app.state.newscrawl.reader  # type: ignore[attr-defined]
    with pytest.raises(Exception, match=r"(?i)read.?only"), reading(engine) as connection:
        connection.exec_driver_sql("DELETE FROM review")
    engine.dispose()
