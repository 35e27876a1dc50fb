"""`newscrawl doctor`: what is wrong is found, and each finding says how it is repaired."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from scrapy.settings import Settings
from sqlalchemy import Engine

from newscrawl.cli.operations import doctor_checks as checks
from newscrawl.cli.operations.doctor_checks import Status
from newscrawl.sites import Site, SiteRole
from newscrawl.store import schema

ROOT = Path(__file__).parents[2]
PARTS = (
    "Python",
    "resolver",
    "shared memory",
    "project",
    "database",
    "schema",
    "clock",
    "archive",
    "disk",
    "sites",
    "time zones",
)


def doctor(folder: Path, *arguments: str, **variables: str) -> tuple[int, dict[str, dict[str, str]]]:
    """The exit code, and the checks by part."""
    kept = {k: v for k, v in os.environ.items() if k not in ("NEWSCRAWL_DATABASE_URL", "SCRAPY_PROJECT")}
    environment = {**kept, "PYTHONPATH": str(ROOT), **variables}
    command = [sys.executable, "-m", "newscrawl", "doctor", "--json", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    answer = json.loads(done.stdout)
    assert answer["ok"] == (done.returncode == 0)
    return done.returncode, {check["part"]: check for check in answer["checks"]}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose settings lie about nothing but what a test changes."""
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = newscrawl.default_settings\n")
    return tmp_path


def test_a_sound_installation_has_every_part_checked(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/newscrawl.db"
    from newscrawl.store.session import open_engine

    schema.upgrade(open_engine(url))
    variables = {"NEWSCRAWL_ARCHIVE_DIR": str(tmp_path / "archive"), "NEWSCRAWL_CONTACT": "https://example.org/bot"}
    code, found = doctor(ROOT, "--database", url, SCRAPY_PROJECT="production", NEWSCRAWL_DATABASE_URL=url, **variables)
    assert code == 0
    assert [part for part in (*PARTS, "encoder", "extra web", "User-Agent") if part not in found] == []
    assert [c for c in found.values() if c["status"] != "ok" and not c["repair"]] == []
    assert found["encoder"]["status"] == found["User-Agent"]["status"] == "ok"


def test_what_is_wrong_is_named_with_its_repair(project: Path) -> None:
    (project / "archive").write_text("a file where the folder should be")
    config = project / "scrapy.cfg"
    config.write_text("[settings]\ndefault = trial\n")
    (project / "trial.py").write_text(
        "from newscrawl.default_settings import *\n"
        'NEWSCRAWL_DATABASE_URL = "sqlite:///empty.db"\nNEWSCRAWL_ARCHIVE_DIR = "archive/warc"\n'
        'NEWSCRAWL_SITES = "trial_sites"\nNEWSCRAWL_TRACE = "none"\nNEWSCRAWL_CONTACT = "me"\n'
    )
    (project / "empty.db").touch()
    (project / "trial_sites").mkdir()
    (project / "trial_sites" / "kurier.py").write_text("SITE = 1\n")
    code, found = doctor(project)
    assert code == 1
    assert found["schema"]["repair"] == "newscrawl migrate"
    assert {part for part, check in found.items() if check["status"] == "failed"} == {"schema", "archive", "sites"}
    assert "kurier.py" in found["sites"]["found"]
    assert found["User-Agent"]["status"] == "warning"


def test_settings_that_do_not_load_end_it_there(project: Path) -> None:
    code, found = doctor(project, SCRAPY_PROJECT="prodution")
    assert code == 1
    assert found["project"]["status"] == "failed"
    assert "prodution" in found["project"]["found"]
    assert "database" not in found


def test_both_databases_are_checked_for_schema_and_clock(engine: Engine) -> None:
    found = {check.part: check for check in checks.database(engine)}
    assert found["schema"].status is Status.OK
    assert found["clock"].status is Status.OK
    schema.migrate(engine, "base")
    assert {c.part: c.status for c in checks.database(engine)}["schema"] is Status.FAILED


@pytest.mark.parametrize(
    ("theirs", "ours", "status"),
    [
        (None, datetime.now(UTC), Status.OK),
        (datetime.now(UTC) - timedelta(seconds=50), datetime.now(UTC), Status.OK),
        (datetime.now(UTC) - timedelta(minutes=5), datetime.now(UTC), Status.FAILED),
        (None, datetime(1970, 1, 2, tzinfo=UTC), Status.FAILED),
    ],
    ids=["alone", "near", "far", "long-ago"],
)
def test_a_clock_is_compared_with_the_servers_and_the_programs(theirs, ours, status) -> None:
    assert checks.clock(theirs, ours).status is status


def test_room_is_told_before_it_is_gone() -> None:
    free = {int(500e6): Status.FAILED, int(5e9): Status.WARNING, int(50e9): Status.OK}
    assert {n: checks.room(Path("/data"), n).status for n in free} == free


def test_a_full_disk_is_not_taken_for_a_missing_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(checks.tempfile, "TemporaryFile", full)
    (found,) = checks.archive(tmp_path)
    assert found.status is Status.FAILED
    assert found.repair.startswith("make room")


@pytest.mark.parametrize(
    ("given", "is_required", "status"),
    [("", True, Status.FAILED), ("", False, Status.WARNING), ("me@a.test", True, Status.OK)],
)
def test_a_contact_that_crawls_wait_for_is_no_mere_warning(given: str, is_required: bool, status: Status) -> None:
    settings = Settings({"NEWSCRAWL_CONTACT": given, "NEWSCRAWL_CONTACT_REQUIRED": is_required})
    assert checks.contact(settings).status is status


def test_a_resolver_without_servers_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "resolv.conf").write_text("search example.org\nnameserver\n")
    assert checks.resolver(tmp_path / "resolv.conf").status is Status.WARNING
    (tmp_path / "resolv.conf").write_text("nameserver 127.0.0.53\n")
    assert "127.0.0.53" in checks.resolver(tmp_path / "resolv.conf").found


def test_a_zone_that_is_not_known_is_named() -> None:
    site = Site(
        name="x", title="X", role=SiteRole.OUTLET, domains=("x.example",), documented="", timezone="Moon/Crater"
    )
    assert checks.zones({"x": site}).found == "unknown: Moon/Crater"


def test_an_extra_that_a_setting_asks_for_must_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "EXTRAS", {"images": ("no_such_module", "pictures"), "web": ("json", "serve")})
    assert [c.status for c in checks.extras(images=True)] == [Status.FAILED, Status.OK]
    assert [c.status for c in checks.extras(images=False)] == [Status.OK, Status.OK]


def test_a_missing_shared_memory_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("multiprocessing.synchronize.Lock.__init__", refused)
    found = checks.shared_memory()
    assert found.status is Status.FAILED
    assert "/dev/shm" in found.found
    assert "mode=1777" in found.repair


def test_a_missing_variable_is_told_apart_from_a_missing_project(
    project: Path, tmp_path_factory: pytest.TempPathFactory
):
    (project / "scrapy.cfg").write_text("[settings]\ndefault = settings.production\n")
    assert "variable" in doctor(project)[1]["project"]["repair"]
    (project / "env").write_text("")
    assert ". ./env" in doctor(project)[1]["project"]["repair"]
    assert "newscrawl init" in doctor(tmp_path_factory.mktemp("elsewhere"))[1]["project"]["repair"]
