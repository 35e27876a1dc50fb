"""`newscrawl sites` as a user runs it: a project folder, a process of its own, a web server on loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.cli.paper_to_probe import pages

ROOT = Path(__file__).parents[2]
COMMAND = "from newscrawl.cli.sites.sites import app; app()"
HOSTS = ("tageblatt.test", "www.tageblatt.test", "leer.test")


class Handler(BaseHTTPRequestHandler):
    asked: list[tuple[str, str, str]]

    def do_GET(self) -> None:
        host = (self.headers["Host"] or "").partition(":")[0]
        self.server.asked.append((host, self.path, self.headers["User-Agent"]))  # type: ignore[attr-defined]
        status, kind, body = self.server.pages.get((host, self.path), (404, "text/html", b"<h1>404</h1>"))  # type: ignore[attr-defined]
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.asked = []  # type: ignore[attr-defined]
    running.pages = pages(running.server_port)  # type: ignore[attr-defined]
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield running
    running.shutdown()
    thread.join()
    running.server_close()


@pytest.fixture
def project(tmp_path: Path, server: ThreadingHTTPServer) -> Path:
    """A project folder whose sites live on the server; nothing of the real project is written to."""
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = trial_settings\n")
    (tmp_path / "trial_settings.py").write_text(
        "from settings.test import *\n"
        "NEWSCRAWL_SITES = 'trial_sites'\n"
        "NEWSCRAWL_CONTACT = 'https://operator.test/'\n"
        f"NEWSCRAWL_HOSTS = dict.fromkeys({HOSTS!r}, '127.0.0.1')\n"
        f"NEWSCRAWL_ALLOWED_PORTS = [{server.server_port}]\n"
    )
    folder = tmp_path / "trial_sites"
    folder.mkdir()
    (folder / "__init__.py").touch()
    home = f"http://www.tageblatt.test:{server.server_port}"
    (folder / "tageblatt.py").write_text(
        '"""Tageblatt."""\n\nfrom newscrawl.sites import Section, Site, SiteRole\n\nSITE = Site(\n'
        '    name="tageblatt",\n    title="Tageblatt [neu]",\n    role=SiteRole.OUTLET,\n'
        '    domains=("tageblatt.test",),\n    documented="written for the tests",\n    verified=None,\n'
        f'    languages=("de",),\n    feeds=("{home}/feed/",),\n    sitemaps=("{home}/sitemap.xml.gz",),\n'
        f'    sections=(Section(url="{home}/politik/"),),\n    wordpress_api="{home}/wp-json/wp/v2/posts",\n)\n'
    )
    return tmp_path


def run(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("SCRAPY_", "NEWSCRAWL_"))}
    environment |= {"PYTHONPATH": f"{project}{os.pathsep}{ROOT}", "COLUMNS": "200", "NO_COLOR": "1"}
    return subprocess.run(
        [sys.executable, "-c", COMMAND, *arguments],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_list(project: Path) -> None:
    answer = run(project, "list")
    assert answer.returncode == 0, answer.stderr
    assert "Tageblatt [neu]" in answer.stdout
    assert "1 feed, 1 sitemap, 1 section, 1 API" in answer.stdout
    (row,) = json.loads(run(project, "list", "--json").stdout)
    assert (row["name"], row["verified"], row["documented"]) == ("tageblatt", None, "written for the tests")


def test_check_a_working_site_and_mark_it(project: Path, server: ThreadingHTTPServer) -> None:
    answer = run(project, "check", "tageblatt", "--json", "--write")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    findings = json.loads(answer.stdout)["tageblatt"]
    assert {f["part"]: f["ok"] for f in findings} == dict.fromkeys(
        ("robots", "feed", "sitemap", "section", "api", "article"), True
    )
    assert "Die Brücke wird saniert" in findings[-1]["said"]
    assert f"verified=date({datetime.now(UTC):%Y, %-m, %-d})," in (project / "trial_sites" / "tageblatt.py").read_text()
    (row,) = json.loads(run(project, "list", "--json").stdout)
    assert row["verified"] == f"{datetime.now(UTC):%Y-%m-%d}"
    shown = run(project, "check", "tageblatt", "--write").stdout
    assert shown.endswith("\nnoted as verified today: tageblatt\n")
    assert shown.startswith("tageblatt\n  works  robots ")
    assert f"\n{' ' * 18}http://www.tageblatt.test:{server.server_port}/feed/\n" in shown
    asked = server.asked  # type: ignore[attr-defined]
    assert all("newscrawl/" in agent and "https://operator.test/" in agent for _, _, agent in asked)
    # nothing is stored: no database, no archive
    assert not list(project.glob("data/**/*"))


def test_check_says_what_fails(project: Path, server: ThreadingHTTPServer) -> None:
    served = server.pages  # type: ignore[attr-defined]
    served["www.tageblatt.test", "/robots.txt"] = (200, "text/plain", b"User-agent: *\nDisallow: /feed/\n")
    served["www.tageblatt.test", "/sitemap.xml.gz"] = (403, "text/html", b"no")
    before = (project / "trial_sites" / "tageblatt.py").read_text()
    answer = run(project, "check", "tageblatt", "--write")
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert "Forbidden by robots.txt" in answer.stdout
    assert "answered 403" in answer.stdout
    assert (project / "trial_sites" / "tageblatt.py").read_text() == before
    asked = {path for _, path, _ in server.asked}  # type: ignore[attr-defined]
    assert "/feed/" not in asked
    assert "/politik/" in asked


def test_addresses_that_are_not_public_are_refused(project: Path) -> None:
    settings = project / "trial_settings.py"
    settings.write_text(settings.read_text() + "NEWSCRAWL_ALLOWED_NETWORKS = []\n")
    answer = run(project, "check", "tageblatt", "--json")
    assert answer.returncode == 1
    findings = json.loads(answer.stdout)["tageblatt"]
    assert not any(f["ok"] for f in findings)
    assert "no public address" in findings[0]["said"]


def test_new_writes_a_file_that_checks(project: Path, server: ThreadingHTTPServer) -> None:
    home = f"http://tageblatt.test:{server.server_port}/"
    shown = run(project, "new", home, "--name", "neues_blatt", "--role", "aggregator", "--stdout")
    assert shown.returncode == 0, shown.stderr
    assert not (project / "trial_sites" / "neues_blatt.py").exists()
    written = run(project, "new", home, "--name", "neues_blatt", "--role", "aggregator")
    assert written.returncode == 0, written.stderr
    text = (project / "trial_sites" / "neues_blatt.py").read_text()
    assert text == shown.stdout
    assert f'documented="probed on {datetime.now(UTC):%Y-%m-%d} from {home}"' in text
    for line in ("role=SiteRole.AGGREGATOR,", "verified=None,", 'languages=("de",),', 'title="Tageblatt",'):
        assert line in text
    for part in ("/feed/", "/sitemap.xml.gz", "/wp-json/wp/v2/posts", "article_pattern="):
        assert part in text
    assert "platform: WordPress" in written.stderr
    checked = run(project, "check", "neues_blatt")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    formatted = [sys.executable, "-m", "ruff", "format", "--check", "--config", str(ROOT / "pyproject.toml")]
    assert subprocess.run([*formatted, project / "trial_sites" / "neues_blatt.py"], check=False).returncode == 0


def test_new_does_not_overwrite_and_says_why_it_found_nothing(project: Path, server: ThreadingHTTPServer) -> None:
    before = (project / "trial_sites" / "tageblatt.py").read_text()
    home = f"http://tageblatt.test:{server.server_port}/"
    named = run(project, "new", home, "--name", "tageblatt")
    assert named.returncode == 1
    assert server.asked == []  # type: ignore[attr-defined]
    assert "exists" in run(project, "new", home).stderr
    assert (project / "trial_sites" / "tageblatt.py").read_text() == before
    nothing = run(project, "new", f"http://leer.test:{server.server_port}/")
    assert nothing.returncode == 1
    assert "answered 404" in nothing.stderr


def test_a_new_site_is_not_written_among_the_demo_s(tmp_path: Path) -> None:
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = newscrawl.demo.settings\n")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("NEWSCRAWL_", "SCRAPY_"))}
    command = [sys.executable, "-m", "newscrawl", "sites", "new", "http://127.0.0.1:9/"]
    environment = {**kept, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "NEWSCRAWL_SITES=settings.sites" in done.stderr
