"""The crontab and the systemd units that are shipped: run by a shell as cron does, checked by systemd's own tool."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from newscrawl import default_settings
from newscrawl.cli.main import COMMANDS

FOLDER = Path(__file__).resolve().parents[1] / "settings" / "schedule"
PLACE = "/srv/newscrawl"
PROGRAM = """#!/bin/sh
echo "called: $*, project $SCRAPY_PROJECT, path $PATH" >&2
exit $CODE
"""


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder as the installed project, its program a stand-in that ends with the code of its environment file."""
    program = tmp_path / ".venv" / "bin" / "newscrawl"
    program.parent.mkdir(parents=True)
    program.write_text(PROGRAM, encoding="utf-8")
    program.chmod(0o755)
    return tmp_path


def by_cron(installed: Path, command: str, code: int) -> str:
    """What cron would mail: the output of the line of this command, run without any of our environment."""
    lines = (FOLDER / "crontab").read_text(encoding="utf-8").splitlines()
    (line,) = [line for line in lines if line[:1] in "*0123456789" and f"newscrawl {command}" in line]
    matched = re.fullmatch(r"(?:[\d*/,-]+ ){4}[\d*/,-]+ +([^%]+)", line)
    assert matched
    (installed / "env").write_text(f"SCRAPY_PROJECT=production\nCODE={code}\n", encoding="utf-8")
    return subprocess.run(
        ["/bin/sh", "-c", matched.group(1).replace(PLACE, str(installed))],
        env={"HOME": str(installed), "PATH": "/usr/bin:/bin", "SHELL": "/bin/sh"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    ).stdout


@pytest.mark.parametrize("code", [0, 6, 75])
def test_cron_mails_nothing_of_a_crawl_that_need_not_be_looked_at(installed: Path, code: int):
    assert by_cron(installed, "crawl", code) == ""


@pytest.mark.parametrize("code", [1, 3, 4, 5])
def test_cron_mails_the_code_and_the_end_of_the_log_of_any_other(installed: Path, code: int):
    told = by_cron(installed, "crawl", code)
    assert f"newscrawl crawl: exit code {code}\n" in told
    assert "called: crawl --due --quiet, project production, path /usr/bin:/bin" in told


def test_cron_mails_which_site_broke_and_else_nothing(installed: Path):
    assert by_cron(installed, "health", 0) == ""
    assert "called: health" in by_cron(installed, "health", 3)


def test_systemd_finds_nothing_wrong_with_the_units(installed: Path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze")
    names = [path.name for path in FOLDER.glob("*.service")] + [path.name for path in FOLDER.glob("*.timer")]
    assert len(names) == 7
    for name in names:
        unit = (FOLDER / name).read_text(encoding="utf-8").replace(PLACE, str(installed))
        (installed / name).write_text(unit, encoding="utf-8")
    assert _verify(installed, names) == (0, "")
    (installed / names[0]).write_text("[Service]\nType=oneshot\nExecStart=/no/such/program\n", encoding="utf-8")
    assert "/no/such/program" in _verify(installed, names[:1])[1]


def _verify(folder: Path, names: list[str]) -> tuple[int, str]:
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *names], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stderr


def test_the_compose_file_is_valid_by_the_specifications_schema(tmp_path):
    assert _by_schema(FOLDER / "compose.yaml") == (0, "ok -- validation done\n")
    wrong = tmp_path / "compose.yaml"
    wrong.write_text((FOLDER / "compose.yaml").read_text(encoding="utf-8").replace("depends_on:", "depend_on:", 1))
    code, said = _by_schema(wrong)
    assert code == 1
    assert "depend_on" in said


def _by_schema(compose: Path) -> tuple[int, str]:
    program = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(compose)]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_the_compose_file_starts_commands_that_exist_on_settings_that_exist():
    found = yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))
    services = found["services"]
    assert set(services) == {"postgres", "migrate", "worker", "texts", "scheduler"}
    served: set[str] = set()
    for name, service in services.items():
        for other, how in service.get("depends_on", {}).items():
            assert other in services
            assert how["condition"] in ("service_healthy", "service_completed_successfully")
        mounted = {volume.partition(":")[0] for volume in service["volumes"]} - {"./settings"}
        assert mounted <= set(found["volumes"])
        if name == "postgres":
            continue
        # The image's own entry point is the program, and its project stands at that place.
        command, *options = service["command"]
        assert "./settings:/srv/newscrawl/settings:ro" in service["volumes"]
        assert command in [one.name for one in COMMANDS]
        named = dict(zip(options[::2], options[1::2], strict=True))
        served.update(named.get("--queues", "").split(","))
        own = [setting for setting in service["environment"] if setting.startswith("NEWSCRAWL_")]
        assert [setting for setting in own if not hasattr(default_settings, setting)] == []
    container = FOLDER.parents[1].joinpath("Containerfile").read_text(encoding="utf-8")
    assert all(line in container for line in ('ENTRYPOINT ["newscrawl"]', "WORKDIR /srv/newscrawl"))
    assert served - {""} == {"crawl", "texts", "replay", "schedule"}


def test_the_container_finds_what_its_steps_call() -> None:
    text = FOLDER.parents[1].joinpath("Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    before, after = text.split("ENV PATH=")
    called = re.findall(r"(?:RUN|&&) +(\S+)", after)
    places = after.split()[0].split(":")
    assert "/opt/newscrawl/bin" in places
    assert "python3 -m venv /opt/newscrawl " in before
    # What is no program of the project is found where Debian has it.
    assert [name for name in called if name != "newscrawl" and not shutil.which(name, path=":".join(places))] == []
