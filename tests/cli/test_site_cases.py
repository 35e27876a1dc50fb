"""`newscrawl sites test` and `sites case` as a user runs them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newscrawl.fetch.archive import ArchiveWriter, http_request, http_response
from newscrawl.items import Fetch
from newscrawl.store.repository import Repository
from tests.cli.test_program import program
from tests.support.stories import NOW, SITE, story

URL = "https://umschau.example/bruecke-gesperrt/"
TEXT = [
    "Die Brücke über den Fluss ist seit dem Morgen gesperrt, wie die Stadt am Mittwoch in der Früh mitteilte.",
    "Danach wird geprüft, ob die Brücke wieder für den Verkehr freigegeben werden kann, sagte ein Sprecher der Stadt.",
    "Die Arbeiten sollen bis zum späten Abend dauern, am Donnerstag werde dann wieder alles seinen Gang gehen.",
]
PAGE = (
    '<html lang="de"><head><title>Brücke gesperrt</title></head><body><article><h1>Brücke gesperrt</h1>'
    f"{''.join(f'<p>{line}</p>' for line in TEXT)}</article></body></html>"
)

# What is asked of the database here is asked of both elsewhere.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = trial_settings\n")
    (tmp_path / "trial_settings.py").write_text("from settings.test import *\nNEWSCRAWL_SITES = 'trial_sites'\n")
    (tmp_path / "trial_sites").mkdir()
    (tmp_path / "trial_sites" / "__init__.py").touch()
    (tmp_path / "trial_sites" / "umschau.py").write_text(
        "from newscrawl.sites import Site, SiteRole\nSITE = Site(name='umschau', title='Umschau',\n"
        "    role=SiteRole.AGGREGATOR, domains=('umschau.example',), documented='made up', languages=('de',))\n"
    )
    return tmp_path


@pytest.fixture
def archived(project: Path, repository: Repository) -> Path:
    """The project with one article of its own in archive and database."""
    writer = ArchiveWriter(project / "archive", "umschau")
    response = http_response(200, [(b"Content-Type", b"text/html; charset=utf-8")], PAGE.encode())
    request = http_request("GET", "/bruecke-gesperrt/", "umschau.example", [])
    place = writer.write(url=URL, fetched_at=datetime(2026, 6, 20, 7, tzinfo=UTC), request=request, response=response)
    writer.close()
    fetch = Fetch(url=URL, fetched_at=NOW, status=200, archive_file=place.file, archive_offset=place.offset)
    repository.upsert_site(SITE)
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="1")
    repository.save(run, [replace(story(URL), fetches=(fetch,))], now=NOW)
    return project


def test_a_case_from_the_archive_is_reviewed_and_then_guards_the_page(archived: Path, database_url: str) -> None:
    variables = {"NEWSCRAWL_ARCHIVE_DIR": str(archived / "archive"), "NEWSCRAWL_DATABASE_URL": database_url}

    def sites(*arguments: str) -> tuple[int, str]:
        done = program("sites", *arguments, cwd=archived, **variables)
        return done.returncode, done.stdout + done.stderr

    code, said = sites("case", "umschau", "bruecke-gesperrt")
    case = archived / "tests" / "sites" / "umschau" / "bruecke_gesperrt"
    assert code == 0, said
    assert said.startswith(f"wrote {case}: compare expected.json with page.html")
    assert (case / "page.html").read_text("utf-8") == PAGE
    written = json.loads((case / "expected.json").read_text("utf-8"))
    assert (written["url"], written["expected"]["body"], written["reviewed"]) == (URL, TEXT, False)

    code, said = sites("test")
    assert code == 1
    assert said.startswith("unreviewed umschau/bruecke_gesperrt\n")

    written["reviewed"] = True
    (case / "expected.json").write_text(json.dumps(written), "utf-8")
    assert sites("test", "umschau") == (0, "passed     umschau/bruecke_gesperrt\n1 of 1 cases passed.\n")

    written["expected"]["body"][1:2] = ["Ein anderer Absatz."]
    written["expected"]["title"] = "Brücke offen"
    (case / "expected.json").write_text(json.dumps(written), "utf-8")
    code, said = sites("test")
    assert code == 1
    assert [line.strip() for line in said.splitlines()] == [
        "failed     umschau/bruecke_gesperrt",
        "title",
        "- Brücke offen",
        "+ Brücke gesperrt",
        "body",
        "- Ein anderer Absatz.",
        f"+ {TEXT[1]}",
        "0 of 1 cases passed.",
    ]
    code, said = sites("test", "--json")
    (result,) = json.loads(said)
    assert (code, result["result"], [d["field"] for d in result["differences"]]) == (1, "failed", ["title", "body"])

    assert sites("case", "umschau", URL) == (1, f"newscrawl: {case} exists; choose another --name\n")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("case", "nobody", "bruecke"), 1, "no site 'nobody'"),
        (("case", "umschau", "bruecke", "--name", "../x"), 2, "use letters, digits"),
        (("test", "umschau"), 1, "there are no cases in"),
    ],
)
def test_what_can_not_be_done_is_said(
    archived: Path, database_url: str, arguments: tuple[str, ...], code: int, said: str
) -> None:
    variables = {"NEWSCRAWL_ARCHIVE_DIR": str(archived / "archive"), "NEWSCRAWL_DATABASE_URL": database_url}
    done = program("sites", *arguments, cwd=archived, **variables)
    assert done.returncode == code
    assert said in done.stderr
