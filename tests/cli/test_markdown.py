"""Texts as Markdown, of files and stored articles; writers; and files read by a site's own layouts."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from newscrawl.items import Block, BlockKind
from newscrawl.store.repository import Repository
from newscrawl.trace import authors_of
from tests.cli.test_program import program
from tests.support.stories import NOW, SITE, story

TEXT = [
    "Die Brücke über den Fluss ist seit dem Morgen gesperrt, wie die Stadt am Mittwoch in der Früh mitteilte.",
    "Danach wird geprüft, ob die Brücke wieder für den Verkehr freigegeben werden kann, sagte ein Sprecher der Stadt.",
    "Die Arbeiten sollen bis zum späten Abend dauern, am Donnerstag werde dann wieder alles seinen Gang gehen.",
]
PAGE = f"""<html lang="de"><head><title>Brücke gesperrt</title></head><body><article><h1>Brücke gesperrt</h1>
<p>{TEXT[0]}</p><h2>Die Prüfung</h2><p>{TEXT[1]}</p><p>{TEXT[2]}</p></article>
<div class="kasten"><p>{"Im Rathaus wird ein Museum der Seile und Knoten eröffnet, das zweite im Land. " * 2}</p></div>
</body></html>"""
WRITTEN = f"# Brücke gesperrt\n\n{TEXT[0]}\n\n## Die Prüfung\n\n{TEXT[1]}\n\n{TEXT[2]}\n"


def test_files_as_markdown(tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        (tmp_path / name).write_text(PAGE.split('<div class="kasten">')[0], encoding="utf-8")
    assert program("extract", str(tmp_path / "a.html"), "--markdown").stdout == WRITTEN
    (tmp_path / "c.html").touch()
    both = program("extract", str(tmp_path), "--markdown")
    assert both.stdout == f"{WRITTEN}\n---\n\n{WRITTEN}"
    assert both.returncode == 1
    assert "c.html: the page is empty" in both.stderr


def test_a_stored_article_as_markdown(repository: Repository, database_url: str) -> None:
    repository.upsert_site(SITE)
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="1")
    told = story("https://umschau.example/bruecke", body="\n".join(["Die Prüfung", TEXT[0], "1. Mai"]))
    assert told.article is not None
    kinds = (BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM)
    lines = told.article.body.splitlines()
    blocks = tuple(
        Block(kind=k, text=t, level=2 if k is BlockKind.HEADING else 0) for k, t in zip(kinds, lines, strict=True)
    )
    told = replace(told, article=replace(told.article, title="Brücke *gesperrt*", blocks=blocks))
    repository.save(run, [told], now=NOW)
    done = program("show", "bruecke", "--markdown", "--database", database_url)
    assert done.stdout == f"# Brücke \\*gesperrt\\*\n\n## Die Prüfung\n\n{TEXT[0]}\n\n- 1\\. Mai\n"


def test_who_wrote_a_stored_article(repository: Repository, database_url: str) -> None:
    repository.upsert_site(SITE)
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="1")
    told = story("https://umschau.example/bruecke", body=TEXT[0])
    assert told.article is not None
    writers = authors_of(["Von Max Muster, Korrespondent in Berlin (dpa)"])
    repository.save(run, [replace(told, article=replace(told.article, writers=writers))], now=NOW)
    shown = program("show", "bruecke", "--database", database_url)
    assert "by Max Muster (Korrespondent in Berlin), dpa (agency)\n" in shown.stdout
    told_json = json.loads(program("show", "bruecke", "--json", "--database", database_url).stdout)
    assert [w["agency"] for w in told_json["reading"]["details"]["writers"]] == [None, "dpa"]


def test_an_address_without_text_has_no_markdown(repository: Repository, database_url: str) -> None:
    repository.upsert_site(SITE)
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="1")
    told = story("https://umschau.example/weg")
    repository.save(run, [replace(told, state="gone", article=None)], now=NOW)
    done = program("show", "umschau.example/weg", "--markdown", "--database", database_url)
    assert (done.returncode, done.stdout) == (1, "")
    assert "no text is stored (gone)" in done.stderr


def test_a_page_is_read_by_the_layouts_of_its_site(tmp_path: Path) -> None:
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = trial_settings\n")
    (tmp_path / "trial_settings.py").write_text("NEWSCRAWL_SITES = 'trial_sites'\n")
    (tmp_path / "trial_sites").mkdir()
    (tmp_path / "trial_sites" / "__init__.py").touch()
    (tmp_path / "trial_sites" / "bote.py").write_text(
        "from newscrawl.sites import Layout, Site, SiteRole\n"
        "SITE = Site(name='bote', title='Bote', role=SiteRole.OUTLET, domains=('bote.test',), documented='made up',\n"
        "    layouts=(Layout(body='div.kasten'),))\n"
    )
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")

    def read(*options: str) -> dict[str, object]:
        done = program("extract", "page.html", *options, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)  # type: ignore[no-any-return]

    assert (read()["body"] or "").startswith(TEXT[0])  # type: ignore[attr-defined]
    by_site = read("--site", "bote")
    assert str(by_site["body"]).startswith("Im Rathaus")
    assert by_site["layout_signs"] == [
        {"rule": "layout-body", "quote": "div.kasten", "locator": "/html/body/div"},
    ]
    unknown = program("extract", "page.html", "--site", "nobody", cwd=tmp_path)
    assert unknown.returncode == 1
    assert "no site 'nobody'" in unknown.stderr
