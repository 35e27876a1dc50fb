"""Each page in a real browser, at a desk and on a phone: accessible, whole, without errors, asking nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from tests.web.browser import browser, require
from tests.web.server import TOKEN, Client
from tests.web.world import CHANGED, COPY, EVIL, NOWHERE

PAGES = {
    "overview": "/",
    "search": "/search",
    "found": "/search?q=Hafen&origin=cnn",
    "nothing found": "/search?q=nothing",
    "article": f"/article?url={COPY}",
    "harmful article": f"/article?url={EVIL}",
    "address without article": f"/article?url={NOWHERE}",
    "side by side": f"/side-by-side?url={COPY}",
    "versions": f"/history?url={CHANGED}",
    "stories": "/stories",
    "story": f"/story?url={COPY}",
    "sites": "/sites",
    "site": "/sites/umschau",
    "agencies": "/agencies",
    "network": "/network?least=1",
    "saved searches": "/feeds",
    "review": "/review",
    "question": f"/review/question?url={COPY}",
    "sign in": "/sign-in",
    "not found": "/article?url=nowhere-at-all",
}
# Between them they have every colour.
DARK = ("overview", "article", "side by side", "versions", "story", "network", "review")
DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture(scope="module", params=["sqlite"])
def filled_url(request: pytest.FixtureRequest) -> str:
    """One database is enough: what pages say of both is tested without a browser."""
    return str(request.getfixturevalue("filled_sqlite"))


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    require()
    with browser(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture
def tab(context: BrowserContext) -> Iterator[Page]:
    opened = context.new_page()
    yield opened
    opened.close()


def violations(tab: Page, rules: list[str] | None = None) -> list[tuple[str, list[str]]]:
    """What axe-core finds wrong; rules: these alone."""
    options: dict[str, object] = {"resultTypes": ["violations"]}
    options |= {"runOnly": {"type": "rule", "values": rules}} if rules else {}
    found = Axe().run(tab, options=options).response["violations"]
    return [(v["id"], [node["html"][:200] for node in v["nodes"][:3]]) for v in found]


def test_pages_are_accessible_and_whole(tab: Page, client: Client) -> None:
    """One test for all, as opening pages anew for each size, scheme and rule would take minutes."""
    said: list[str] = []
    asked: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("dialog", lambda dialog: said.append(dialog.message))
    tab.on("request", lambda request: asked.append(request.url))
    found: dict[str, object] = {}
    for name, path in PAGES.items():
        tab.emulate_media(color_scheme="light")
        tab.set_viewport_size(DESK)
        answer = tab.goto(f"{client.base}{path}")
        assert answer is not None
        said = [line for line in said if answer.status != 404 or "404" not in line]
        found[f"{name} at a desk"] = violations(tab)
        found[f"{name} at a desk is cut off"] = _width(tab) > DESK["width"]
        if name in DARK:
            tab.emulate_media(color_scheme="dark")
            found[f"{name} in the dark"] = violations(tab, ["color-contrast"])
        tab.set_viewport_size(PHONE)
        found[f"{name} on a phone"] = violations(tab)
        found[f"{name} on a phone is cut off"] = _width(tab) > PHONE["width"]
    assert {what: wrong for what, wrong in found.items() if wrong} == {}
    assert said == []
    assert [url for url in asked if not url.startswith(client.base)] == []


def _width(tab: Page) -> int:
    return int(tab.evaluate("document.documentElement.scrollWidth"))


def test_side_by_side_prints_as_three_columns_without_menus(tab: Page, client: Client) -> None:
    tab.goto(f"{client.base}/side-by-side?url={COPY}")
    tab.emulate_media(media="print")
    assert not tab.locator("header nav").is_visible()
    assert tab.get_by_text(COPY, exact=True).is_visible()
    columns = tab.locator(".pair").nth(1).evaluate("e => getComputedStyle(e).gridTemplateColumns")
    assert len(columns.split()) == 3


def test_a_person_without_a_mouse_finds_reads_and_reviews(tab: Page, client: Client) -> None:
    tab.goto(client.base)
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Skip to content"
    tab.keyboard.press("/")
    tab.keyboard.type("Betonblöcken")
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(f"{client.base}/search?q=Betonbl%C3%B6cken")
    tab.locator("main h2 a").first.focus()
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(re.compile("/article\\?"))
    tab.get_by_role("link", name="Review", exact=True).last.focus()
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(re.compile("/review/question\\?"))
    tab.get_by_role("link", name="Sign in", exact=True).last.focus()
    tab.keyboard.press("Enter")
    tab.get_by_label("Your name").fill("Ann")
    tab.get_by_label("Token").fill(TOKEN)
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(re.compile("/review/question\\?"))
    tab.get_by_role("button", name="Confirm: it is").focus()
    tab.keyboard.press("Enter")
    expect(tab.locator("main")).to_contain_text("Stored: confirmed.")


def test_pages_read_the_same_without_scripts(context: BrowserContext, client: Client) -> None:
    opened = context.browser
    assert opened is not None
    bare = opened.new_context(java_script_enabled=False)
    page = bare.new_page()
    page.goto(f"{client.base}/search?q=Hafen")
    page.get_by_role("link", name="Der Hafen von Larvendal").click()
    expect(page.locator("main")).to_contain_text("ranslated from CNN")
    bare.close()
