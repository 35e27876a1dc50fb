"""The wheel works where no repository is: in an environment of its own, in a project that `newscrawl init` made."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import sysconfig
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PARTS = (
    "newscrawl",
    "settings",
    "migrations",
    "docs",
    "scrapy.cfg",
    "setup.py",
    "pyproject.toml",
    "MANIFEST.in",
    "README.md",
)
TEXT = "Die Fähre fuhr am Montag vierzig Minuten ohne Besatzung und kam pünktlich auf der anderen Seite an. " * 4
SITE = """from newscrawl.sites import Section, Site, SiteRole

SITE = Site(
    name="kurier", title="Kurier", role=SiteRole.OUTLET, domains=("kurier.test",), documented="a test",
    sections=(Section(url="http://kurier.test:{port}/"),),
)
"""
HERE = """
NEWSCRAWL_HOSTS = {{"kurier.test": "127.0.0.1"}}
NEWSCRAWL_ALLOWED_NETWORKS = ["127.0.0.0/8"]
NEWSCRAWL_ALLOWED_PORTS = [{port}]
NEWSCRAWL_TRACE = ""
NEWSCRAWL_RESOLVE = False
AUTOTHROTTLE_ENABLED = False
NEWSCRAWL_WORKERS = 0
DOWNLOAD_DELAY = 0
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, as building leaves folders behind."""
    folder = tmp_path_factory.mktemp("wheel")
    skipped = shutil.ignore_patterns("__pycache__", "_build")
    for part in (*PARTS, "LICENSE"):
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / "source" / part, ignore=skipped)
        else:
            (folder / "source").mkdir(exist_ok=True)
            shutil.copy(source, folder / "source" / part)
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(folder / "source"))
    (built,) = folder.glob("newscrawl-*.whl")
    return built


def pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program of an environment that holds the wheel, and sees the dependencies of this one."""
    environment = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    (packages,) = environment.glob("lib/python*/site-packages")
    # A folder that a .pth names is searched for modules; its own .pth files, this repository's too, are not read.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    pip("--python", str(environment / "bin" / "python"), "install", "--no-deps", "--no-index", str(wheel))
    return environment / "bin" / "newscrawl"


@pytest.fixture(scope="module")
def project(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("operator") / "news"
    done = call(program, folder.parent, "init", str(folder))
    assert done.returncode == 0, done.stderr
    return folder


def call(program: Path, folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("NEWSCRAWL_", "SCRAPY_", "PYTHONPATH"))}
    command = [str(program), *arguments]
    return subprocess.run(command, cwd=folder, env=kept | variables, capture_output=True, text=True, check=False)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[int]:
    """A paper of one article on 127.0.0.1; its port."""
    (tmp_path / "index.html").write_text('<h1>Kurier</h1><a href="/2026/faehre.html">Fähre ohne Besatzung fährt</a>')
    page = f"<html lang=de><h1>Fähre ohne Besatzung</h1><article><p>CNN</p><p>{TEXT}</p></article></html>"
    (tmp_path / "2026").mkdir()
    (tmp_path / "2026" / "faehre.html").write_text(page, encoding="utf-8")
    handler = partial(Quiet, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def test_the_wheel_holds_every_file_of_the_package_and_no_foreign_folder(wheel: Path) -> None:
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    ours = {p.relative_to(ROOT).as_posix() for p in (ROOT / "newscrawl").rglob("*") if p.is_file()}
    wanting = {name for name in ours if "__pycache__" not in name} - held
    assert wanting == set()
    # A package `settings` in site-packages would win over the project's.
    assert {name.split("/")[0] for name in held} == {"newscrawl"}


def test_the_pages_that_the_demo_leads_to_are_there(program: Path, tmp_path: Path) -> None:
    code = "from newscrawl.shipped import shipped; print(shipped('docs/cookbook.md'))"
    page = Path(call(program.with_name("python"), tmp_path, "-c", code).stdout.strip())
    assert page.is_relative_to(program.parents[1])
    text = page.read_text(encoding="utf-8")
    linked = re.findall(r"\]\((\w+\.md)", text)
    assert "```sql" in text
    assert [name for name in linked if not page.with_name(name).is_file()] == []


@pytest.mark.slow
def test_a_project_made_by_init_migrates_and_crawls(program: Path, project: Path, served: int) -> None:
    (project / "settings" / "sites" / "kurier.py").write_text(SITE.format(port=served), encoding="utf-8")
    with (project / "settings" / "development.py").open("a", encoding="utf-8") as file:
        file.write(HERE.format(port=served))
    migrated = call(program, project, "migrate")
    assert (migrated.returncode, migrated.stderr) == (0, "")
    crawled = call(program, project, "crawl", "kurier")
    assert crawled.returncode == 0, crawled.stderr
    with sqlite3.connect(project / "data" / "newscrawl.db") as database:
        assert database.execute("SELECT title FROM v_article").fetchall() == [("Fähre ohne Besatzung",)]


def test_a_mistyped_project_is_named_by_scrapys_own_command_too(program: Path, project: Path) -> None:
    scrapy = program.with_name("python")
    refused = call(scrapy, project, "-m", "scrapy", "crawl", "securnews", SCRAPY_PROJECT="prodution")
    assert refused.returncode == 2
    assert "SCRAPY_PROJECT=prodution" in refused.stderr + refused.stdout
    assert "Traceback" not in refused.stderr


def test_init_called_again_keeps_what_the_operator_wrote(program: Path, project: Path) -> None:
    site = project / "settings" / "sites" / "securnews.py"
    site.write_text("# mine\n" + site.read_text(encoding="utf-8"), encoding="utf-8")
    (project / "settings" / "sites" / "cnn.py").unlink()
    again = call(program, project, "init", ".")
    assert again.returncode == 0
    assert "kept settings/sites/securnews.py" in again.stderr
    assert site.read_text(encoding="utf-8").startswith("# mine\n")
    assert (project / "settings" / "sites" / "cnn.py").exists()


def test_the_schedule_is_written_for_this_folder_and_this_program(program: Path, project: Path) -> None:
    for name in ("crontab", "newscrawl-crawl.service", "newscrawl-health.service"):
        text = (project / "settings" / "schedule" / name).read_text(encoding="utf-8")
        assert "/srv/" not in text.replace("change /srv", "")
        assert f"{program} " in text
        assert str(project) in text


def test_init_takes_no_folder_of_another_scrapy_project(program: Path, tmp_path: Path) -> None:
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = other.settings\n")
    refused = call(program, tmp_path, "init", ".")
    assert refused.returncode == 1
    assert "another Scrapy project" in refused.stderr
    assert sorted(tmp_path.iterdir()) == [tmp_path / "scrapy.cfg"]


def test_init_names_the_sites_there_are(program: Path, tmp_path: Path) -> None:
    refused = call(program, tmp_path, "init", "news", "--site", "securnwes")
    assert refused.returncode == 1
    assert "securnews" in refused.stderr
    assert call(program, tmp_path, "init", "news", "--site", "securnews").returncode == 0
    assert len(list((tmp_path / "news" / "settings" / "sites").glob("[a-z]*.py"))) == 1
