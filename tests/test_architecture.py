"""The layers stay apart: domain code neither fetches nor stores, and migrations outlive the package."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from newscrawl.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("package", ["extract", "dedup", "trace"])
def test_domain_code_imports_neither_scrapy_nor_sqlalchemy(package):
    code = f"""
import importlib, pkgutil, sys
import newscrawl.{package} as package
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    importlib.import_module(module.name)
print(sorted({{name.split(".")[0] for name in sys.modules}} & {{"scrapy", "sqlalchemy", "twisted"}}))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_migrations_import_nothing_of_newscrawl():
    for path in (ROOT / "migrations" / "versions").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [n for n in names if n.startswith("newscrawl")], path.name


def rows() -> list[set[str]]:
    """The picture of docs/architecture.md, its highest row first."""
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    drawn = page.split("## Who may import whom")[1].split("```")[1]
    lines = [line for line in drawn.splitlines() if line.startswith(" ")]
    return [set(re.split(r" {4,}", line.strip())[0].split()) for line in lines]


def imports(path: Path) -> set[str]:
    """Folders and modules of newscrawl that a file imports; what is for type checkers alone does not count."""
    found = set()
    todo = list(ast.parse(path.read_text(encoding="utf-8")).body)
    while todo:
        node = todo.pop()
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING":
            continue
        todo += ast.iter_child_nodes(node)
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            whole = [f"newscrawl.{a.name}" for a in node.names]
            names = whole if node.module == "newscrawl" else [node.module]
        found |= {name.split(".")[1] for name in names if name.startswith("newscrawl.")}
    return found - {"__version__"}


def test_the_picture_shows_every_folder_and_module():
    parts = {p.stem for p in (ROOT / "newscrawl").iterdir() if p.suffix == ".py" or (p / "__init__.py").exists()}
    assert set.union(*rows()) == parts - {"__init__", "__main__"}


def test_nothing_imports_from_a_row_above_its_own():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    looking_up = set(re.findall(r"`(\w+/\w+\.py)`", page.split("modules look up:")[1].split("\n\n")[0]))
    above: set[str] = set()
    found = set()
    for row in rows():
        for name in row:
            folder = ROOT / "newscrawl" / name
            for path in folder.rglob("*.py") if folder.is_dir() else [folder.with_suffix(".py")]:
                if imports(path) & above:
                    found.add(path.relative_to(ROOT / "newscrawl").as_posix())
        above |= row
    assert found == looking_up


def test_the_table_of_commands_says_where_each_one_lives():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    drawn = page.split("| folder of `newscrawl/cli/` |")[1].split("\n\n")[0]
    told = {
        (room, name)
        for room, held in re.findall(r"^\| `(\w+)/` \| (.+) \|$", drawn, re.MULTILINE)
        for name in re.findall(r"\w+", held.replace("what became of it", ""))
    }
    assert told == {(command.room, command.name) for command in COMMANDS}


def test_what_commands_share_imports_no_command():
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "newscrawl/cli/shared").glob("*.py"))
    assert set(re.findall(r"newscrawl\.cli\.(\w+)", text)) == {"shared"}


def test_the_settings_package_is_the_projects_own():
    import settings

    assert Path(settings.__file__).parent == ROOT / "settings"
