"""Every credit of a page with its place, and names in credits' places that no list holds."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from newscrawl.extract.document import parse, text_at
from newscrawl.fetch.archive import ArchiveWriter, http_request, http_response
from newscrawl.items import Credit, CreditKind, CreditName, Image, Role, State, Story
from newscrawl.query import unknown_names
from newscrawl.query.credits import parts_of
from newscrawl.store.repository import Repository
from tests.cli.test_program import ROOT, program
from tests.support.stories import NOW, OUTLET, PHOTO, SITE, seed, story

PAGE = """<html lang="de"><head><title>Brücke gesperrt</title>
<meta name="author" content="Le Figaro avec AFP"></head>
<body><nav><a href="/">Reuters</a></nav><article><h1>Brücke gesperrt</h1>
<figure><img src="/a.jpg" alt=""><figcaption>Die Brücke. <span class="credit">KCNA/Reuters</span></figcaption></figure>
<p>BERLIN (dpa) - Die Brücke über den Fluss ist seit dem Morgen gesperrt, wie die Stadt am Mittwoch mitteilte.</p>
<p>Das sagte ein Sprecher laut TASS am Mittag. Die Arbeiten sollen noch bis zum Abend dauern, hieß es weiter.</p>
<p>Danach wird geprüft, ob die Brücke wieder für den Verkehr freigegeben werden kann, sagte der Sprecher.</p>
<p>(dpa/gem)</p></article></body></html>"""
ADDRESS = "https://umschau.example/bruecke"
READ = [
    "Le Figaro avec AFP",
    "KCNA/Reuters",
    "BERLIN (dpa)",
    "Das sagte ein Sprecher laut TASS am Mittag.",
    "(dpa/gem)",
]


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "bruecke.html"
    path.write_text(PAGE, encoding="utf-8")
    return path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project folder of its own, with its archive."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "scrapy.cfg").write_text("[settings]\ndefault = settings.test\n", encoding="utf-8")
    return folder


def archived(folder: Path, html: str, *, credits: tuple[Credit, ...], url: str = ADDRESS) -> Story:
    """A stored story whose bytes are in the archive of a folder."""
    writer = ArchiveWriter(folder / "archive", "umschau")
    response = http_response(200, [(b"Content-Type", b"text/html; charset=utf-8")], html.encode())
    request = http_request("GET", "/bruecke", "umschau.example", [])
    place = writer.write(url=url, fetched_at=datetime(2026, 6, 20, tzinfo=UTC), request=request, response=response)
    writer.close()
    told = story(url)
    fetch = replace(told.fetches[0], archive_file=place.file, archive_offset=place.offset)
    return replace(told, fetches=(fetch,), credits=credits)


def save(repository: Repository, *stories: Story) -> None:
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="test")
    repository.upsert_site(SITE)
    saved = repository.save(run, list(stories), now=NOW)
    assert [s.error for s in saved] == [None] * len(stories)


def shown(*arguments: str, cwd: Path = ROOT, **variables: str) -> list[dict[str, object]]:
    done = program("credits", *arguments, "--json", cwd=cwd, **variables)
    assert done.returncode == 0, done.stderr
    pages: list[dict[str, object]] = json.loads(done.stdout)
    return pages


def test_a_file_is_read_in_page_order_anywhere(page: Path, tmp_path: Path) -> None:
    (found,) = shown("bruecke.html", cwd=tmp_path)
    credits = found["credits"]
    assert isinstance(credits, list)
    assert [c["quote"] for c in credits] == READ
    assert [n["role"] for n in credits[1]["names"]] == ["producer", "distributor"]
    document = parse(page.read_bytes())
    assert [text_at(document, c["locator"]) for c in credits] == READ


def test_a_table_shows_kind_names_position_rule_quote_and_place(page: Path) -> None:
    table = program("credits", str(page)).stdout
    for part in (
        "photo",
        "KCNA (producer, kcna) → Reuters (distributor, reuters)",
        "“KCNA/Reuters”  (picture 1)",
        "gem (house)",
        "dateline",
        "rule dateline-brackets at /html/body/article/p[1]#char=0,12",
        "5 credits.",
    ):
        assert part in table
    assert max(map(len, table.splitlines()[1:])) <= 100


def test_a_file_needs_neither_scrapy_nor_sqlalchemy(page: Path, tmp_path: Path) -> None:
    code = (
        "import sys, newscrawl.cli.main as m\n"
        f"try: m.build(['credits'])(['credits', {str(page)!r}])\n"
        "except SystemExit as end: assert not end.code\n"
        "print([m for m in ('scrapy', 'sqlalchemy', 'twisted') if m in sys.modules])"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert "KCNA" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


def test_several_files_packed_ones_and_standard_input(page: Path, tmp_path: Path) -> None:
    packed = tmp_path / "page.html.gz"
    packed.write_bytes(gzip.compress(page.read_bytes()))
    first, second = shown(str(page), str(packed))
    assert first["credits"] == second["credits"]
    command = [sys.executable, "-m", "newscrawl", "credits", "-", "--json"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, input=page.read_bytes(), capture_output=True, check=True
    )
    assert json.loads(done.stdout)[0]["credits"] == first["credits"]


def test_the_address_says_whose_page_a_file_is(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGE.replace("BERLIN (dpa)", "(CNN)").replace("(dpa/gem)", "Ende."), encoding="utf-8")
    foreign, own = shown(str(path)), shown(str(path), "--url", "https://edition.cnn.com/2026/06/20/bridge")
    kinds = [[c["kind"] for c in found[0]["credits"]] for found in (foreign, own)]  # type: ignore[attr-defined]
    assert "outlet" in kinds[0]
    assert "outlet" not in kinds[1]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("none.html",), 1, "there is no file 'none.html', and as an address: "),
        (("empty.html",), 1, "empty.html: the page is empty"),
        (("broken.html.gz",), 1, "broken.html.gz: can't be read"),
        (("none", "--url", "https://x.example/"), 2, "there is no file"),
        (("empty.html", "--again"), 2, "--again"),
        (("none", "--site", "x"), 2, "newscrawl credits unknown"),
        (("unknown", "none.html"), 2, "`unknown` stands alone"),
        (("unknown", "--again"), 2, "`unknown` stands alone"),
        (("unknown", "--form", "picturee"), 2, "it is one of picture, byline"),
    ],
)
def test_errors_say_what_is_wrong(tmp_path: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    (tmp_path / "empty.html").write_text(" ", encoding="utf-8")
    (tmp_path / "broken.html.gz").write_bytes(b"\x1f\x8b\x08 no gzip")
    done = program("credits", *arguments, cwd=tmp_path)
    assert done.returncode == code
    assert said in " ".join(done.stderr.replace("│", " ").split())
    assert "Traceback" not in done.stderr


def test_a_stored_address_tells_where_its_bytes_are(repository: Repository, database_url: str) -> None:
    seed(repository)
    (found,) = shown("umschau.example/kopie", "--database", database_url)
    assert found["url"] == "https://umschau.example/kopie"
    assert not found["in_page_order"]
    assert [(c["quote"], c["archive_file"], c["archive_offset"]) for c in found["credits"]] == [  # type: ignore[attr-defined]
        ("KCNA/Reuters", "umschau.warc.gz", 100),
        ("CNN", "umschau.warc.gz", 100),
    ]
    table = program("credits", "umschau.example/kopie", "--database", database_url).stdout
    assert "in the order of the rules: can't read" in table
    assert "umschau.warc.gz at 100" in table
    assert program("credits", "umschau.example/kopie", "--again", "--database", database_url).returncode == 1


def test_read_again_what_changed_is_marked(repository: Repository, database_url: str, project: Path) -> None:
    photo = replace(PHOTO, locator="/html/body/article/figure/figcaption/span", rule="credit-container")
    feed = replace(
        OUTLET, position="feed", source_url="https://umschau.example/feed", locator="entries[0].source.title"
    )
    gone = replace(OUTLET, quote="CNN", locator="/html/body/article/p[3]")
    renamed = replace(
        photo, kind=CreditKind.TEXT, quote="(dpa/gem)", locator="/html/body/article/p[4]", rule="closing-line",
        position="closing", names=(CreditName(name="dpa", role=Role.HOUSE),), image_position=None,
    )  # fmt: skip
    save(repository, archived(project, PAGE, credits=(feed, gone, photo, renamed)))
    where = ("bruecke", "--database", database_url)
    (stored,) = shown(*where, cwd=project, NEWSCRAWL_ARCHIVE_DIR="archive")
    assert stored["in_page_order"]
    credits = stored["credits"]
    assert isinstance(credits, list)
    assert [c["quote"] for c in credits] == ["KCNA/Reuters", "CNN", "(dpa/gem)", "CNN"]
    assert {c["change"] for c in credits} == {None}
    (again,) = shown(*where, "--again", cwd=project, NEWSCRAWL_ARCHIVE_DIR="archive")
    credits = again["credits"]
    assert isinstance(credits, list)
    assert [(c["quote"], c["change"]) for c in credits] == [
        ("Le Figaro avec AFP", "new"),
        ("KCNA/Reuters", "same"),
        ("BERLIN (dpa)", "new"),
        ("Das sagte ein Sprecher laut TASS am Mittag.", "new"),
        ("CNN", "gone"),
        ("(dpa/gem)", "changed"),
        ("CNN", "same"),
    ]
    table = program("credits", *where, "--again", cwd=project, NEWSCRAWL_ARCHIVE_DIR="archive").stdout
    assert "7 credits read again: 2 same, 1 changed, 3 new, 1 gone." in table


def test_reading_again_stores_nothing(repository: Repository, database_url: str, project: Path) -> None:
    save(repository, archived(project, PAGE, credits=(OUTLET,)))
    before = shown("bruecke", "--database", database_url, cwd=project, NEWSCRAWL_ARCHIVE_DIR="archive")
    shown("bruecke", "--again", "--database", database_url, cwd=project, NEWSCRAWL_ARCHIVE_DIR="archive")
    assert shown("bruecke", "--database", database_url, cwd=project, NEWSCRAWL_ARCHIVE_DIR="archive") == before


def told(
    path: str, *, credit: str | None = None, authors: tuple[str, ...] = (), site: str = "umschau", **more: str
) -> Story:
    given = story(f"https://{site}.example/{path}", site=site, body=more.get("body", f"Text von {path}. " * 40))
    assert given.article is not None
    images = (Image(url=None, position=0, credit=credit),) if credit else ()
    return replace(given, article=replace(given.article, images=images, authors=authors), credits=())


@pytest.fixture
def credited(repository: Repository, engine: Engine) -> Engine:
    """Articles of two sites with names that the gazetteer holds and such that it does not."""
    source = Credit(
        kind=CreditKind.OUTLET, quote="来源：云图社", locator="/html/body/p[9]", position="source_line",
        rule="source-line-open", names=(CreditName(name="云图社", role=Role.PUBLISHER),),
    )  # fmt: skip
    known = replace(
        source, quote="Agence France-Presse", names=(CreditName(name="Agence France-Presse", role=Role.PUBLISHER),)
    )
    save(
        repository,
        told("a", credit="Foto: Mia Mai/Wolkenfoto", authors=("Eva Roth",)),
        told("b", credit="Ole Voss / WOLKENFOTO"),
        told("c", credit="© Wolkenfoto", site="zweitblatt"),
        told("d", credit="Jan Kern/dpa", authors=("Reuters", "Umschau")),
        told("e", body="KÖLN (wfd) - Text. " + "Wort " * 200 + "\nDas war es. (Südpress)"),
        told("f", body="Text. " * 100 + "\nQuelle: Wolkenfoto Dienst"),
        replace(told("g"), credits=(source, known)),
    )
    return engine


def test_unknown_names_are_grouped_and_counted(credited: Engine) -> None:
    found = {u.name: u for u in unknown_names(credited)}
    assert next(iter(found)) == "Wolkenfoto"
    cloud = found["Wolkenfoto"]
    assert (cloud.articles, cloud.sites, cloud.forms) == (3, ("umschau", "zweitblatt"), ("picture",))
    assert (cloud.quote, cloud.url) == ("Foto: Mia Mai/Wolkenfoto", "https://umschau.example/a")
    assert {name: u.forms for name, u in found.items() if name != "Wolkenfoto"} == {
        "Mia Mai": ("picture",),
        "Ole Voss": ("picture",),
        "Eva Roth": ("byline",),
        "wfd": ("dateline",),
        "Südpress": ("closing",),
        "Wolkenfoto Dienst": ("source_line",),
        "云图社": ("text",),
    }


def test_unknown_names_can_be_narrowed(credited: Engine) -> None:
    assert [u.name for u in unknown_names(credited, site="zweitblatt")] == ["Wolkenfoto"]
    assert [u.name for u in unknown_names(credited, form="byline")] == ["Eva Roth"]
    assert len(unknown_names(credited, limit=2)) == 2


def test_the_word_unknown_lists_them(credited: Engine, database_url: str) -> None:
    assert credited
    printed = program("credits", "unknown", "--form", "picture", "--database", database_url).stdout
    assert "    3  Wolkenfoto  picture; umschau, zweitblatt\n" in printed
    assert "“Foto: Mia Mai/Wolkenfoto”\n       https://umschau.example/a\n" in printed
    rows = json.loads(program("credits", "unknown", "--limit", "1", "--json", "--database", database_url).stdout)
    assert [(row["name"], row["articles"], row["sites"]) for row in rows] == [
        ("Wolkenfoto", 3, ["umschau", "zweitblatt"])
    ]


def test_a_page_without_article_is_read_again_all_the_same(
    repository: Repository, database_url: str, project: Path
) -> None:
    listing = replace(archived(project, PAGE, credits=()), article=None, fingerprints=(), state=State.NOT_ARTICLE)
    save(repository, listing)
    where = ("bruecke", "--database", database_url)
    (stored,) = shown(*where, cwd=project, NEWSCRAWL_ARCHIVE_DIR="archive")
    assert stored["credits"] == []
    (again,) = shown(*where, "--again", cwd=project, NEWSCRAWL_ARCHIVE_DIR="archive")
    assert [(c["quote"], c["change"]) for c in again["credits"]] == [(quote, "new") for quote in READ]  # type: ignore[attr-defined]


def test_a_page_can_not_command_a_terminal(repository: Repository, database_url: str, tmp_path: Path) -> None:
    evil = "Mia\x9b31m [bold]Mai[/bold] \u202egedreht\u2066"
    path = tmp_path / "page.html"
    path.write_text(PAGE.replace("KCNA/Reuters", f"{evil}/Reuters"), encoding="utf-8")
    save(repository, told("a", credit=f"Foto: {evil}"))
    for arguments in ((str(path),), (str(path), "--json"), ("unknown", "--database", database_url)):
        printed = program("credits", *arguments).stdout
        assert "Mai" in printed
        assert not set(printed) & set("\x1b\x9b\u202e\u2066"), arguments


def test_only_the_newest_version_counts(repository: Repository, engine: Engine) -> None:
    save(repository, told("a", credit="Wolkenfoto"))
    save(repository, told("a", credit="Sonnenfoto", body="Ganz anderer Text. " * 20))
    assert [u.name for u in unknown_names(engine)] == ["Sonnenfoto"]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Foto: Mia Mai/Wolkenfoto", ["Mia Mai", "Wolkenfoto"]),
        ("© 2026 Wolkenfoto", ["Wolkenfoto"]),
        ("Bild: Wolkenfoto | 12.06.2026", ["Wolkenfoto"]),
        ("Mia Mai via Wolkenfoto Agentur", ["Mia Mai", "Wolkenfoto Agentur"]),
        ("Mia Mai, https://example.org/bilder/", ["Mia Mai"]),
        ("Express.gr 10/11/11-18:21", ["Express.gr"]),
        ("Archiv", []),
        ("(wer nicht da war)", []),
        ("图片来源：云图社", ["云图社"]),
        ("Die Leute fahren auf der Straße in eine Stadt am Fluss", []),
        ("https://example.org/bild.jpg", []),
    ],
)
def test_names_in_a_line(line: str, names: list[str]) -> None:
    assert parts_of(line) == names


@given(st.text())
def test_names_are_parts_of_their_line(line: str) -> None:
    names = parts_of(line)
    assert all(name in line for name in names)
    assert all(any(c.isalpha() for c in name) for name in names)
