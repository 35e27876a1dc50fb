"""The replica's article pages can be read, each in its own form."""

from __future__ import annotations

import pytest

from newscrawl.demo.content import World, blocks
from newscrawl.extract import parse
from newscrawl.extract.document import text_of
from tests.demo.conftest import Get

HOSTS = ("securnews", "cnn", "reuters", "kcna")


@pytest.mark.parametrize("host", HOSTS)
def test_every_article_page_holds_its_headline_and_its_text(world: World, get: Get, host: str) -> None:
    for slug, post in world.posts(host).items():
        url = world.address(f"{host}:{slug}")
        reply = get(url)
        document = parse(reply.body, url=url, content_type=reply.headers["content-type"])
        heading = next(document.root.iter("h1"))
        assert text_of(heading) == " ".join(post.title.split())
        text = text_of(document.root.find("body"))
        for block in blocks(world, host, post):
            if "<" not in block and not block.startswith(("BILD ", "SIEHE ")):
                assert " ".join(block.split()) in text, (slug, block)


def test_every_form_of_credit_is_present(world: World, get: Get) -> None:
    pages = [get(world.address(f"securnews:{s}")).body.decode("utf-8", "replace") for s in world.posts("securnews")]
    forms = (
        "<p>CNN</p>",
        "<p>CNN &nbsp;&mdash;&nbsp;",
        'class="source inline-placeholder"',
        'class="paragraph inline-placeholder"',
        'class="image__credit"',
        "<p>KCNA/Reuters</p>",
        "<p>KCNA/AP</p>",
        "Getty Images",
        "/AP/dpa)",
        "(Reuters) - ",
        "(dpa) - ",
        "(AP) — ",
        "(KCNA) -- ",
        "(dpa/gem)",
        "Quelle: ",
        "Dieser Artikel ist zuerst bei",
        "Von Nordkoreas Staatsmedien KCNA",
        "INLINE RELATED POSTS",
        "</span>&nbsp; <span",
    )
    assert [form for form in forms if not any(form in page for page in pages)] == []


def test_credits_stand_before_and_after_captions(world: World, get: Get) -> None:
    before = get(world.address("securnews:mongolei-nordkorea-regierungschefs-lachend-in-strassenbahn-gesehen")).body
    after = get(world.address("securnews:leuchtturmwaerter-auf-zeit-gesucht-1800-bewerbungen-fuer-eine-insel")).body
    assert before.index(b"<p>KCNA/Reuters</p>") < before.index(b"<p>Batzorig Enkhtuul und")
    assert after.index(b"<p>Der Leuchtturm von Grienholm") < after.index(b"<p>Foto: Lena Hartwig")


def test_agencies_write_in_their_own_style(world: World, get: Get) -> None:
    reuters = get(world.address("reuters:norvex-cuts-outlook-chip-demand")).body.decode()
    assert "HELSINKI, June 18 (Reuters) - " in reuters
    assert "(Reporting by Hedda Lindqvist; Editing by Paul Strathern)" in reuters
    kcna = get(world.address("kcna:measures-against-typhoon-taken")).body.decode()
    assert "Pyongyang, June 15 (KCNA) -- " in kcna
    assert "Juche115.6.15." in kcna
