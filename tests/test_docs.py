"""Documentation leaves nothing out, leads nowhere wrong, and does not tell of the machine it was written on."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

import newscrawl.default_settings as defaults
from newscrawl.cli.main import COMMANDS, build
from newscrawl.commands.exits import Exit

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
USERS = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
NAMES = [command.name for command in COMMANDS]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
# Brackets keep each pattern from matching its own line.
FOREIGN = {
    "a path of a build machine": r"(?<![\w.])/(?:[w]ork|[h]ome/\w+|[r]oot)(?:/|\b)|[.][.]/shared|[b]ash_jobs",
    "how the project is organised": r"\b(?:[i]ssue #?\d+|[I]ssues?\b(?! track)|[s]essions\b|C[I]\b)",
    "a package registry host": r"[p]ypi\.org|[p]ythonhosted|[n]pmjs|crates\.i[o]",
    "work left over": r"\b[T]ODO\b|\b[F]IXME\b|\b[X]XX\b",
}


def test_every_setting_is_described() -> None:
    described = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    own = [name for name in dir(defaults) if name.startswith("NEWSCRAWL_")]
    assert len(own) > 10
    assert [name for name in own if f"\n| `{name}` |" not in described] == []


def test_every_project_of_scrapy_cfg_is_described() -> None:
    described = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    chosen = re.findall(r"^\w+ = (settings\.\w+)$", (ROOT / "scrapy.cfg").read_text(encoding="utf-8"), re.MULTILINE)
    assert chosen
    assert [name for name in chosen if f"`{name}`" not in described] == []


@pytest.mark.parametrize("command", NAMES)
def test_every_command_is_mentioned(command: str) -> None:
    assert re.search(rf"newscrawl {command}\b|make {command}\b", USERS)


def test_every_option_that_is_shown_exists() -> None:
    shown = re.findall(r"newscrawl ([a-z]+)((?: [^`\n|#]+)?)", USERS)
    used = {(c, option) for c, rest in shown if c in NAMES for option in re.findall(r" (--[a-z-]+)", rest)}
    assert len(used) > 10
    known = {command: options(command) for command, _ in used}
    assert sorted((command, option) for command, option in used if option not in known[command]) == []


def test_every_make_target_that_is_shown_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    shown = set(re.findall(r"(?:^ {4}|`)make ([a-z]+)", USERS, re.MULTILINE))
    assert {"demo", "test"} <= shown <= targets


def options(command: str) -> set[str]:
    """The options of a command and of its sub-commands."""
    program = typer.main.get_command(build([command]))
    named = program.commands[command]  # type: ignore[attr-defined]
    every = [named, *getattr(named, "commands", {}).values()]
    return {option for one in every for parameter in one.params for option in parameter.opts}


@pytest.mark.parametrize("code", Exit)
def test_every_exit_code_is_explained(code: Exit) -> None:
    explained = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert f"\n| {code.value} | `{code.name}` |" in explained


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), target
        assert found.is_relative_to(ROOT), target
        if anchor:
            assert anchor in anchors(found), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_that_is_named_exists(page: Path) -> None:
    named = re.findall(r"`((?:newscrawl|settings|docs|tests|migrations)/[\w./-]*)`", page.read_text(encoding="utf-8"))
    wanting = [name for name in named if not any(base.joinpath(name).exists() for base in (ROOT, ROOT / "newscrawl"))]
    assert wanting == []


def test_the_extract_example_of_the_readme_answers_as_shown() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    asked, shown = re.search(r"\$ echo '(.*)' \| newscrawl extract\n.*?```json\n(.*?)```", readme, re.DOTALL).groups()  # type: ignore[union-attr]
    command = [sys.executable, "-m", "newscrawl", "extract"]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    done = subprocess.run(
        command, cwd=ROOT, input=asked, env=environment, capture_output=True, encoding="utf-8", check=True
    )
    answer = json.loads(done.stdout)
    assert {key: answer[key] for key in json.loads(shown)} == json.loads(shown)


def anchors(page: Path) -> set[str]:
    """The anchors a Markdown renderer gives a page's headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("what", FOREIGN)
def test_the_project_does_not_tell_where_it_was_made(what: str) -> None:
    pattern = re.compile(FOREIGN[what])
    found = [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in tracked().items()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line) and name != "LICENSE"
    ]
    assert found == []


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("a path of a build machine", "see /wor" + "k/main/x"),
        ("how the project is organised", "as iss" + "ue 2 says"),
        ("a package registry host", "https://py" + "pi.org/simple"),
        ("work left over", "# TO" + "DO later"),
    ],
)
def test_the_patterns_find_what_they_look_for(what: str, line: str) -> None:
    assert re.search(FOREIGN[what], line)


def tracked() -> dict[str, str]:
    """Text of the project's files by name; skips the test where they are not under version control."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("no repository: which files belong to the project is not known")
    texts = {}
    for name in filter(None, listed.stdout.split("\0")):
        try:
            texts[name] = (ROOT / name).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError):  # binary, or just removed
            continue
    return texts
